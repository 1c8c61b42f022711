package config

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/BurntSushi/toml"

	"greenlight/assets"
)

// seeds are documents that have been trouble somewhere, good ones and bad ones.
func seeds() []string {
	return []string{
		assets.ExampleConfig,
		"a.b.c = 1\n\"d.e\".'f g' = 2\n\t[ h . \"i\" ] # x\nj = [ [1, 2], [ { k = 1, l.m = 2 }, 3 ] ]\n",
		"[[v]]\nn = 1\n[v.w]\nx = 1\n[[v.y]]\nz = 1\n[[v.y]]\nz = 2\n[[v]]\nn = 2\n[v.w]\nx = 2\n",
		"a = \"\"\"\none = 1\n[two]\n\\\n  # three\n\"\"\"\nb = '''\n[c]\n'''\nd = 1\n",
		"a = \"\"\"x\"\"\"\"\"\nb = '''y''''\nc = \"\"\"\\\"\"\"\"\nd = \"\"\"\"\"\"\ne = ''''''\nf = 1\n",
		"\"\\u00e9\\\"=\" = 1\n\"\" = 2\n'' = 3\n",
		"\xef\xbb\xbfa = 1\r\n# c\r\n[b]\r\nc = [\r\n 1, # d\r\n]\r\n",
		"a = { b = { c = [ { d = 1 } ] }, }\ne = 1979-05-27 07:32:32Z # f\ng = -0x1F\nh = +inf\n",
		"a = { b = 1,\n # c\n d = 2 }\n",
		"[a]\n[a.b]\n[c.d]\n[c]\n[e]\nf.g = 1\nf.h = 2\n",
		"a = [{}, {b = \"]\"}, '}', \"#\"] # [x]\n[y]\n",
		"[a\n", "a = ", "a = \"", "= 1", "a = 0x", "a = 1__2", "[[a]]\n[a]\n", "a = [\n", "\x00", "a = 1\nb\n",
		"[[links]]\nname = \"a\"\n[links.url]\n[risks]\n\"\" = []\n'é' = [\"\", 1]\nb.c = []\n",
		"profiles = 1\nviews = {}\nui = []\nkeys.a = 1\napprove.production = 3\nlinks = [1]\n",
	}
}

// decoded is what the library makes of a text. Only its own admission of a bug is
// taken for an error; every other panic, and any of ours, fails the test.
func decoded(text string) (meta toml.MetaData, err error) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case string:
			if !strings.HasPrefix(r, "BUG") {
				panic(r)
			}
			err = errors.New(r)
		default:
			panic(r)
		}
	}()
	var doc map[string]any
	return toml.Decode(text, &doc)
}

// The scanner must see exactly the keys that the library sees, in its order,
// and on a line where that key really stands.
func FuzzScan(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		s := scan(text) // must end, whatever the text is
		meta, err := decoded(text)
		if err != nil {
			return
		}
		if !slices.EqualFunc(s.keys, meta.Keys(), func(a, b toml.Key) bool { return slices.Equal(a, b) }) {
			t.Fatalf("%q:\nscanned %q\nlibrary %q", text, s.keys, meta.Keys())
		}
		lines := strings.Split(text, "\n")
		for _, key := range s.keys {
			checkLine(t, s, lines, key)
		}
	})
}

func checkLine(t *testing.T, s *scanner, lines []string, key toml.Key) {
	path := ""
	for _, part := range key {
		path = Child(path, part)
		line, ok := s.lines[path]
		if !ok { // inside an array, where the path has indices
			return
		}
		if line < 1 || line > len(lines) || bareKey(part) && !strings.Contains(lines[line-1], part) {
			if !strings.Contains(strings.Join(lines, "\n"), `\`) { // an escaped key is spelt differently
				t.Fatalf("%s is said to stand on line %d of %q", path, line, lines)
			}
		}
	}
}

// Whatever a file holds, loading ends in values or in problems with lines that
// exist and messages that cannot move a cursor.
func FuzzLoad(f *testing.F) {
	for _, s := range seeds() {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := File{Config: Default(), Path: "/nowhere/config.toml"}
		found := file.parse(text)
		last := strings.Count(text, "\n") + 1
		for _, e := range found {
			if e.Line < 0 || e.Line > last || e.Message == "" || printable(e.Error()) != e.Error() {
				t.Fatalf("%q gives %#v", text, e)
			}
			if e.Line == 0 && e.Key != "" {
				t.Fatalf("%q: %s has no line", text, e.Key)
			}
		}
		again := File{Config: Default(), Path: file.Path}
		if second := again.parse(text); !slices.Equal(found, second) {
			t.Fatalf("%q gives %v, then %v", text, found, second)
		}
		if len(found) > 0 {
			return
		}
		_, err := Resolve(Flags{}, file, vars())
		if usage := (UsageError{}); errors.As(err, &usage) {
			t.Fatalf("%q is refused as if it were a flag: %v", text, err)
		}
	})
}

func TestPositions(t *testing.T) {
	t.Parallel()
	text := `# one
profiles_shown = ["a",
  "b"]

[profiles.a]
token = { env = "A",
  command = ["x"] }
projects = [
  # comment
  "p/q", """
  long
  """,
  "r/s",
]
[[views]]
name = "One"
[[views]]
name = """
Two"""
filter = ''
views2.x = 1
[profiles."dot.ted"]
host = "h"
[profiles]
b.host = "h"
`
	lines := scan(text).lines
	for path, want := range map[string]int{
		"profiles_shown": 2, "profiles_shown[0]": 2, "profiles_shown[1]": 3,
		"profiles": 5, "profiles.a": 5, "profiles.a.token": 6, "profiles.a.token.env": 6, "profiles.a.token.command": 7,
		"profiles.a.token.command[0]": 7, "profiles.a.projects[0]": 10, "profiles.a.projects[1]": 10, "profiles.a.projects[2]": 13,
		"views": 15, "views[0].name": 16, "views[1]": 17, "views[1].name": 18, "views[1].filter": 20, "views[1].views2.x": 21,
		`profiles."dot.ted"`: 22, `profiles."dot.ted".host`: 23, "profiles.b": 25, "profiles.b.host": 25,
		// What is not there has the line of what is around it.
		"profiles.a.host": 5, `profiles."dot.ted".refresh`: 22, `profiles."un.known"`: 5, `"un.known"`: 0, "views[1].none": 17, "views[7].none": 15, "nowhere": 0, "": 0,
	} {
		if got := lines.Position(path); got != want {
			t.Errorf("%s is on line %d, wanted %d", path, got, want)
		}
	}
}
