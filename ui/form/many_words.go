package form

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// done is the act once it is done.
func (m Many) done() string {
	switch m.act {
	case decide.ActApprove:
		return "approved"
	case decide.ActReject:
		return "rejected"
	case decide.ActPlay:
		return "started"
	case decide.ActSetStatus, decide.ActRetry, decide.ActCancel, decide.ActDelete:
	}
	return "done"
}

// label is the verb with how many it is done to.
func (m Many) label() string {
	if all, _ := m.taking(); all > 0 {
		return fmt.Sprintf("%s %d", verb(m.act), all)
	}
	return verb(m.act)
}

// project is its project, with its instance where several are shown.
func (it item) project() string { return present.On(it.target.Row.Project, it.target.Label) }

// name is the target in a sentence.
func (it item) name() string { return draw.Cut(it.project(), longWord, draw.Path) }

// named tells an item from another of the same project.
func (m Many) named(it item) string {
	for _, x := range m.items {
		if x.ref() != it.ref() && x.project() == it.project() {
			return it.name() + " → " + draw.Cut(it.seen.Environment.Name, longWord, draw.Middle)
		}
	}
	return it.name()
}

// as names the hat of a decision; empty where the act has none.
func (it item) as(act decide.Act) string {
	if act != decide.ActApprove && act != decide.ActReject {
		return ""
	}
	if it.hat.Name == "" {
		return "as GitLab chooses"
	}
	name := "as " + draw.Cut(it.hat.Name, widestName, draw.Middle)
	if it.hat.Mine == api.MaybeCovered {
		name += ", inferred"
	}
	return name
}

// sign is the sign of where a target stands.
func (it item) sign(pulse int, ascii bool) (theme.Role, string) {
	switch it.stage {
	case itemWaits:
		return theme.Ghost, "°"
	case itemSent:
		return theme.Focus, draw.Pulse(pulse, ascii)
	case itemStopped:
		return theme.Wait, "■"
	case itemEnded:
	}
	switch it.result.Outcome {
	case decide.Done, decide.LostDone:
		return theme.OK, "✓"
	case decide.Changed, decide.NotSent:
		return theme.Wait, "■"
	case decide.Refused:
		return theme.Bad, "✗"
	case decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
	}
	return theme.Wait, "?"
}

// outcome says what became of a target: the first span is what counts.
func (it item) outcome(m Many) []sheet.Span {
	lost := func(what string) []sheet.Span {
		return []sheet.Span{sheet.In(theme.WaitStrong, "no answer came:"), sheet.Plain(what)}
	}
	switch it.result.Outcome {
	case decide.Done:
		if as := it.result.As; as != nil {
			return it.success(m, "as @"+as.Username+", whose token it is")
		}
		return it.success(m, it.left(m.act))
	case decide.LostDone:
		return it.success(m, "no answer came, but it was read back")
	case decide.Changed:
		return notSent(changedWords(it.result.Differences))
	case decide.NotSent:
		return notSent(it.failure())
	case decide.Refused:
		return []sheet.Span{sheet.In(theme.BadStrong, "refused:"), sheet.Plain(it.failure())}
	case decide.LostUndone:
		return lost("it is not there, nothing was repeated")
	case decide.LostUnknown:
		return lost("it could not be read back, nothing was repeated")
	case decide.LostPending:
		return lost("it is not there, and may still arrive")
	case decide.Unverified:
		return []sheet.Span{sheet.In(theme.WaitStrong, "GitLab said yes:"), sheet.Plain("read back, it is not there")}
	}
	return nil
}

func notSent(why string) []sheet.Span {
	return []sheet.Span{sheet.In(theme.WaitStrong, "not sent:"), sheet.Plain(why)}
}

// success is "approved as security-group, 1 more needed".
func (it item) success(m Many, tail string) []sheet.Span {
	out := []sheet.Span{sheet.In(theme.OK, m.done())}
	if as := it.as(m.act); as != "" {
		out = append(out, sheet.Plain(as+","))
	} else {
		out[0].Text += ","
	}
	return append(out, sheet.In(theme.Muted, tail))
}

// left is what is left to do after a write, by what the server shows.
func (it item) left(act decide.Act) string {
	now := it.result.Now
	switch {
	case act == decide.ActPlay:
		return jobOf(&it.seen) + " runs"
	case act == decide.ActReject && it.seen.Deployable == nil:
		return "its status stays as it is"
	case act == decide.ActReject:
		return jobOf(&it.seen) + " has failed for good"
	case it.result.Repeat:
		return "GitLab had it already"
	case now == nil || now.PendingApprovalCount == nil:
		return "what is left could not be read"
	case *now.PendingApprovalCount > 0:
		return fmt.Sprintf("%d more needed", *now.PendingApprovalCount)
	case now.Deployable != nil && now.Deployable.Status == api.JobManual:
		return "complete: waits to be run"
	}
	return "complete"
}

// failure is why a write failed: GitLab's words where it said any.
func (it item) failure() string {
	if it.result.Gone {
		return "somebody else has deleted it"
	}
	e := api.AsError(it.result.Err)
	switch {
	case e == nil:
		return "no reason was given"
	case it.result.Outcome == decide.Refused && quoted(e) != "":
		return present.Quote(quoted(e))
	}
	if why, known := whys[e.Kind]; known {
		return small(strings.TrimSuffix(why, "."))
	}
	return own(e)
}

// then is the consequence of the whole, before anything is sent.
func (m Many) then() []sheet.Span {
	all, production := m.taking()
	if all == 0 {
		return []sheet.Span{sheet.Plain("Nothing: every target is left out.")}
	}
	order := sheet.Plain("One after the other; each is read again first, and what has changed is not sent.")
	switch m.act {
	case decide.ActApprove:
		out := []sheet.Span{sheet.Strong("Sends " + present.Plural(all, "approval", "approvals") + ".")}
		if n := m.completes(); n > 0 {
			out = append(out, sheet.Strong(present.Plural(n, "completes its rules", "complete their rules")+": cannot be withdrawn."))
		}
		return append(out, order, sheet.Plain("Nothing runs yet."))
	case decide.ActReject:
		return []sheet.Span{sheet.In(theme.BadStrong, "Rejecting is final."), sheet.Plain(m.fails()), order}
	case decide.ActPlay:
		head := present.Plural(all, "job starts", "jobs start") + " now"
		if production > 0 {
			head += fmt.Sprintf(", %d of them in production", production)
		}
		return []sheet.Span{sheet.Strong(head + "."), order}
	case decide.ActSetStatus, decide.ActRetry, decide.ActCancel, decide.ActDelete:
	}
	return []sheet.Span{order}
}

// fails is what rejections do: to a job, and to a record that has none.
func (m Many) fails() string {
	jobs := 0
	for _, it := range m.items {
		if it.takes() && it.seen.Deployable != nil {
			jobs++
		}
	}
	if jobs == 0 {
		return "No approval counts any more; there is no job that fails."
	}
	return present.Plural(jobs, "job fails", "jobs fail") + " for good: it takes new pipelines to ship this."
}

// completes counts the approvals after which nothing is missing.
func (m Many) completes() int {
	n := 0
	for _, it := range m.items {
		if it.takes() && it.target.Row.Verdict.Left <= 1 {
			n++
		}
	}
	return n
}
