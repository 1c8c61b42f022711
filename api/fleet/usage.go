package fleet

import "greenlight/api"

// Usage is what was sent to an instance and what may be. It asks nothing.
func (f *Fleet) Usage(name string) api.Usage {
	h, ok := f.hosts[name]
	if !ok {
		return api.Usage{}
	}
	return h.source.Client.Usage()
}
