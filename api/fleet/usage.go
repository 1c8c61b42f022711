package fleet

import "greenlight/api"

// Woken drops the connections that nobody uses: after this machine slept they look alive,
// and may be dead.
func (f *Fleet) Woken() {
	for _, h := range f.hosts {
		h.source.Client.Close()
	}
}

// Usage is what was sent to an instance and what may be. It asks nothing.
func (f *Fleet) Usage(name string) api.Usage {
	h, ok := f.hosts[name]
	if !ok {
		return api.Usage{}
	}
	return h.source.Client.Usage()
}
