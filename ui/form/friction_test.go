package form

import (
	"fmt"
	"strings"
	"testing"

	"greenlight/api/decide"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

// pressed says what Enter does on a card, in a word, and checks that the footer says the
// same.
func pressed(t *testing.T, d Decision) string {
	t.Helper()
	m, _ := keys.New(nil)
	left, _ := d.Hints(m)
	verb := ""
	for _, h := range left {
		if h.Keys == "enter" {
			verb = h.Verb
		}
	}
	next, w := d.Key(uitest.Key("enter"), true)
	did, says := "nothing", ""
	switch w.(type) {
	case intent.Submit:
		did, says = "sends", strings.ToLower(d.label())
	case intent.Close:
		did, says = "closes", "cancel"
	case intent.Refused:
		did, says = "refused", "waits for "
	case nil:
		if next.focus != d.focus {
			did, says = "next", "next"
		}
	}
	if !strings.HasPrefix(verb, says) {
		t.Errorf("enter %s, and the footer says %q:\n%s", did, verb, plainCard(t, d, 80, 24, false))
	}
	return did
}

// walk goes by tab once through the card and says what Enter would do at each stop.
func walk(t *testing.T, d Decision) string {
	t.Helper()
	names := map[fieldKind]string{fieldChoice: "as", fieldComment: "comment", fieldTick: "tick", fieldType: "name", fieldCancel: "cancel", fieldAct: "act"}
	for d.focus != d.fields()[0] {
		d = drive(d, "tab")
	}
	var out []string
	for range d.fields() {
		out = append(out, names[d.focus.kind]+" "+pressed(t, d))
		d = drive(d, "tab")
	}
	return strings.Join(out, ", ")
}

// filledIn is a card on which everything was done that it asks for.
func filledIn(d Decision, comment string) Decision {
	for range d.fields() {
		switch d.focus.kind {
		case fieldComment:
			d = drive(d, typing(comment)...)
		case fieldTick:
			if !d.ticks[d.focus.n] {
				d = drive(d, "space")
			}
		case fieldType:
			d = drive(d, typing(d.seen.Environment.Name)...)
		case fieldChoice, fieldCancel, fieldAct, fieldNone:
		}
		d = drive(d, "tab")
	}
	return d
}

// How much an approval asks for, by the policy of its tier and by what speaks against it:
// what Enter does at each stop of a card as it opens, and of one that is filled in.
func TestFrictionOfAnApproval(t *testing.T) {
	t.Parallel()
	enter, typed := Policy{}, Policy{Confirm: TypeEnvironment}
	required, both := Policy{CommentRequired: true}, Policy{Confirm: TypeEnvironment, CommentRequired: true}
	for _, tt := range []struct {
		policy  Policy
		dangers int
		opened  string
		filled  string
		done    string
	}{
		{enter, 0, "comment sends, cancel closes, act sends", "comment sends, cancel closes, act sends", "o"},
		{enter, 0, "comment sends, cancel closes, act sends", "comment sends, cancel closes, act sends", ""},
		{enter, 1, "comment next, tick next, cancel closes", "comment next, tick next, cancel closes, act sends", "o"},
		{enter, 1, "comment next, tick next, cancel closes", "comment next, tick next, cancel closes", ""},
		{enter, 2, "comment next, tick next, tick next, cancel closes", "comment next, tick next, tick next, cancel closes, act sends", "o"},
		{required, 0, "comment next, cancel closes", "comment sends, cancel closes, act sends", "o"},
		{required, 0, "comment next, cancel closes", "comment next, cancel closes", ""},
		{required, 1, "comment next, tick next, cancel closes", "comment next, tick next, cancel closes, act sends", "o"},
		{required, 2, "comment next, tick next, tick next, cancel closes", "comment next, tick next, tick next, cancel closes, act sends", "o"},
		{typed, 0, "comment next, name next, cancel closes", "comment next, name next, cancel closes, act sends", "o"},
		{typed, 0, "comment next, name next, cancel closes", "comment next, name next, cancel closes, act sends", ""},
		{typed, 1, "comment next, tick next, name next, cancel closes", "comment next, tick next, name next, cancel closes, act sends", "o"},
		{typed, 1, "comment next, tick next, name next, cancel closes", "comment next, tick next, name next, cancel closes", ""},
		{typed, 2, "comment next, tick next, tick next, name next, cancel closes", "comment next, tick next, tick next, name next, cancel closes, act sends", "o"},
		{both, 0, "comment next, name next, cancel closes", "comment next, name next, cancel closes, act sends", "o"},
		{both, 0, "comment next, name next, cancel closes", "comment next, name next, cancel closes", ""},
		{both, 2, "comment next, tick next, tick next, name next, cancel closes", "comment next, tick next, tick next, name next, cancel closes, act sends", "o"},
	} {
		name := fmt.Sprintf("%s, comment required %v, %d dangers, comment %q", tt.policy.Confirm, tt.policy.CommentRequired, tt.dangers, tt.done)
		row := rollback()
		row.Verdict.Warnings = row.Verdict.Warnings[:tt.dangers]
		card := approval(row, tt.policy, "")
		if got := walk(t, card); got != tt.opened {
			t.Errorf("%s: it opens with\n  %s, want\n  %s", name, got, tt.opened)
		}
		full := filledIn(card, tt.done)
		if got := walk(t, full); got != tt.filled {
			t.Errorf("%s: filled in it has\n  %s, want\n  %s", name, got, tt.filled)
		}
		plain := tt.opened == "comment sends, cancel closes, act sends"
		for what, d := range map[string]Decision{"opened": card, "filled in": full} {
			once := plain || what == "filled in" && strings.HasPrefix(tt.filled, "comment sends")
			for range d.fields() {
				_, got := uitest.Wishes(d, "enter", "enter")
				if n := len(submitted(got)); n > 1 || n > 0 && !once && d.focus.kind != fieldAct {
					t.Errorf("%s, %s: two enters in one burst at %v sent %d", name, what, d.focus, n)
				}
				d = drive(d, "tab")
			}
			for range 2 { // before it was seen
				if _, w := d.Key(uitest.Key("enter"), false); w != nil {
					t.Errorf("%s, %s: enter before it was seen asked for %#v", name, what, w)
				}
			}
		}
		readOnly := tt.policy
		readOnly.ReadOnly = true
		for what, d := range map[string]Decision{"opened": approval(row, readOnly, ""), "filled in": filledIn(approval(row, readOnly, ""), tt.done)} {
			if got := walk(t, d); strings.Contains(got, "sends") {
				t.Errorf("%s, read-only, %s: %s", name, what, got)
			}
			if _, got := uitest.Wishes(d, "tab", "tab", "tab", "tab", "tab", "right", "enter", "right", "enter"); len(submitted(got)) > 0 {
				t.Errorf("%s, read-only, %s: it was sent", name, what)
			}
			if out := plainCard(t, d, 80, 24, false); !contains(out, "Approve waits for a session that may write") {
				t.Errorf("%s, read-only, %s: it does not say so:\n%s", name, what, out)
			}
		}
		// While a fact is missing, no filling in makes it send.
		if got := walk(t, filledIn(approval(bare(row), tt.policy, ""), tt.done)); strings.Contains(got, "sends") || !strings.Contains(got, "comment refused") && !strings.Contains(got, "comment next") {
			t.Errorf("%s, unread: %s", name, got)
		}
	}
}

// Read-only stops every act.
func TestReadOnlyStopsEveryAct(t *testing.T) {
	t.Parallel()
	target := Target{Row: blocked(), Policy: Policy{ReadOnly: true}}
	recorded := Target{Row: external(), Policy: Policy{ReadOnly: true}}
	for name, d := range map[string]Decision{
		"reject": NewApproval(1, target, decide.ActReject, "no"), "run": NewRun(1, target), "status": NewStatus(1, recorded),
		"retry": NewRetry(1, target), "cancel": NewCancel(1, target), "delete": NewDelete(1, target),
	} {
		for _, way := range [][]string{{"enter", "enter"}, {"tab", "right", "enter"}, {"tab", "tab", "right", "enter"}, {"enter", "right", "enter", "enter"}} {
			if _, got := uitest.Wishes(d, way...); len(submitted(got)) > 0 {
				t.Errorf("%s: %v sent", name, way)
			}
		}
	}
}
