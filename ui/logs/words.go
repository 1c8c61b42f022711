package logs

import (
	"time"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// state is how the job stands: a sign, a word and the roles they are drawn in.
type state struct {
	sign, word   string
	role, strong theme.Role
}

// stateOf words a job's status; one that greenlight does not know is shown as it
// came.
func stateOf(s api.JobStatus) state {
	switch s {
	case api.JobRunning:
		return state{"►", "Running", theme.Focus, theme.FocusStrong}
	case api.JobCanceling:
		return state{"►", "Canceling", theme.Focus, theme.FocusStrong}
	case api.JobSuccess:
		return state{"✓", "Passed", theme.OK, theme.OKStrong}
	case api.JobFailed:
		return state{"✗", "Failed", theme.Bad, theme.BadStrong}
	case api.JobCanceled:
		return state{"–", "Canceled", theme.Muted, theme.Strong}
	case api.JobSkipped:
		return state{"»", "Skipped", theme.Muted, theme.Strong}
	case api.JobManual:
		return state{"›", "Not started", theme.Wait, theme.WaitStrong}
	case api.JobCreated, api.JobScheduled:
		return state{"°", "Not started", theme.Muted, theme.Strong}
	case api.JobPending, api.JobPreparing, api.JobWaiting, api.JobCallback:
		return state{"°", "Waiting", theme.Muted, theme.Strong}
	default:
		return state{"·", string(s), theme.Muted, theme.Strong}
	}
}

// place is where a job runs, " on runner prod-3"; empty where GitLab does not say.
func place(j api.Job) string {
	if j.Runner == nil || j.Runner.Description == nil || *j.Runner.Description == "" {
		return ""
	}
	return " on runner " + *j.Runner.Description
}

// circumstances are what else there is to say of a job, where being where it runs:
// " on runner prod-3, for 2m06s".
func circumstances(j api.Job, where string, now time.Time) string {
	s := where
	switch j.Status {
	case api.JobRunning, api.JobCanceling:
		if j.StartedAt != nil {
			s += ", for " + present.Duration(now.Sub(*j.StartedAt).Seconds())
		}
	case api.JobFailed:
		if j.FailureReason != nil && *j.FailureReason != "" {
			s += ": " + present.FailureReason(*j.FailureReason)
		}
		s += lasted(j, ", after ")
	case api.JobPending:
		return " waits for a runner"
	case api.JobWaiting:
		return " waits for its resource group"
	case api.JobPreparing, api.JobCallback, api.JobCreated, api.JobManual, api.JobScheduled, api.JobSkipped:
	case api.JobSuccess:
		s += lasted(j, ", in ")
	case api.JobCanceled:
		s += lasted(j, ", after ")
	}
	return s
}

// lasted is how long a job ran; empty where GitLab does not say.
func lasted(j api.Job, lead string) string {
	if j.Duration == nil {
		return ""
	}
	return lead + present.Duration(*j.Duration)
}

// over reports whether a job will not run any more.
func over(s api.JobStatus) bool {
	switch s {
	case api.JobSuccess, api.JobFailed, api.JobCanceled, api.JobSkipped:
		return true
	default:
		return false
	}
}

// silence is why a log that was read has no line, and what follows.
func (m Model) silence() string {
	j := m.job
	switch {
	case m.asking && m.bytes > 0:
		return ""
	case j.ErasedAt != nil:
		return "The log was erased on " + present.Date(*j.ErasedAt) + "."
	case j.StartedAt == nil && over(j.Status):
		return j.Name + " never ran: there is no log."
	case j.StartedAt == nil && j.Status != api.JobRunning:
		return j.Name + " has not run yet. Its log appears here once it does."
	case m.done:
		return "GitLab has no log of " + j.Name + "."
	default:
		return j.Name + " has written nothing yet."
	}
}
