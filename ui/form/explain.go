package form

import (
	"greenlight/api"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// WithKeys names the keys of the acts that the card sends to instead of its own. They
// work once it is closed.
func (d Decision) WithKeys(m keys.Map) Decision {
	d.keys = m
	return d
}

// way is something that works where setting a status does not.
type way struct {
	// action is keys.None where no key does it.
	action keys.Action
	says   string
}

// drawExplained says why the status cannot be set, and what would work.
// gitlab: lib/api/deployments.rb
func (d Decision) drawExplained(s *sheet.Sheet) {
	s.Add(s.Blank(sheet.First))
	s.Add(s.Headline(theme.WaitStrong, "■", "Its job decides its status. Nothing can be set here.")...)
	s.Add(s.Blank(sheet.Between))
	s.Add(s.Labelled("Why", sheet.Plain("GitLab takes a status only for what was recorded through the API. This was made by GitLab CI."))...)
	s.Add(s.Labelled("Job", sheet.Plain(d.jobLine()))...)
	s.Add(s.Blank(sheet.Inside))
	for i, w := range d.instead() {
		label := ""
		if i == 0 {
			label = "Instead"
		}
		spans := []sheet.Span{sheet.Plain(present.Capital(w.says))}
		if key := d.keys.Label(w.action); key != "" {
			spans = []sheet.Span{sheet.Strong(key), sheet.Plain(w.says)}
		}
		s.Add(s.Labelled(label, spans...)...)
	}
	d.drawClose(s)
}

// instead lists what moves the deployment on from where it is.
func (d Decision) instead() []way {
	stop := way{keys.Cancel, "cancel the job: it then counts as canceled"}
	again := way{keys.Retry, "run the job again, as a new deployment"}
	switch d.row().Verdict.State {
	case api.StateNeedsYou, api.StateMaybeYou:
		return []way{{keys.Approve, "approve it: its job can be run once nothing is missing"},
			{keys.Reject, "reject it: its job fails for good"}}
	case api.StateNeedsOthers, api.StateReading:
		return []way{{says: "others have to approve it first, then its job can be run"}, stop}
	case api.StateToRun, api.StateManual:
		return []way{{keys.Run, "run the job: it becomes running, then live"}, stop}
	case api.StateRunning, api.StateCreated, api.StateOutdated:
		return []way{stop}
	case api.StateFailed, api.StateCanceled:
		return []way{again}
	case api.StateLive, api.StateDone:
		return []way{again, {says: "to put an earlier version back, do that on the earlier deployment"}}
	case api.StateRejected, api.StateSkipped:
		return []way{{says: "a new pipeline is needed: this job cannot run any more"}}
	case api.StateOther:
	}
	return []way{{keys.Log, "read what its job does, in its log"}}
}

// drawClose is the row of buttons of a card that only tells.
func (d Decision) drawClose(s *sheet.Sheet) {
	button := sheet.Button{Role: theme.ChipFocus, Label: "Close"}
	s.Bottom = append(s.Bottom, s.Blank(sheet.Hard), s.Buttons(sheet.Note{}, 0, button), s.Blank(sheet.Hard))
}

// toldKey acts on one key of a card that only tells.
func (d Decision) toldKey(name string) (Decision, intent.Intent) {
	switch {
	case name == "enter":
		return d, intent.Close{}
	case name == "y" && d.comment.Value() != "":
		return d, intent.Copy{What: "The comment", Text: d.comment.Value()}
	}
	return d, nil
}

func (d Decision) toldHints() (left, right []keys.Hint) {
	left = []keys.Hint{{Keys: "enter", Verb: "close"}}
	if d.comment.Value() != "" {
		left = append(left, keys.Hint{Keys: "y", Verb: "copy the comment"})
	}
	return left, []keys.Hint{{Keys: "esc", Verb: "close"}}
}
