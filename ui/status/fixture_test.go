package status

import (
	"strings"

	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

var now = uitest.NowCET

func hints(words ...string) []keys.Hint {
	var out []keys.Hint
	for _, w := range words {
		key, verb, _ := strings.Cut(w, " ")
		out = append(out, keys.Hint{Keys: key, Verb: verb})
	}
	return out
}

var (
	maya     = []Identity{{Host: "gitlab.acme.dev", User: "maya"}}
	rowHints = hints("a approve", "X reject", "d changes", "L log", "enter zoom")
	ever     = hints("/ filter", ": commands", "? help")
)

func views(active int) Tabs {
	return Tabs{Active: active, Tabs: []Tab{{Name: "Waiting for you", Count: 4}, {Name: "Blocked", Count: 11},
		{Name: "Running", Count: 3}, {Name: "Failed", Count: 2}, {Name: "All", Count: 248}}}
}
