package form

import (
	"errors"
	"testing"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

func approval(r fleet.Row, p Policy, draft string) Decision {
	return NewApproval(1, Target{Row: r, Policy: p, Me: 1}, decide.ActApprove, draft)
}

// freeze is blocked with a danger, a note and one tick left, as in the night.
func freeze() fleet.Row {
	r := blocked()
	r.Verdict.Warnings = []api.Warning{
		{Kind: api.DangerFreeze, Must: true, Word: "Freeze", Text: "until 06:00 CET. GitLab will not stop you.", Deed: "Go on in spite of the freeze"},
		{Kind: api.NoteRisk, Word: "Migration", Text: "db/migrate/20260214_add_retry_at.rb"},
	}
	return r
}

func withAnswer(d Decision, r decide.Result) Decision {
	d.phase = sending
	r.Request.Op = d.op
	d, _ = d.Answer(r)
	return d
}

func refusal() error {
	return &api.Error{Kind: api.Invalid, Status: 400, Op: "approve deployment", RequestID: "01HQ8ZK5Y4K",
		Message: "You don't have permission to approve this deployment. Contact the project or group owner for help."}
}

func cards(t *testing.T) map[string]uitest.Card {
	m, _ := keys.New(nil)
	waiting := drive(approval(rollback(), Policy{Confirm: TypeEnvironment}, "Postings double since 02:10, INC-2231"),
		"tab", "space", "tab", "space", "tab", "p", "r", "o", "d", "-", "e")
	reject := NewApproval(1, Target{Row: blocked()}, decide.ActReject, "Freeze until six, ask again then")
	changed := approval(rollback(), Policy{}, "Postings double since 02:10, INC-2231")
	changed = withAnswer(changed, decide.Result{Outcome: decide.Changed, Differences: []decide.Difference{
		{What: "Commit", Before: "41bb0ce", After: "77aa0d1"}, {What: "Approvals", Before: "1 missing", After: "1 missing", Same: true},
		{What: "Status", Before: "blocked", After: "blocked", Same: true}, {What: "Job", Before: "#9 manual", After: "#9 manual", Same: true},
	}})
	lost := func(o decide.Outcome) uitest.Card {
		return withAnswer(approval(blocked(), Policy{}, "kept words"), decide.Result{Outcome: o, Err: errors.New("EOF")})
	}
	return map[string]uitest.Card{
		"approve-staging":  approval(staging(), Policy{}, "Index size checked on qa, fine"),
		"approve-rollback": waiting,
		"approve-danger":   drive(approval(freeze(), Policy{}, "Fixes INC-2231, agreed with @ines"), "tab"),
		"approve-prod":     approval(blocked(), Policy{}, ""),
		"approve-old":      NewApproval(1, Target{Row: blocked(), Me: 1, Age: 3 * hour}, decide.ActApprove, ""),
		"reject":           drive(reject, "enter"),
		"reject-armed":     drive(reject, "enter", "right"),
		"run":              NewRun(1, Target{Row: blocked()}),
		"run-rollback":     NewRun(1, Target{Row: rollback()}),
		"status":           NewStatus(1, Target{Row: external()}),
		"checking":         drive(approval(blocked(), Policy{}, "on it"), "enter"),
		"sending":          drive(approval(blocked(), Policy{}, "on it"), "enter").Begun(1),
		"changed":          changed,
		"refused":          withAnswer(approval(blocked(), Policy{}, "Fixes INC-2231, agreed with @ines"), decide.Result{Outcome: decide.Refused, Err: refusal()}),
		"not-sent":         withAnswer(approval(blocked(), Policy{}, "kept words"), decide.Result{Outcome: decide.NotSent, Err: &api.Error{Kind: api.Offline, Op: "read"}}),
		"lost-done":        lost(decide.LostDone),
		"lost-undone":      lost(decide.LostUndone),
		"lost-unknown":     lost(decide.LostUnknown),
		"lost-pending":     lost(decide.LostPending),
		"unverified":       lost(decide.Unverified),
		"token": NewToken(Token{Kind: api.Expired, Host: "gitlab.acme.dev", At: now, Said: "Token is expired.", Until: "2026-02-14",
			Page: "gitlab.acme.dev/-/user_settings/personal_access_tokens", Source: "where profile acme reads it: op://work/gitlab/token"}, m),
		"quit": NewQuit([]string{"payments/api → production"}),
		"messages": NewMessages(
			[]Failure{{Projects: []string{"growth/checkout"}, Reason: "403, no access.", RequestID: "01HQ8Z4K"}, {Projects: []string{"data/ingest"}, Reason: "502, GitLab is not available."}},
			[]Traffic{{Host: "gitlab.acme.dev", Sent: "46 requests in the last minute. By itself greenlight makes up to 600 of the 2000 that GitLab allows.",
				Rhythm: "GraphQL says every 10s what has changed. 3 projects where something waits or runs: every 10s. 197 projects where nothing does: every 6m."}},
			[]Message{{At: now, Text: "Approved mail/relay → production. Complete: the job waits to be run."}, {At: ago(3 * hour), Text: "GitLab refused it.", RequestID: "01HQ9A", Bad: true}}),
		"messages-none": NewMessages(nil, nil, nil),
	}
}

// Every card is drawn on the smallest screen, on a large one, and in ASCII on the
// smallest.
func TestCardsLookAsDesigned(t *testing.T) {
	t.Parallel()
	for name, c := range cards(t) {
		uitest.Golden(t, name+"-80x24", plainCard(t, c, 80, 24, false))
		uitest.Golden(t, name+"-120x36", plainCard(t, c, 120, 36, false))
	}
	uitest.Golden(t, "approve-rollback-80x24-ascii", plainCard(t, cards(t)["approve-rollback"], 80, 24, true))
}

// Whatever stands in a card, its lines are as wide as it is and its buttons are on
// the screen.
func TestCardsFitWhateverTheyHold(t *testing.T) {
	t.Parallel()
	for name, c := range hostile() {
		for _, ascii := range []bool{false, true} {
			for _, size := range [][2]int{{80, 24}, {81, 25}, {120, 36}, {200, 50}} {
				out := plainCard(t, c, size[0], size[1], ascii)
				if !contains(out, "Cancel") && !contains(out, "Close") {
					t.Errorf("%s has no buttons at %v:\n%s", name, size, out)
				}
			}
		}
	}
}
