package form

import (
	"strings"

	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
)

// Answer takes the end of the request. It reports true when the write is done and
// the card has nothing left to say, as it has where the journal lost it; a result of another request changes nothing.
func (d Decision) Answer(r decide.Result) (Decision, bool) {
	if !d.Sending() || r.Request.Op != d.op {
		return d, false
	}
	d.phase, d.result = answered, r
	d.button = 0
	if again, _ := d.again(); again != "" && r.Outcome != decide.Refused {
		d.button = 1
	}
	return d, r.Outcome == decide.Done && r.Unkept == nil
}

// Refresh takes a newer single reading of the deployment; a listing says too little. Where it differs from what the
// card was opened on, the card says so and the decision starts anew; a card whose
// write is under way leaves that to the read before the write.
func (d Decision) Refresh(row fleet.Row) Decision {
	if d.phase != editing || row.Ref != d.Ref() || row.Deployment == nil || !row.Detailed {
		return d
	}
	d.target.Age = 0
	diffs, changed := decide.Compare(d.act, d.seen, *row.Deployment)
	if !changed {
		if d.act == decide.ActDelete { // what is live may have changed around it
			d.target.Row.Verdict, d.target.Row.Live = row.Verdict, row.Live
		}
		var around []decide.Difference
		if d, around = d.absorb(row); around == nil {
			return d
		}
		diffs = append(around, diffs...)
	}
	now := *row.Deployment
	d.phase, d.button, d.told = answered, 1, true
	d.result = decide.Result{Request: d.request(), Outcome: decide.Changed, Now: &now, Differences: diffs}
	return d
}

// again is the label and the footer's verb of the second button of an answer,
// empty where there is none. It reads the target anew and opens a new card, so
// that no button of an answer writes.
func (d Decision) again() (label, verb string) {
	if d.gone() {
		return "", "" // there is nothing to look at
	}
	switch d.result.Outcome {
	case decide.Changed, decide.LostUndone, decide.LostUnknown, decide.LostPending, decide.Unverified:
		return "Look again", "look again"
	case decide.Refused, decide.NotSent:
		return "Try again", "try again"
	case decide.Done, decide.LostDone:
	}
	return "", ""
}

// answerKey acts on one key of an answered card.
func (d Decision) answerKey(name string) (Decision, intent.Intent) {
	again, _ := d.again()
	switch name {
	case "y":
		switch words := d.quoted(); {
		case d.result.Outcome == decide.Refused && words != "":
			return d, intent.Copy{What: "The error", Text: strings.TrimSpace(words + " " + d.requestID())}
		case d.lostTarget():
			return d.toldKey(name)
		}
	case "enter":
		if d.button == 1 {
			return d, intent.LookAgain{Ref: d.Ref()}
		}
		return d, intent.Close{}
	case "left":
		d.button = 0
	case "right":
		if again != "" {
			d.button = 1
		}
	case "tab", "shift+tab":
		if again != "" {
			d.button = 1 - d.button
		}
	}
	return d, nil
}
