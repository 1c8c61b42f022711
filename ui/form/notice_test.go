package form

import (
	"fmt"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
	"greenlight/ui/uitest"
)

func TestTokenCardKeys(t *testing.T) {
	t.Parallel()
	m, problems := keys.New(map[string][]string{"refresh": {"u"}})
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	n := NewToken(Token{Kind: api.Revoked, Host: "gitlab.acme.dev", At: now, Page: "x", Source: "into GITLAB_TOKEN"}, m)
	out := plainCard(t, n, 80, 24, false)
	if !contains(out, "Your token was revoked") || !contains(out, "Press u.") || contains(out, "It was good until") {
		t.Errorf("the card says\n%s", out)
	}
	for key, want := range map[string]intent.Intent{"u": intent.Do{Action: keys.Refresh}, "q": intent.Do{Action: keys.Quit}, "esc": intent.Close{}, "r": nil, "a": nil} {
		if _, w := n.Key(uitest.Key(key), true); w != want {
			t.Errorf("%s asks for %#v, want %#v", key, w, want)
		}
	}
	if _, w := n.Key(uitest.Key("q"), false); w != nil {
		t.Errorf("unarmed q asks for %#v", w)
	}
	left, right := n.Hints(m)
	if got := hints(left) + " | " + hints(right); got != "u read the token again | esc close, q quit" {
		t.Errorf("the footer says %q", got)
	}
}

func TestQuitAsksAndCancelIsTheDefault(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		keys  []string
		armed bool
		want  intent.Intent
	}{
		{[]string{"enter"}, true, intent.Close{}},
		{[]string{"right", "enter"}, true, intent.Do{Action: keys.Quit}},
		{[]string{"tab", "enter"}, true, intent.Do{Action: keys.Quit}},
		{[]string{"right", "left", "enter"}, true, intent.Close{}},
		{[]string{"q"}, true, nil},
		{[]string{"y"}, true, nil},
		{[]string{"enter"}, false, nil},
		{[]string{"right", "enter"}, false, nil},
		{[]string{"esc"}, false, intent.Close{}},
	} {
		q := NewQuit([]string{"payments/api → production"})
		var w intent.Intent
		for _, k := range tt.keys {
			q, w = q.Key(uitest.Key(k), tt.armed)
		}
		if w != tt.want {
			t.Errorf("%v (armed %v) asks for %#v, want %#v", tt.keys, tt.armed, w, tt.want)
		}
	}
}

func TestMessagesScroll(t *testing.T) {
	t.Parallel()
	var failed []Failure
	var recent []Message
	for i := range 30 {
		failed = append(failed, Failure{Projects: []string{fmt.Sprintf("group/p%02d", i)}, Reason: "502."})
		recent = append(recent, Message{At: now, Text: fmt.Sprintf("message %02d", i), RequestID: "01HQ"})
	}
	m := NewMessages(failed, []Traffic{{Host: "gitlab.acme.dev", Sent: "46 requests.", Rhythm: "Every 10s."}}, recent)
	see := func(m Messages, part string) bool { return contains(plainCard(t, m, 80, 24, false), part) }
	if !see(m, "30 projects could not be read") || !see(m, "group/p00") || see(m, "message 00") || !see(m, "more lines below") {
		t.Errorf("at first it shows\n%s", plainCard(t, m, 80, 24, false))
	}
	for _, step := range []struct {
		key, sees string
	}{{"down", "group/p01"}, {"j", "group/p02"}, {"k", "group/p01"}, {"pgdown", "group/p09"}, {"pgup", "group/p01"},
		{"G", "message 29"}, {"down", "message 29"}, {"up", "message 28"}, {"home", "group/p00"}, {"up", "group/p00"}, {"end", "request 01HQ"}} {
		if m, _ = m.Key(uitest.Key(step.key), true); !see(m, step.sees) {
			t.Fatalf("after %s there is no %q:\n%s", step.key, step.sees, plainCard(t, m, 80, 24, false))
		}
	}
	for _, key := range []string{"esc", "enter"} {
		if _, w := m.Key(uitest.Key(key), true); w != (intent.Close{}) {
			t.Errorf("%s asks for %#v", key, w)
		}
	}
	if again, w := m.Key(uitest.Key("k"), false); w != nil || again.top != m.top {
		t.Error("an unarmed key scrolled")
	}
}

// The button that Enter presses is the only filled one, and it is bad where it
// cannot be taken back.
func TestTheFilledButton(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	reject := rejection(blocked(), Policy{})
	success := NewStatus(1, Target{Row: external()})
	for _, tt := range []struct {
		name string
		card Decision
		want map[string]theme.Role
	}{
		{"staging", approval(staging(), Policy{}, ""), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve": theme.ChipFocus}},
		{"danger", approval(freeze(), Policy{}, "x"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve": theme.Ghost}},
		{"danger ticked", drive(approval(freeze(), Policy{}, "x"), "tab", "space"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve": theme.ChipPlain}},
		{"danger at cancel", drive(approval(freeze(), Policy{}, "x"), "tab", "space", "tab"), map[string]theme.Role{"Cancel": theme.ChipFocus, "Approve": theme.ChipPlain}},
		{"danger at the act", drive(approval(freeze(), Policy{}, "x"), "tab", "space", "tab", "right"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Approve": theme.ChipFocus}},
		{"reject", reject, map[string]theme.Role{"Cancel": theme.ChipPlain, "Reject": theme.ChipPlain}},
		{"reject at cancel", drive(reject, "enter"), map[string]theme.Role{"Cancel": theme.ChipFocus, "Reject": theme.ChipPlain}},
		{"reject at the act", drive(reject, "enter", "right"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Reject": theme.ChipBad}},
		{"success", success, map[string]theme.Role{"Cancel": theme.ChipPlain, "Set success": theme.ChipPlain}},
		{"retry", retry(failed()), map[string]theme.Role{"Cancel": theme.ChipPlain, "Retry deploy-prod": theme.ChipPlain}},
		{"retry at cancel", drive(retry(failed()), "enter"), map[string]theme.Role{"Cancel": theme.ChipFocus, "Retry deploy-prod": theme.ChipPlain}},
		{"retry on staging", retry(plainFailed()), map[string]theme.Role{"Cancel": theme.ChipPlain, "Retry deploy-staging": theme.ChipFocus}},
		{"cancel", cancel(running()), map[string]theme.Role{"Keep running": theme.ChipFocus, "Cancel the job": theme.ChipPlain}},
		{"cancel at the act", drive(cancel(running()), "right"), map[string]theme.Role{"Keep running": theme.ChipPlain, "Cancel the job": theme.ChipBad}},
		{"delete", removal(failed()), map[string]theme.Role{"Cancel": theme.ChipFocus, "Delete": theme.ChipPlain}},
		{"delete at the act", drive(removal(failed()), "right"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Delete": theme.ChipBad}},
		{"delete of what is live", removal(live()), map[string]theme.Role{"Cancel": theme.ChipFocus, "Delete": theme.Ghost}},
		{"success at the act", drive(success, "enter", "right"), map[string]theme.Role{"Cancel": theme.ChipPlain, "Set success": theme.ChipBad}},
	} {
		b := tt.card.View(80, 24, st, now, 0)
		line := b.Lines[b.H-3]
		filledAs(t, tt.name, st, line, tt.want)
	}
}

// Every outcome and every act has its words.
func TestEveryActIsNamed(t *testing.T) {
	t.Parallel()
	for _, d := range []Decision{approval(blocked(), Policy{}, ""), rejection(blocked(), Policy{}),
		NewRun(1, Target{Row: blocked()}), NewStatus(1, Target{Row: external()}),
		retry(failed()), cancel(running()), removal(failed())} {
		for _, words := range []string{d.title(), d.label(), d.doing(), d.thing()} {
			if words == "" {
				t.Errorf("act %d has no words", d.Act())
			}
		}
		lost := withAnswer(d, decide.Result{Outcome: decide.LostUnknown})
		if !contains(plainCard(t, lost, 80, 24, false), "could not be read back") {
			t.Errorf("act %d: the lost answer is not told", d.Act())
		}
	}
}
