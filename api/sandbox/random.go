package sandbox

import "encoding/binary"

// mix hashes numbers into one (splitmix64 over each). Everything random in
// the world is mix of the seed and of what is being decided, so nothing
// depends on the order in which it is asked.
func mix(parts ...int64) uint64 {
	h := uint64(0x9e3779b97f4a7c15)
	for _, p := range parts {
		h ^= uint64(p)
		h += 0x9e3779b97f4a7c15
		h = (h ^ (h >> 30)) * 0xbf58476d1ce4e5b9
		h = (h ^ (h >> 27)) * 0x94d049bb133111eb
		h ^= h >> 31
	}
	return h
}

// pick is a number below n.
func pick(n int, parts ...int64) int { return int(mix(parts...) % uint64(n)) }

// bytesOf is n deterministic bytes.
func bytesOf(n int, parts ...int64) []byte {
	out := make([]byte, 0, n+8)
	for i := int64(0); len(out) < n; i++ {
		out = binary.BigEndian.AppendUint64(out, mix(append(parts, i)...))
	}
	return out[:n]
}
