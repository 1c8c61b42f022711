package filter_test

import (
	"fmt"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
)

func parsed(text string) filter.Filter {
	f, _ := filter.Parse(text)
	return f
}

func TestNarrow(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		old, text string
		rest      string
		want      bool
	}{
		{"", "pay", "pay", true},
		{"p", "pa", "pa", true},
		{"pay", "pay", "", true},
		{"pay", "pay prod", "prod", true},
		{"pay pr", "prod pay", "prod", true},
		{"pay", "pa", "", false},
		{"pay", "", "", false},
		{"pay", "spay", "", false},
		{"-p", "-pa", "", false},
		{"pay", "pay -x", "-x", true},
		{"p", "-p", "", false},
		{"env:p", "env:pr", "env:pr", true},
		{"env:p", "project:pr", "", false},
		{"status:failed", "status:failed x", "x", true},
		{"status:fail", "status:failed", "", false},
		{"state:you", "state:you?", "", false},
		{"sha:3", "sha:3f", "sha:3f", true},
		// A number is an iid once it is whole, four digits are the beginning of a sha.
		{"48", "482", "", false},
		{"3f2", "3f2a", "", false},
		{"#4", "#48", "#48", true},
		// A user is asked for from the second character on.
		{"@", "@l", "", false},
		{"@l", "@li", "@li", true},
		{"user:@", "user:@l", "", false},
		// Time has passed.
		{"age:>2h", "age:>2h x", "", false},
		{"x", "x age:>2h", "", false},
	} {
		rest, ok := parsed(c.text).Narrow(parsed(c.old))
		if ok != c.want || ok && rest.String() != c.rest {
			t.Errorf("%q after %q: %v, rest %q", c.text, c.old, ok, rest)
		}
	}
}

// FuzzNarrow: a filter that narrows another one shows no row that the other hides,
// and what is left to ask decides about the rest.
func FuzzNarrow(f *testing.F) {
	for _, s := range []string{"pay|pay prod", "48|482", "3f2|3f2a", "@|@l", "-p|-pa", "env:p|env:pr", `"a b|"a b`, "#|#4", "user:@|user:@l"} {
		for i := range s {
			if s[i] == '|' {
				f.Add(s[:i], s[i+1:], "Pay/API @lin", int64(482))
			}
		}
	}
	f.Fuzz(func(t *testing.T, old, text, title string, iid int64) {
		row := sample(func(r *fleet.Row) {
			r.Deployment.Deployable.Commit.Title, r.Deployment.IID, r.Deployment.Ref = title, iid, text
		})
		hay := filter.Read(&row, row.Verdict.State)
		before, after := parsed(old), parsed(text)
		rest, ok := after.Narrow(before)
		if !ok {
			return
		}
		was, is := before.MatchHay(&hay, now), after.MatchHay(&hay, now)
		if is && !was {
			t.Errorf("%q shows a row that %q hid", text, old)
		}
		if was && is != rest.MatchHay(&hay, now) {
			t.Errorf("%q after %q: %v, but what is left to ask, %q, says otherwise", text, old, is, rest)
		}
	})
}

func TestTurns(t *testing.T) {
	t.Parallel()
	row := sample(nil) // three hours old
	hay := filter.Read(&row, api.StateNeedsYou)
	for text, want := range map[string]time.Duration{
		"": -1, "pay": -1, "age:>2h": -1, "age:<2h": -1, "age:>3h": 0, "age:>4h": time.Hour, "age:<5h": 2 * time.Hour,
		"age:<5h age:>4h": time.Hour, "-age:>4h": time.Hour, "age:<99999999y": 1<<63 - 1,
	} {
		at, ok := parsed(text).Turns(&hay, now)
		if text == "age:<99999999y" {
			if !ok || at.Before(now.AddDate(200, 0, 0)) {
				t.Errorf("%q turns at %v %v", text, at, ok)
			}
			continue
		}
		if ok != (want >= 0) || ok && at.Sub(now) != want {
			t.Errorf("%q turns %v from now, %v; want %v", text, at.Sub(now), ok, want)
		}
	}
}

func TestProjectTerms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text, path   string
		names, match bool
	}{
		{"", "pay/api", false, true},
		{"pay/api", "mail", false, true},
		{"project:PAY", "Pay/Api", true, true},
		{"project:pay status:failed", "pay/api", true, true},
		{"project:pay", "mail", true, false},
		{"-project:old", "pay/old", false, false},
		{"project:pay -project:old", "pay/api", true, true},
	} {
		f := parsed(c.text)
		if f.NamesProject() != c.names || f.MatchProject(c.path) != c.match {
			t.Errorf("%q: names %v, %s %v", c.text, f.NamesProject(), c.path, f.MatchProject(c.path))
		}
	}
}

// TestLongParts: a part is cut at a whole character, and the ones behind it are found.
func TestLongParts(t *testing.T) {
	t.Parallel()
	for pad := range 4 {
		row := sample(func(r *fleet.Row) {
			long := fmt.Sprintf("%*s", pad, "")
			for range 5000 {
				long += "界"
			}
			r.Deployment.Environment.Name, r.Project, r.Deployment.Ref = long, long, long
			r.Deployment.Deployable.Commit.Title, r.Deployment.User.Username = long, long
		})
		hay := filter.Read(&row, row.Verdict.State)
		for _, text := range []string{"界界", "you", "sha:3f2a", "#4821", "tier:production", "status:blocked"} {
			if !parsed(text).MatchHay(&hay, now) {
				t.Errorf("%d blanks before: %q is not found", pad, text)
			}
		}
	}
}
