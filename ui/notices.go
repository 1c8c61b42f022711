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
	// result is true for the end of a write: nothing that happens by itself takes
	// its place.
	result bool
	// next are the actions that come next and on what: while the notice is shown their
	// keys mean that deployment, wherever the cursor is by now.
	next []keys.Action
	ref  api.Ref
	// about is the row it was told about while that was looked at; with the look it goes.
	about api.Ref
	// reading is what the top card was still reading when it was said; with that it goes.
	reading string
	// op is the request that was under way when it was said; with that it goes.
	op uint64
	// id is GitLab's request id, empty where there is none.
	id string
	at time.Time
}

// mostNotices bounds what is kept for the messages card.
const mostNotices = 200

// notices holds what was told: the one in the footer, if any, and all there were.
type notices struct {
	shown   notice
	visible bool
	all     []notice
}

// tell puts a sentence into the footer and keeps it.
func (a *App) tell(n notice) {
	n.at = a.opt.Now()
	a.notices.shown, a.notices.visible = n, true
	a.note(n)
}

// say puts a sentence into the footer that nobody needs again.
func (a *App) say(n notice) {
	n.at = a.opt.Now()
	a.notices.shown, a.notices.visible = n, true
}

// note keeps a sentence for the messages.
func (a *App) note(n notice) {
	n.at = a.opt.Now()
	kept := a.notices.all
	if len(kept) >= mostNotices {
		kept = kept[len(kept)-mostNotices+1:]
	}
	a.notices.all = append(append([]notice(nil), kept...), n)
}

// tellError tells what went wrong by itself, with its request id: once, and never
// over the result of a write. What it is about is the zero Ref for an instance.
func (a *App) tellError(err error, about api.Ref) {
	if n := len(a.notices.all); n > 0 && a.notices.all[n-1].text == sentence(err) {
		return
	}
	a.tellBeside(notice{kind: status.Refused, text: sentence(err), id: requestID(err), about: about})
}

// tellBeside tells what happened by itself: never over the result of a write.
func (a *App) tellBeside(n notice) {
	if a.notices.visible && a.notices.shown.result {
		a.note(n)
		return
	}
	a.tell(n)
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
	if !n.visible || n.shown.kind.Sticks() && now.Sub(n.shown.at) < readTime {
		return n
	}
	n.visible = false
	return n
}
