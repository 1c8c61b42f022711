package present

import (
	"fmt"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/theme"
)

// The signs that are not a state's.
const (
	SignProduction = "◆"
	SignDanger     = "▲"
	SignNote       = "•"
	SignPending    = "·"
	// SignOld stands before the age of a row that was true when it was last read.
	SignOld = "~"
)

// StateSign is the one sign of a state.
func StateSign(s api.State) string {
	switch s {
	case api.StateNeedsYou, api.StateMaybeYou:
		return "■"
	case api.StateNeedsOthers:
		return "□"
	case api.StateToRun, api.StateManual:
		return "›"
	case api.StateRunning:
		return "►"
	case api.StateFailed, api.StateRejected:
		return "✗"
	case api.StateOutdated:
		return "«"
	case api.StateLive, api.StateDone:
		return "✓"
	case api.StateCreated:
		return "°"
	case api.StateCanceled:
		return "–"
	case api.StateSkipped:
		return "»"
	case api.StateOther:
		return "?"
	case api.StateReading:
		return SignPending
	default:
		return "?"
	}
}

// StateRole is the role of a state's sign and word.
func StateRole(s api.State) theme.Role {
	switch s {
	case api.StateNeedsYou:
		return theme.WaitStrong
	case api.StateMaybeYou, api.StateNeedsOthers, api.StateToRun:
		return theme.Wait
	case api.StateRunning:
		return theme.Focus
	case api.StateFailed, api.StateRejected:
		return theme.Bad
	case api.StateLive:
		return theme.OK
	case api.StateManual, api.StateOutdated, api.StateDone, api.StateCreated, api.StateCanceled,
		api.StateSkipped, api.StateOther, api.StateReading:
		return theme.Muted
	default:
		return theme.Muted
	}
}

// StateWord is the word of a state in the list, without its sign: "you 1/3". Where
// it is too long for its column CountOf stays.
func StateWord(r fleet.Row) string {
	name := StateName(r.Verdict.State)
	switch r.Verdict.State {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers:
		return name + count(r)
	case api.StateRunning:
		return running(r)
	default:
		if name == "" {
			return raw(r)
		}
		return name
	}
}

// StateName is the word that stands for a state in the list and after state: in a
// filter, without its count. It is empty for api.StateOther, whose word is GitLab's own.
func StateName(s api.State) string {
	switch s {
	case api.StateNeedsYou:
		return "you"
	case api.StateMaybeYou:
		return "you?"
	case api.StateNeedsOthers:
		return "others"
	case api.StateToRun:
		return "to run"
	case api.StateRunning:
		return "running"
	case api.StateFailed:
		return "failed"
	case api.StateRejected:
		return "rejected"
	case api.StateManual:
		return "manual"
	case api.StateOutdated:
		return "outdated"
	case api.StateLive:
		return "live"
	case api.StateDone:
		return "done"
	case api.StateCreated:
		return "created"
	case api.StateCanceled:
		return "canceled"
	case api.StateSkipped:
		return "skipped"
	case api.StateReading:
		return "reading"
	case api.StateOther:
	}
	return ""
}

// CountOf is the count of a state that has one, "1/3": given of required.
func CountOf(r fleet.Row) string {
	switch r.Verdict.State {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers:
		if r.Verdict.Required > 0 {
			return fmt.Sprintf("%d/%d", r.Verdict.Given, r.Verdict.Required)
		}
	case api.StateToRun, api.StateRunning, api.StateFailed, api.StateRejected, api.StateManual,
		api.StateOutdated, api.StateLive, api.StateDone, api.StateCreated, api.StateCanceled,
		api.StateSkipped, api.StateOther, api.StateReading:
	}
	return ""
}

func count(r fleet.Row) string {
	if c := CountOf(r); c != "" {
		return " " + c
	}
	return ""
}

// running is "queued" while the job that was played has not started: GitLab goes on
// calling the deployment blocked until it does.
func running(r fleet.Row) string {
	if waitsFor(r) != "" {
		return "queued"
	}
	return "running"
}

// waitsFor says what a job that was played waits for; empty once it has started.
// gitlab: app/models/concerns/ci/has_status.rb
func waitsFor(r fleet.Row) string {
	if r.Deployment == nil || r.Deployment.Deployable == nil {
		return ""
	}
	switch r.Deployment.Deployable.Status {
	case api.JobPending:
		return "waits for a runner"
	case api.JobPreparing:
		return "is being prepared"
	case api.JobWaiting:
		return "waits for its resource group"
	case "waiting_for_callback":
		return "waits for a callback"
	default:
		return ""
	}
}

func raw(r fleet.Row) string {
	if r.Deployment == nil || r.Deployment.Status == "" {
		return "unknown"
	}
	return string(r.Deployment.Status)
}

// quietAfter is how long a failure keeps its colour.
const quietAfter = 24 * time.Hour

// Quiet reports whether nobody is needed: the row is muted, except for the sign of
// what is live and of production.
func Quiet(r fleet.Row, now time.Time) bool {
	switch r.Verdict.State {
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateToRun, api.StateRunning:
		return false
	case api.StateFailed, api.StateRejected:
		return now.Sub(r.Verdict.Since) >= quietAfter
	case api.StateManual, api.StateOutdated, api.StateLive, api.StateDone, api.StateCreated,
		api.StateCanceled, api.StateSkipped, api.StateOther, api.StateReading:
		return true
	default:
		return true
	}
}

// Loud reports whether the row waits for the reader, certainly or probably: its
// project and its production environment are bold.
func Loud(r fleet.Row) bool {
	return r.Verdict.State == api.StateNeedsYou || r.Verdict.State == api.StateMaybeYou
}

// RowAge is how long a row has been in its state, by the server's clock; empty when
// that is not known.
func RowAge(r fleet.Row, now time.Time) string {
	if r.Verdict.Since.IsZero() {
		return ""
	}
	return Age(now.Sub(r.Verdict.Since))
}
