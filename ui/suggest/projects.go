package suggest

import "greenlight/api/text"

// Projects are how n projects are called where one of them is to be chosen: by their
// paths, with the instance behind where two share one. at gives path and host by index.
func Projects(n int, at func(i int) (path, host string)) []string {
	seen := map[string]int{}
	for i := range n {
		path, _ := at(i)
		seen[path]++
	}
	names := make([]string, n)
	for i := range names {
		path, host := at(i)
		if seen[path] > 1 {
			path += " on " + host
		}
		names[i] = text.Line(path)
	}
	return names
}
