package config

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"greenlight/assets"
)

func TestExampleLoadsAsItIs(t *testing.T) {
	t.Parallel()
	f := mustLoad(t, assets.ExampleConfig)
	acme, ok := f.Profile("acme")
	if !ok || acme.Host != "https://gitlab.acme.dev" || acme.Refresh != 10*time.Second || len(acme.Token.Command) != 3 {
		t.Errorf("profile acme reads as %+v", acme)
	}
	if got := f.Approve[TierProduction]; got != Default().Approve[TierProduction] {
		t.Errorf("the example says that its [approve.production] is the default, but it is %+v", got)
	}
	if f.UI != Default().UI {
		t.Errorf("the example's [ui] is %+v, the default %+v", f.UI, Default().UI)
	}
}

// commentedKey is a commented line that is TOML: a key and a value, or a table.
var commentedKey = regexp.MustCompile(`^# ([a-z_]+ *= .*|\[+[a-z.]+\]+)$`)

func TestExampleLoadsWithEveryCommentedKey(t *testing.T) {
	t.Parallel()
	lines := strings.Split(assets.ExampleConfig, "\n")
	opened := 0
	for i, line := range lines {
		m := commentedKey.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		opened++
		lines[i] = m[1]
		if strings.HasPrefix(m[1], "token") { // the other choice, not one more
			lines[i-1] = ""
		}
	}
	if opened != 22 {
		t.Fatalf("%d commented keys and tables were found, wanted are 22: does the pattern still see them all?", opened)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "acme.pem"), []byte(testPEM), 0o600); err != nil {
		t.Fatal(err)
	}
	f, err := loadIn(t, dir, strings.Join(lines, "\n"))
	if err != nil {
		t.Fatal(err)
	}
	acme, _ := f.Profile("acme")
	switch {
	case acme.Token.Env != "ACME_TOKEN":
		t.Errorf("token is %+v", acme.Token)
	case acme.CAFile != filepath.Join(dir, "acme.pem"):
		t.Errorf("ca_file is %q", acme.CAFile)
	case len(f.Views) != 2 || f.Views[0].Filter != "can:approve tier:production":
		t.Errorf("views are %+v", f.Views)
	case len(f.Links) != 2 || f.Links[0].Filter != "" || f.Links[1].Filter != "tier:production" ||
		f.Links[0].URL != "https://runbooks.acme.dev/{{.Project}}/{{.Environment}}":
		t.Errorf("links are %+v", f.Links)
	case len(f.Risks) != 2 || f.Risks[0].Name != "migration" || len(f.Risks[0].Globs) != 2:
		t.Errorf("risks are %+v", f.Risks)
	case f.Approve[TierStaging] != Policy{Confirm: ConfirmTypeEnvironment, Comment: CommentRequired, ReadOnly: true}:
		t.Errorf("staging is %+v", f.Approve[TierStaging])
	}
}

// Every key that the schema knows stands in the example: the schema's own list
// is what it names when a key is unknown.
func TestExampleNamesEveryKey(t *testing.T) {
	t.Parallel()
	doc := "zzzzzzzz = 1\n[profiles.a]\nhost = \"https://a.dev\"\nzzzzzzzz = 1\n[ui]\nzzzzzzzz = 1\n" +
		"[approve.other]\nzzzzzzzz = 1\n[notify]\nzzzzzzzz = 1\n[[views]]\nname = \"A\"\nzzzzzzzz = 1\n" +
		"[[links]]\nname = \"A\"\nurl = \"x\"\nzzzzzzzz = 1\n"
	_, err := loadText(t, doc)
	keys := 0
	for _, e := range problemsOf(t, err) {
		_, list, _ := strings.Cut(e.Message, "known here: ")
		for _, key := range strings.Split(list, ", ") {
			keys++
			if !regexp.MustCompile(`(?m)^(# )?(\[+)?`+key+`( *=|\.|\])`).MatchString(assets.ExampleConfig) &&
				!strings.Contains(assets.ExampleConfig, "[["+key+"]]") {
				t.Errorf("the example does not show %q", key)
			}
		}
	}
	if keys < 26 {
		t.Errorf("only %d keys were seen", keys)
	}
}

// The example promises two built-in themes by name.
func TestExampleNamesTheBuiltInThemes(t *testing.T) {
	t.Parallel()
	files, err := assets.Themes.ReadDir("themes")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		if name := strings.TrimSuffix(f.Name(), ".toml"); !strings.Contains(assets.ExampleConfig, `"`+name+`"`) {
			t.Errorf("the example does not name the theme %q", name)
		}
	}
	if len(files) != 2 {
		t.Errorf("%d themes are built in, the example names 2", len(files))
	}
}
