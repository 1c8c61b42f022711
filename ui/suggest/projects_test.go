package suggest

import (
	"slices"
	"testing"
)

func TestProjectsThatShareAPathNameTheirInstance(t *testing.T) {
	t.Parallel()
	all := [][2]string{{"a/b", "one.dev"}, {"a/c", "one.dev"}, {"a/b", "two.dev"}, {"d\x1b[2J", "two.dev"}}
	got := Projects(len(all), func(i int) (path, host string) { return all[i][0], all[i][1] })
	if want := []string{"a/b on one.dev", "a/c", "a/b on two.dev", "d"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}
