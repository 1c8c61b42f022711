package ui

import (
	"time"

	"greenlight/api"
	"greenlight/ui/keys"
	"greenlight/ui/status"
)

// notice is one sentence for the footer.
type notice struct {
	kind status.Kind
	text string
	// hints are the keys that come next.
	hints []keys.Hint
	// id is GitLab's request id, empty where there is none.
	id string
	at time.Time
}

// mostNotices bounds what is kept for the messages card.
const mostNotices = 200

// notices holds what was told: the one in the footer, if any, and all before it.
type notices struct {
	shown bool
	all   []notice
}

// tell puts a sentence into the footer and keeps it.
func (a *App) tell(n notice) {
	n.at = a.opt.Now()
	a.notices.shown = true
	kept := a.notices.all
	if len(kept) >= mostNotices {
		kept = kept[len(kept)-mostNotices+1:]
	}
	a.notices.all = append(append([]notice(nil), kept...), n)
}

// tellError tells an error with its request id.
func (a *App) tellError(err error) {
	a.tell(notice{kind: status.Refused, text: sentence(err), id: requestID(err)})
}

// sentence is an error as it is said.
func sentence(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func requestID(err error) string {
	if e := api.AsError(err); e != nil {
		return e.RequestID
	}
	return ""
}

// readTime is how long a notice that must be read stays whatever is pressed.
const readTime = 2 * time.Second

// passed takes the footer's notice away at a key press: at once a good one, a bad
// one when there was time to read it.
func (n notices) passed(now time.Time) notices {
	last, ok := n.last()
	if ok && last.kind.Sticks() && now.Sub(last.at) < readTime {
		return n
	}
	n.shown = false
	return n
}

func (n notices) last() (notice, bool) {
	if !n.shown || len(n.all) == 0 {
		return notice{}, false
	}
	return n.all[len(n.all)-1], true
}
