package theme

import (
	"errors"
	"os"
	"testing"
	"testing/fstest"
)

func TestLoad(t *testing.T) {
	t.Parallel()
	read := func(path string) ([]byte, error) {
		if path != "./mine.toml" {
			return nil, errors.New("no such file")
		}
		return []byte(dark(t)), nil
	}
	cases := []struct {
		name, dark, light string
		fixed             bool
		err               string
	}{
		{"auto", "dark", "light", false, ""},
		{"light", "light", "light", true, ""},
		{"./mine.toml", "./mine.toml", "./mine.toml", true, ""},
		{"darck", "", "", false, `there is no theme "darck": use dark, auto, light, or a path with a slash in it`},
		{"./gone.toml", "", "", false, "the theme cannot be read: no such file"},
	}
	for _, c := range cases {
		pair, err := Load(c.name, os.DirFS("../../assets"), read)
		if c.err != "" {
			if err == nil || err.Error() != c.err {
				t.Errorf("%s: error %v\nwant %s", c.name, err, c.err)
			}
			continue
		}
		if err != nil || pair.Dark.Name != c.dark || pair.Light.Name != c.light || pair.Fixed != c.fixed {
			t.Errorf("%s: %s and %s, fixed %v, %v", c.name, pair.Dark.Name, pair.Light.Name, pair.Fixed, err)
		}
	}
	broken := fstest.MapFS{"themes/dark.toml": {Data: []byte("text = 1")}}
	for _, name := range []string{"auto", "dark"} {
		if _, err := Load(name, broken, read); err == nil {
			t.Errorf("%s: a broken theme loads", name)
		}
	}
}
