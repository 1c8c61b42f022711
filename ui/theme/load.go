package theme

import (
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Auto names the choice between dark and light by the terminal's background.
const Auto = "auto"

// Pair is a theme for each background; both are the same where the user chose
// one.
type Pair struct {
	Dark, Light Theme
	// Fixed is true where the background does not matter.
	Fixed bool
}

// Load finds a theme: Auto, the name of a file in builtin without its ending, or
// a path, told by its slash and read with read.
func Load(name string, builtin fs.FS, read func(path string) ([]byte, error)) (Pair, error) {
	if name == Auto {
		dark, err := named("dark", builtin)
		if err != nil {
			return Pair{}, err
		}
		light, err := named("light", builtin)
		return Pair{Dark: dark, Light: light}, err
	}
	if !strings.ContainsRune(name, '/') {
		t, err := named(name, builtin)
		return Pair{Dark: t, Light: t, Fixed: true}, err
	}
	data, err := read(name)
	if err != nil {
		return Pair{}, fmt.Errorf("the theme cannot be read: %w", err)
	}
	t, err := Parse(name, data)
	return Pair{Dark: t, Light: t, Fixed: true}, err
}

func named(name string, builtin fs.FS) (Theme, error) {
	data, err := fs.ReadFile(builtin, "themes/"+name+".toml")
	if err != nil {
		return Theme{}, unknownTheme(name, builtin)
	}
	return Parse(name, data)
}

// unknownTheme names the themes there are, the nearest one first.
func unknownTheme(name string, builtin fs.FS) error {
	files, _ := fs.Glob(builtin, "themes/*.toml")
	names := []string{Auto}
	for _, f := range files {
		names = append(names, strings.TrimSuffix(path.Base(f), ".toml"))
	}
	slices.SortStableFunc(names, func(a, b string) int {
		return levenshtein.ComputeDistance(name, a) - levenshtein.ComputeDistance(name, b)
	})
	return fmt.Errorf("there is no theme %q: use %s, or a path with a slash in it", name, strings.Join(names, ", "))
}
