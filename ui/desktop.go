package ui

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	tea "charm.land/bubbletea/v2"
	"github.com/charmbracelet/x/ansi"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/copying"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/status"
)

// pageURL is the web page of a deployment.
func pageURL(row fleet.Row) string { return copying.URL(row) }

// openURL shows a page in the browser, unless its address is none: an environment's
// may be anything.
func (a *App) openURL(address string) tea.Cmd {
	u, err := url.Parse(address)
	switch {
	case address == "":
		a.tell(notice{text: "There is no page to open."})
		return nil
	case err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || text.Line(address) != address:
		a.tell(notice{kind: status.Refused, text: "Not opened, it is no web page: " + text.Line(address)})
		return nil
	case a.opt.Browse == nil:
		return a.copy("The address", address)
	}
	a.tell(notice{text: "Opening " + address})
	return browseCmd(a.opt.Browse, address)
}

// browsed tells where no browser could be started, and leaves the address in the
// clipboard: over SSH that is the way to it.
func (a *App) browsed(msg browsedMsg) tea.Cmd {
	if msg.err == nil {
		return nil
	}
	a.tell(notice{kind: status.Unknown, text: fmt.Sprintf("%s. Copied instead: %s", present.Capital(sentence(msg.err)), msg.url)})
	return copyCmd(a.opt.Clip, "", msg.url)
}

// copy puts text into the clipboard.
func (a *App) copy(what, value string) tea.Cmd { return copyCmd(a.opt.Clip, what, value) }

// copied tells what was copied, and where to: a terminal does not say whether it took
// it.
func (a *App) copied(msg copiedMsg) {
	switch {
	case msg.what == "":
	case msg.local:
		a.tell(notice{kind: status.Done, text: msg.what + " is in the clipboard."})
	default:
		a.tell(notice{kind: status.Done, text: msg.what + " was sent to the terminal's clipboard."})
	}
}

// announce makes something heard that happened by itself: the bell, and a
// notification of the terminal, which works over SSH.
func (a *App) announce(sentence string) tea.Cmd {
	clean := strings.ReplaceAll(text.Line(sentence), ";", ",")
	var seq string
	if a.opt.Desktop {
		seq = ansi.Notify(clean) + "\x1b]777;notify;greenlight;" + clean + "\x07"
	}
	if a.opt.Bell {
		seq += "\a"
	}
	if seq == "" {
		return nil
	}
	return tea.Raw(seq)
}

// title is the terminal's: how many wait, or how what was watched has ended.
func (a App) title() string {
	if a.ended != "" {
		return "greenlight: " + text.Line(a.ended)
	}
	n, _ := a.waiting()
	switch {
	case n < 0:
		return "greenlight" // nobody knows
	case n == 0:
		return "greenlight: nothing waits for you"
	default:
		return fmt.Sprintf("greenlight: %s for you", present.Plural(n, "waits", "wait"))
	}
}

// hear announces a deployment that has come to wait for the user, once. What waits
// already when the screen comes is no news.
func (a *App) hear(row fleet.Row) tea.Cmd {
	waits := row.Verdict.State == api.StateNeedsYou || row.Verdict.State == api.StateMaybeYou
	p := a.projectOf(row.Ref)
	if !waits || a.heard[row.Ref] {
		return nil
	}
	a.heard[row.Ref] = true
	if !a.arrived || p == nil || p.listed < 2 {
		return nil // it waited already when its project was first looked at
	}
	return a.announce("waits for you: " + place(row))
}

// watch follows a deployment to its end, or stops following it.
func (a *App) watch(row fleet.Row) {
	if slices.ContainsFunc(a.following, func(f followed) bool { return f.ref == row.Ref && f.watched }) {
		a.unfollow(row.Ref)
		a.tell(notice{text: "No longer watched: " + place(row) + "."})
		return
	}
	a.unfollow(row.Ref)
	a.follow(row.Ref)
	a.following[len(a.following)-1].watched = true
	a.tell(notice{kind: status.Started, text: fmt.Sprintf("Watching %s %s: its end is told, by bell and title too. %s stops it.",
		place(row), present.IID(row.Deployment.IID), a.keys.Label(keys.Watch))})
}
