package risk

import (
	"testing"

	"github.com/bmatcuk/doublestar/v4"
)

// The shortcuts for names at any depth must answer as the library does.
func FuzzShortcuts(f *testing.F) {
	for _, r := range Default() {
		for _, g := range r.Globs {
			f.Add(g, "a/"+r.Name+"/b.yml")
		}
	}
	for _, s := range [][2]string{{"**/a/**", "a"}, {"**/a/**", "a/"}, {"**/a/**", "b/a"}, {"**/a", "a"}, {"**/a", "/a"}, {"**/*.b", "a/.b"}, {"**/a/**", "/a/"}, {"**/a/**", "\xffa/b"}, {"**/**", "a"}, {"**/a,b", "a,b"}} {
		f.Add(s[0], s[1])
	}
	f.Fuzz(func(t *testing.T, pattern, path string) {
		g, err := parse(pattern)
		if err != nil || path == "" {
			return
		}
		full := g.pattern
		switch g.kind {
		case whole:
		case base, file:
			full = "**/" + g.pattern
		case folder:
			full = "**/" + g.pattern + "/**"
		}
		want, err := doublestar.Match(full, path)
		if err != nil {
			t.Fatalf("%q was taken: %v", pattern, err)
		}
		if got := g.fits(split(path)); got != want {
			t.Errorf("%q fits %q: %t, the library says %t", pattern, path, got, want)
		}
	})
}
