package main

import (
	"fmt"
	"os"
	"strings"
	"testing"

	"greenlight/ui/keys"
)

// keyTable is the README's table of keys, made from the action table.
func keyTable() string {
	m, _ := keys.New(nil)
	var b strings.Builder
	b.WriteString("| keys | does | name in `[keys]` |\n|---|---|---|\n")
	for _, info := range keys.Table() {
		labels := make([]string, 0, len(info.Keys))
		for _, l := range m.Labels(info.Action) {
			labels = append(labels, "`"+l+"`")
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` |\n", strings.Join(labels, " "), info.Help, info.Name)
	}
	return b.String()
}

func TestReadmeHasTheKeyTable(t *testing.T) {
	t.Parallel()
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(readme), "<!-- keys -->\n")
	got, _, closed := strings.Cut(rest, "<!-- /keys -->")
	if !ok || !closed {
		t.Fatal("README.md has no section between <!-- keys --> and <!-- /keys -->")
	}
	if want := keyTable(); got != want {
		t.Errorf("the table of keys in README.md is stale; put this between the marks:\n%s", want)
	}
}
