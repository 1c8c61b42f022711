package form

import (
	"fmt"
	"strings"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
)

// verb is an act in a word.
func verb(act decide.Act) string {
	switch act {
	case decide.ActApprove:
		return "Approve"
	case decide.ActReject:
		return "Reject"
	case decide.ActPlay:
		return "Run"
	case decide.ActSetStatus:
		return "Update"
	case decide.ActRetry:
		return "Retry"
	case decide.ActCancel:
		return "Cancel"
	case decide.ActDelete:
		return "Delete"
	}
	return ""
}

// title heads the card.
func (d Decision) title() string {
	switch d.act {
	case decide.ActPlay, decide.ActRetry, decide.ActCancel:
		return verb(d.act) + " the job"
	case decide.ActSetStatus:
		return verb(d.act) + " status"
	case decide.ActDelete:
		return verb(d.act) + " the record"
	case decide.ActApprove, decide.ActReject:
	}
	return verb(d.act)
}

// label is what the button of the act says. To cancel a job is spelled out, since
// another button says Cancel.
func (d Decision) label() string {
	switch d.act {
	case decide.ActSetStatus:
		return "Set " + string(d.status().status)
	case decide.ActRetry:
		return verb(d.act) + " " + draw.Cut(d.job(), buttonWord, draw.Middle)
	case decide.ActCancel:
		return d.title()
	case decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActDelete:
	}
	return verb(d.act)
}

// verb is the label without what is done to what, where that may be long.
func (d Decision) verb() string {
	if d.act == decide.ActRetry {
		return verb(d.act)
	}
	return d.label()
}

// doing says what is under way.
func (d Decision) doing() string {
	if d.phase == checking {
		return "Reading it again first"
	}
	switch d.act {
	case decide.ActApprove:
		return "Sending the approval"
	case decide.ActReject:
		return "Sending the rejection"
	case decide.ActPlay:
		return "Starting " + d.job()
	case decide.ActSetStatus:
		return "Setting " + string(d.status().status)
	case decide.ActRetry:
		return "Retrying " + d.job()
	case decide.ActCancel:
		return "Canceling " + d.job()
	case decide.ActDelete:
		return "Deleting the record"
	}
	return ""
}

// thing is what a lost answer was about.
func (d Decision) thing() string {
	switch d.act {
	case decide.ActApprove:
		return "your approval"
	case decide.ActReject:
		return "your rejection"
	case decide.ActPlay:
		return "the start of " + d.job()
	case decide.ActSetStatus:
		return "the status " + string(d.status().status)
	case decide.ActRetry:
		return "the retry of " + d.job()
	case decide.ActCancel:
		return "the end of " + d.job()
	case decide.ActDelete:
		return "the record"
	}
	return ""
}

// then is the consequence in words, computed from what was read.
func (d Decision) then() []sheet.Span {
	switch d.act {
	case decide.ActApprove:
		return d.thenApprove()
	case decide.ActReject:
		return d.thenReject()
	case decide.ActPlay:
		return []sheet.Span{sheet.Strong(d.job() + " starts on " + d.place() + " now.")}
	case decide.ActSetStatus:
		return d.thenStatus()
	case decide.ActRetry:
		return d.thenRetry()
	case decide.ActCancel:
		return d.thenCancel()
	case decide.ActDelete:
		return d.thenDelete()
	}
	return nil
}

// there and missing say what a reading back found.
func (d Decision) there() string {
	switch d.act {
	case decide.ActCancel:
		return d.job() + " is canceled"
	case decide.ActDelete:
		return "the record is gone"
	case decide.ActRetry:
		if made := d.result.Made; made != nil {
			return d.thing() + " is there, with deployment " + present.IID(made.IID)
		}
	case decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActSetStatus:
	}
	return d.thing() + " is there"
}

func (d Decision) missing() string {
	switch d.act {
	case decide.ActCancel:
		return d.job() + " is not canceled"
	case decide.ActDelete:
		return "the record is still there"
	case decide.ActRetry:
		if job := d.result.Job; job != nil {
			return fmt.Sprintf("the deployment of its new job #%d is not there", job.ID)
		}
	case decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActSetStatus:
	}
	return d.thing() + " is not there"
}

// lost is what is known after an answer that never came.
func (d Decision) lost() string {
	switch d.result.Outcome {
	case decide.LostDone:
		return present.Unanswered(d.result.Err) + ". Read back: " + d.there() + "."
	case decide.LostUndone:
		return present.Unanswered(d.result.Err) + ". Read back: " + d.missing() + ". Nothing was repeated."
	case decide.LostUnknown:
		return present.Unanswered(d.result.Err) + ". " + present.Capital(d.thing()) + " could not be read back. Nothing was repeated."
	case decide.LostPending:
		return present.Unanswered(d.result.Err) + ". Read back: " + d.missing() + ". It may still arrive. Nothing was repeated."
	case decide.Unverified:
		return "GitLab said yes. Read back: " + d.missing() + ". Nothing was repeated."
	case decide.Done, decide.Changed, decide.NotSent, decide.Refused:
	}
	return ""
}

// done says what was done.
func (d Decision) done() string {
	switch d.act {
	case decide.ActRetry:
		if made := d.result.Made; made != nil {
			return "Done. " + d.job() + " runs again as deployment " + present.IID(made.IID) + "."
		}
		return "Done. The new deployment could not be found yet."
	case decide.ActCancel:
		return "Done. " + d.job() + " is canceled."
	case decide.ActDelete:
		return "Done. The record is gone."
	case decide.ActApprove, decide.ActReject, decide.ActPlay, decide.ActSetStatus:
	}
	return "Done."
}

// The longest names that the card writes, in cells: what somebody else named must
// not push the buttons off the screen.
const (
	longName = 120
	longWord = 40
	// buttonWord is what a button holds of a name.
	buttonWord = 24
)

// job is the job's name, or what stands for it.
func (d Decision) job() string { return jobOf(&d.seen) }

func jobOf(d *api.Deployment) string {
	if d.Deployable == nil {
		return "the job"
	}
	return draw.Cut(d.Deployable.Name, longWord, draw.Middle)
}

// place is the environment's name.
func (d Decision) place() string { return draw.Cut(d.seen.Environment.Name, longName, draw.Middle) }

// project is the project's path.
func (d Decision) project() string { return draw.Cut(d.row().Project, longName, draw.Middle) }

// version is what people call a deployment: its ref.
func version(d *api.Deployment) string {
	if r := text.Line(d.Ref); r != "" {
		return r
	}
	return sha(d)
}

func sha(d *api.Deployment) string { return present.SHA(d.SHA) }

// at is a user as people write one.
func at(u *api.User) string {
	if u == nil {
		return "a deleted account"
	}
	return present.User(u)
}

// list joins names for a sentence; of many the first three, and how many more.
func list(names []string) string {
	short := make([]string, len(names))
	for i, n := range names {
		short[i] = draw.Cut(n, longWord, draw.Middle)
	}
	return present.List(short, 3)
}

// small is a label inside a sentence: names in it keep their letters.
func small(s string) string {
	if s == "" || strings.HasPrefix(s, "GitLab") {
		return s
	}
	return strings.ToLower(s[:1]) + s[1:]
}
