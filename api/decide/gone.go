package decide

// Gone reports whether an error says that GitLab knows no such deployment. A project
// that is hidden or absent, a proxy and a lost route say nothing of it.
// gitlab: lib/api/helpers.rb
func Gone(err error) bool { return gone(err) }
