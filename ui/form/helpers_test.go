package form

import (
	"errors"
	"strings"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

const hour = time.Hour

func contains(s, part string) bool { return strings.Contains(s, part) }

// drive presses keys on an armed card.
func drive(d Decision, names ...string) Decision {
	d, _ = uitest.Press(d, names...)
	return d
}

// underWay is a card after some keys, the last of which has made its write begin.
func underWay(d Decision, names ...string) Decision {
	d = drive(d, names...)
	return d.Begun(d.Op())
}

// typing is the keys of a text.
func typing(s string) []string { return strings.Split(s, "") }

// hostile are cards of rows that somebody wrote to break them.
func hostile() map[string]uitest.Card {
	long := strings.Repeat("支付网关", 40) + "\x1b[31m\u202e" + strings.Repeat("👩‍👩‍👧‍👦", 10)
	r := rollback()
	d := *r.Deployment
	d.Ref, d.Environment.Name = long, strings.Repeat("review/long-", 20)
	d.Deployable = &api.Job{Name: long, Stage: long, Status: api.JobManual, Commit: &api.Commit{Title: long}}
	r.Deployment, r.Project = &d, strings.Repeat("group/", 40)+"name"
	r.Verdict.Left = 9
	for i := range 6 {
		r.Verdict.Rules = append(r.Verdict.Rules, api.RuleProgress{Rule: api.ApprovalRule{ID: int64(i), Required: 2}, Name: long, Left: 2, Why: "administrator"})
		r.Verdict.Hats = append(r.Verdict.Hats, api.Hat{Name: long, Rule: i, Effect: true, Mine: api.MaybeCovered, Why: long})
		r.Verdict.Warnings = append(r.Verdict.Warnings, api.Warning{Must: i%2 == 0, Word: long, Text: long, Deed: long})
	}
	r.Verdict.Shadows = []api.Shadow{{Rule: 1, First: 2}, {Rule: 3, First: -1}, {Rule: 99, First: 99}}
	r.Verdict.Hats = append(r.Verdict.Hats[:3:3], api.Hat{Name: "", Rule: 0, Effect: true, Mine: api.Covered, Why: long})
	live := *r.Live
	live.Ref = long
	r.Live = &live
	p := Target{Row: r, Policy: Policy{Confirm: TypeEnvironment}}
	card := NewApproval(1, p, decide.ActApprove, long)
	out := map[string]uitest.Card{
		"approve": card, "reject": NewApproval(1, p, decide.ActReject, long), "run": NewRun(1, p), "status": NewStatus(1, p),
		"retry": NewRetry(1, p), "cancel": NewCancel(1, p), "delete": NewDelete(1, p), "vanished": card.Vanished(card.Ref()),
		"quit": NewQuit([]string{long, long, long}),
	}
	for rel := api.RelationUnread; rel <= api.RelationUnknown; rel++ {
		c := p
		c.Row.Verdict.Ships = api.Ships{Relation: rel, Ahead: 1 << 40, Behind: 1 << 40, Files: 1 << 40, Cut: true}
		out["ships "+rel.String()] = NewApproval(1, c, decide.ActApprove, long)
	}
	c := p
	c.Row = bare(c.Row)
	out["reading"], out["run reading"] = NewApproval(1, c, decide.ActApprove, long), NewRun(1, c)
	c.Row.Brief = &fleet.Brief{Changes: unreadable[fleet.Changes](errors.New(long))}
	out["unread"] = NewApproval(1, c, decide.ActApprove, long)
	for i, f := range card.fields() {
		c := card
		c.focus = f
		out["approve at "+string(rune('a'+i))] = c
	}
	for o := decide.Done; o <= decide.Unverified; o++ {
		out["answer "+string(rune('0'+int(o)))] = withAnswer(card, decide.Result{Outcome: o,
			Err:         &api.Error{Kind: api.Protocol, Message: long, RequestID: long},
			Differences: []decide.Difference{{What: "Approvals", Before: long, After: long}}, Unkept: errors.New(long)})
	}
	return out
}
