package filter_test

import (
	"fmt"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
	"greenlight/ui/present"
)

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

// sample is an ordinary row; edit changes it.
func sample(edit func(*fleet.Row)) fleet.Row {
	r := fleet.Row{
		Ref:     api.Ref{Host: "gitlab.acme.dev", Project: 12, Deployment: 345},
		Project: "payments/api",
		Deployment: &api.Deployment{
			ID: 345, IID: 4821, Ref: "v2.14.0", SHA: "3f2a91c0d4e5f6a7b8c9d0e1f2a3b4c5d6e7f809",
			Status:      api.StatusBlocked,
			User:        &api.User{Username: "Lin.Wei"},
			Environment: api.Environment{Name: "production"},
			Deployable:  &api.Job{Commit: &api.Commit{Title: "Retry Webhooks with Ünïcode jitter\r"}},
		},
		Tier:    api.TierProduction,
		Verdict: api.Verdict{State: api.StateNeedsYou, Given: 1, Required: 3, Since: now.Add(-3 * time.Hour)},
	}
	if edit != nil {
		edit(&r)
	}
	return r
}

func in(state api.State, status api.Status) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Verdict.State, r.Deployment.Status = state, status }
}

func TestMatch(t *testing.T) {
	t.Parallel()
	row := sample(nil)
	for text, want := range map[string]bool{
		"": true, "   ": true,
		// bare words, in every field
		"production": true, "PRODUCTION": true, "duct": true, "payments": true, "ments/a": true,
		"v2.14": true, "lin.wei": true, "@lin": true, "@wei": true, "webhooks": true, "you": true,
		"1/3": true, "nowhere": false, "production nowhere": false, "production payments": true,
		"3f2a": true, "3F2A91C": true, "3f2": false, "2a91c0": false,
		"4821": true, "482": false, "#4821": true, "#48": true, "#821": false,
		"ünïcode": true, "ÜNÏCODE": true, "unicode": false,
		// a word does not reach over two fields
		"productionpayments": false, `"production payments"`: false,
		// keys that contain
		"env:prod": true, "env:PROD": true, "env:payments": false, "ENV:prod": true, "env:": true,
		"project:pay": true, "project:/api": true, "project:prod": false,
		"ref:v2": true, "ref:14.0": true, "ref:main": false,
		"user:lin": true, "user:WEI": true, "user:@lin": true, "user:@wei": true, "user:ana": false,
		// keys that equal
		"status:blocked": true, "status:BLOCKED": true, "status:block": false, "status:failed": false,
		"tier:production": true, "tier:prod": false, "tier:staging": false, "tier:unknown": false,
		"state:you": true, "state:you?": false, "state:others": false, "state:yo": false,
		// keys that begin
		"sha:3f2a": true, "sha:3F2A91C": true, "sha:3": true, "sha:f2a": false,
		// ages: the row is three hours old
		"age:>2h": true, "age:>3h": false, "age:<3h": false, "age:<4h": true, "age:>179m": true,
		"age:<1d": true, "age:<1w": true, "age:<1y": true, "age:>1d": false, "age:>0m": true,
		"age:>2h age:<4h": true, "age:>2": true, "age:>": true, "age:": true,
		"age:<99999999y": true, "age:>4000000000y": false,
		"can:approve": true, "CAN:Approve": true,
		// exclusion
		"-nowhere": true, "-production": false, "-env:prod": false, "-env:staging": true,
		"-status:blocked": false, "-can:approve": false, "-age:>2h": false, "-": true, "-env:": true,
		`-"webhooks with"`: false, `-"with webhooks"`: true,
		// quotes
		`"Webhooks with"`: true, `"webhooks  with"`: false, `title`: false,
		`env:"production"`: true, `env:"pro duction"`: false, `"webhooks wi`: true, `""`: true,
		`we"bhooks wi"th`: true, `state:"you"`: true,
		// what is quoted has no other meaning
		`"env:prod"`: false, `"-nowhere"`: false, `-"-nowhere"`: true,
		// an unknown key is text
		"teir:production": false, "12:30": false,
	} {
		f, _ := filter.Parse(text)
		if got := f.Match(&row, now); got != want {
			t.Errorf("%q matches: %v, want %v", text, got, want)
		}
	}
}

func TestMatchOtherRows(t *testing.T) {
	t.Parallel()
	for i, c := range []struct {
		text string
		edit func(*fleet.Row)
		want bool
	}{
		{"can:approve", in(api.StateMaybeYou, api.StatusBlocked), true},
		{"can:approve", in(api.StateNeedsOthers, api.StatusBlocked), false},
		{"can:approve", in(api.StateReading, api.StatusBlocked), false},
		{"state:you?", in(api.StateMaybeYou, api.StatusBlocked), true},
		{"state:you", in(api.StateMaybeYou, api.StatusBlocked), false},
		{`state:"to run"`, in(api.StateToRun, api.StatusBlocked), true},
		{"state:to-run", in(api.StateToRun, api.StatusBlocked), true},
		{"state:live", in(api.StateLive, api.StatusSuccess), true},
		{"state:done", in(api.StateLive, api.StatusSuccess), false},
		{"status:success", in(api.StateLive, api.StatusSuccess), true},
		{"state:paused", in(api.StateOther, "Paused"), true},
		{"status:paused", in(api.StateOther, "Paused"), true},
		{"paused", in(api.StateOther, "Paused"), true},
		{"tier:unknown", func(r *fleet.Row) { r.Tier = api.TierUnknown }, true},
		{"user:lin", func(r *fleet.Row) { r.Deployment.User = nil }, false},
		{"webhooks", func(r *fleet.Row) { r.Deployment.Deployable = nil }, false},
		{"env:网关", func(r *fleet.Row) { r.Deployment.Environment.Name = "支付/网关" }, true},
		{"ΣΊΣΥΦΟΣ", func(r *fleet.Row) { r.Project = "σίσυφος" }, true},
		{"жук", func(r *fleet.Row) { r.Project = "ЖУК" }, true},
		// what is not drawn is not in the way
		{"env:production", func(r *fleet.Row) { r.Deployment.Environment.Name = "pro\x1b[31mduc\u200btion" }, true},
		{"env:31m", func(r *fleet.Row) { r.Deployment.Environment.Name = "pro\x1b[31mduction" }, false},
		// clocks differ: the future is no age
		{"age:<1m", func(r *fleet.Row) { r.Verdict.Since = now.Add(time.Hour) }, true},
		{"age:>0m", func(r *fleet.Row) { r.Verdict.Since = now.Add(time.Hour) }, false},
		{"age:>1d", func(r *fleet.Row) { r.Verdict.Since = time.Time{}; r.Deployment.UpdatedAt = now.AddDate(0, 0, -2) }, true},
	} {
		row := sample(c.edit)
		f, problems := filter.Parse(c.text)
		if got := f.Match(&row, now); got != c.want || len(problems) > 0 {
			t.Errorf("%d: %q matches: %v, want %v; problems %v", i, c.text, got, c.want, problems)
		}
	}
}

func TestProblems(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"teir:production": "No key “teir:”. Did you mean tier:?",
		"-Projet:x":       "No key “projet:”. Did you mean project:?",
		"stat:x":          "No key “stat:”. Did you mean state:?",
		"feat:":           "No key “feat:”. It is searched as text.",
		"age:2h":          "age: wants > or <, a number and m, h, d, w or y, like age:>2h.",
		"age:>2q":         "age: wants > or <, a number and m, h, d, w or y, like age:>2h.",
		"age:>2hh":        "age: wants > or <, a number and m, h, d, w or y, like age:>2h.",
		"age:>h":          "age: wants > or <, a number and m, h, d, w or y, like age:>2h.",
		"age:>-1h":        "age: wants > or <, a number and m, h, d, w or y, like age:>2h.",
		"age:>2":          "age: wants a unit after the number: m, h, d, w or y.",
		"can:reject":      "can: knows only can:approve.",
		"state:faild":     "No state “faild”. Did you mean failed?",
		"status:succes":   "",
		"status:sucess":   "No status “sucess”. Did you mean success?",
		"status:paused":   "",
		"tier:prodction":  "No tier “prodction”. Did you mean production?",
		"tier:prod":       "",
		`"teir:x"`:        "",
		"12:30":           "",
		"a:":              "No key “a:”. It is searched as text.",
		"env: age: -":     "",
	} {
		_, problems := filter.Parse(text)
		got := ""
		for _, p := range problems {
			got += p.Message
			if !strings.Contains(text, p.Term) || p.Term == "" {
				t.Errorf("%q: problem about %q", text, p.Term)
			}
		}
		if got != want {
			t.Errorf("%q tells %q, want %q", text, got, want)
		}
	}
}

// A value that is none of those known is no problem: GitLab may have more of them by now.
// Where nothing matches it is the reason.
func TestUnknownValues(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"state:needs":            "No state “needs” is known: you, you?, others, to run …",
		"api state:xyz":          "No state “xyz” is known: you, you?, others, to run …",
		"status:paused":          "No status “paused” is known: blocked, running, success, failed …",
		"tier:prod":              "No tier “prod” is known: production, staging, testing, development …",
		"-state:xyz":             "",
		"state:to-run":           "",
		"state:You? tier:other":  "",
		"env:xyz needs sha:beef": "",
	} {
		f, _ := filter.Parse(text)
		if got := f.Unknown(); got != want {
			t.Errorf("%q tells %q, want %q", text, got, want)
		}
	}
	if !strings.Contains(filter.Overview, "state:") || len(filter.Overview) > 76 {
		t.Errorf("what can be asked for is %q", filter.Overview)
	}
}

func TestUnknownKeyIsSearchedAsText(t *testing.T) {
	t.Parallel()
	row := sample(func(r *fleet.Row) { r.Deployment.Deployable.Commit.Title = "fix: teir:production" })
	for _, text := range []string{"teir:production", "fix:", "Fix: -other:"} {
		if f, _ := filter.Parse(text); !f.Match(&row, now) {
			t.Errorf("%q does not find the title", text)
		}
	}
}

// TestStateWords ties the words of the language to those of the list.
func TestStateWords(t *testing.T) {
	t.Parallel()
	for s := api.StateNeedsYou; s <= api.StateReading; s++ {
		row := sample(in(s, "paused"))
		shown := strings.TrimSuffix(present.StateWord(row), " "+present.CountOf(row))
		f, problems := filter.Parse(`state:"` + shown + `"`)
		if !f.Match(&row, now) || len(problems) > 0 {
			t.Errorf("the list says %q, and state: does not find it: %v", shown, problems)
		}
		if bare, _ := filter.Parse(`"` + shown + `"`); !bare.Match(&row, now) {
			t.Errorf("the list says %q, and the word does not find it", shown)
		}
	}
}

func TestString(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		`  Env:Prod   "A b"  `: `env:prod "a b"`,
		`-"x"`:                 `-x`,
		`"-x" -"-x"`:           `"-x" -"-x"`,
		`"env:x"`:              `"env:x"`,
		`teir:x`:               `"teir:x"`,
		`state:to-run`:         `state:"to run"`,
		`age:>2H env:`:         `age:>2h`,
	} {
		f, _ := filter.Parse(text)
		if got := f.String(); got != want {
			t.Errorf("%q reads back as %q, want %q", text, got, want)
		}
	}
}

func TestAges(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"": false, "env:x": false, "x -age:>2h": true, "age:>2": false} {
		if f, _ := filter.Parse(text); f.Ages() != want {
			t.Errorf("%q depends on the time: %v", text, f.Ages())
		}
	}
}

func TestHighlights(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text  string
		field filter.Field
		in    string
		want  string // what is found, in brackets
	}{
		{"pay", filter.FieldProject, "Payments/repay", "[Pay]ments/re[pay]"},
		{"pay ayme", filter.FieldProject, "payments", "[payme]nts"},
		{"tier:production pay", filter.FieldEnv, "production", "production"},
		{"env:prod", filter.FieldEnv, "production", "[prod]uction"},
		{"env:prod", filter.FieldTitle, "production", "production"},
		{"-pay", filter.FieldProject, "payments", "payments"},
		{"user:@lin", filter.FieldUser, "lin", "[lin]"},
		{"@lin", filter.FieldUser, "lin", "[lin]"},
		{"网", filter.FieldProject, "支付/网关", "支付/[网]关"},
		{"ü", filter.FieldTitle, "xÜx", "x[Ü]x"},
		{"k", filter.FieldTitle, "\u212aelvin", "[\u212a]elvin"},
		{"ab", filter.FieldTitle, "a\u200bb", "[a\u200bb]"},
		{"", filter.FieldTitle, "abc", "abc"},
		{"a", filter.FieldTitle, "", ""},
		{"status:failed", filter.FieldState, "failed", "failed"},
		{"failed", filter.FieldState, "failed", "[failed]"},
	} {
		f, _ := filter.Parse(c.text)
		got, at := "", 0
		for _, r := range f.Highlights(c.field, c.in) {
			got += c.in[at:r[0]] + "[" + c.in[r[0]:r[1]] + "]"
			at = r[1]
		}
		if got += c.in[at:]; got != c.want {
			t.Errorf("%q marks %q, want %q", c.text, got, c.want)
		}
	}
}

func TestComplete(t *testing.T) {
	t.Parallel()
	c := filter.Candidates{
		Environments: []string{"live prod", "production", "prod-eu", "staging"},
		Projects:     []string{"payments/api", "payments/web", "支付/网关"},
		Statuses:     []string{"blocked", "failed"},
		Users:        []string{"ana", "lin"},
	}
	for _, x := range []struct{ in, hint, out string }{
		{"", filter.Overview, ""},
		{"env:x ", filter.Overview, "env:x "},
		{"pr", "project:", "project:"},
		{"st", "status:  state:", "stat"},
		{"stat", "status:  state:", "status:"},
		{"-en", "env:", "-env:"},
		{"env:pr", "production  prod-eu", "env:prod"},
		{"env:prod", "production  prod-eu", "env:production"},
		{"env:PROD", "production  prod-eu", "env:production"},
		{"env:duct", "production", "env:production"},
		{"env:li", "live prod", `env:"live prod"`},
		{`env:"li`, "live prod", `env:"live prod"`},
		{"x -env:st", "staging", "x -env:staging"},
		{"project:", "payments/api  payments/web  支付/网关", "project:payments/api"},
		{"pay", "payments/api  payments/web", "payments/"},
		{"支", "支付/网关", "支付/网关"},
		{"status:f", "failed", "status:failed"},
		{"state:to", "to run", `state:"to run"`},
		{"state:", "you  you?  others  to run  running  failed …", "state:you"},
		{"can:", "approve", "can:approve"},
		{"tier:p", "production", "tier:production"},
		{"user:l", "lin", "user:lin"},
		{"sha:", "", "sha:"},
		{"env:zzz", "", "env:zzz"},
		{"teir:p", "No key “teir:”. Did you mean tier:?", "teir:p"},
		{"zzz", "", "zzz"},
		{`"pr`, "", `"pr`},
		{"-", "", "-"},
	} {
		hint, out := filter.Complete(x.in, c)
		if hint != x.hint || out != x.out {
			t.Errorf("%q offers %q and becomes %q, want %q and %q", x.in, hint, out, x.hint, x.out)
		}
	}
}

func TestCompleteNamesFew(t *testing.T) {
	t.Parallel()
	var c filter.Candidates
	for i := range 50 {
		c.Environments = append(c.Environments, fmt.Sprintf("review/%02d", i))
	}
	hint, _ := filter.Complete("env:rev", c)
	if want := "review/00  review/01  review/02  review/03  review/04  review/05 …"; hint != want {
		t.Errorf("hint %q", hint)
	}
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{
		"", `env:"a b" -x`, "age:>2h", `"`, `--`, `-"-a"`, "teir:x", "state:to-run", "\xff", "İẞſ", "a\u00adb",
		`env:""x`, "-:", "K:", "age:>99999999999999999999h", "Ω:",
	} {
		f.Add(s, "payments")
	}
	f.Fuzz(func(t *testing.T, s, project string) {
		parsed, problems := filter.Parse(s)
		again, more := filter.Parse(parsed.String())
		if again.String() != parsed.String() {
			t.Fatalf("%q is %q, and that is %q", s, parsed, again)
		}
		for _, p := range more {
			if !told(problems, p.Message) {
				t.Fatalf("%q says of itself: %v", parsed, more)
			}
		}
		row := sample(func(r *fleet.Row) { r.Project = project })
		if parsed.Match(&row, now) != again.Match(&row, now) {
			t.Fatalf("%q and %q disagree", s, parsed)
		}
		at := 0
		for _, r := range parsed.Highlights(filter.FieldProject, project) {
			if r[0] < at || r[1] <= r[0] || r[1] > len(project) {
				t.Fatalf("%q marks %v in %q", s, r, project)
			}
			if utf8.ValidString(project) && !utf8.ValidString(project[r[0]:r[1]]) {
				t.Fatalf("%q cuts a character of %q", s, project)
			}
			at = r[1]
		}
		if _, out := filter.Complete(s, filter.Candidates{Projects: []string{project}}); !utf8.ValidString(out) && utf8.ValidString(s) && utf8.ValidString(project) {
			t.Fatalf("%q completes to %q", s, out)
		}
	})
}

func told(problems []filter.Problem, message string) bool {
	for _, p := range problems {
		if p.Message == message {
			return true
		}
	}
	return false
}

func BenchmarkMatch100k(b *testing.B) {
	hays := make([]filter.Hay, 100_000)
	for i := range hays {
		row := sample(func(r *fleet.Row) { r.Project = fmt.Sprintf("group/project-%d", i%500) })
		hays[i] = filter.Read(&row, row.Verdict.State)
	}
	for _, text := range []string{"p", "zzz", "tier:production project-42", "env:prod age:>2h -user:ana"} {
		f, _ := filter.Parse(text)
		b.Run(text, func(b *testing.B) {
			for b.Loop() {
				n := 0
				for i := range hays {
					if f.MatchHay(&hays[i], now) {
						n++
					}
				}
			}
		})
	}
}
