package journal

// fate is what became of an operation, for those who take over.
type fate uint8

// The fates, the loudest first.
const (
	fateUnknown fate = iota
	fateRefused
	fateNothing
	fateDone
)

// String is the fate in a summary.
func (f fate) String() string {
	switch f {
	case fateUnknown:
		return "UNKNOWN"
	case fateRefused:
		return "refused by GitLab"
	case fateNothing:
		return "not done"
	case fateDone:
		return "done"
	}
	return "UNKNOWN"
}

// ending is what an outcome means. why is empty where the fate says all.
type ending struct {
	fate fate
	why  string
}

var endings = map[string]ending{
	"done":                  {fateDone, ""},
	"done, answer lost":     {fateDone, "GitLab's answer was lost, but what was read back shows it."},
	"refused":               {fateRefused, ""},
	"not sent":              {fateNothing, "It was not sent."},
	"changed":               {fateNothing, "Something had changed since it was on the screen, so nothing was done."},
	"not done, answer lost": {fateNothing, "GitLab's answer was lost, and what was read back does not show it."},
	"unknown":               {fateUnknown, "No answer came, and the state could not be read back."},
	"maybe, answer lost":    {fateUnknown, "No answer came, and it may still arrive."},
	"not verified":          {fateUnknown, "GitLab took it, but what was read back does not show it."},
}

// end is what became of an entry. A word that is not known means nothing certain.
func (e Entry) end() ending {
	if e.Answered == nil {
		return ending{fateUnknown, "No answer was written down: greenlight was ended in between."}
	}
	if end, ok := endings[e.Answered.Outcome]; ok {
		return end
	}
	return ending{fateUnknown, "The journal says " + inline(e.Answered.Outcome, maxName) + ", which this greenlight does not know."}
}

// deeds are the acts as what was done, in the order of a summary.
var deeds = []struct{ act, past string }{
	{"approve", "approved"}, {"reject", "rejected"}, {"run", "run"}, {"set status", "status set"}, {"retry", "retried"},
	{"cancel", "canceled"}, {"delete", "deleted"}, {"record", "recorded"},
}

// past is an act as what was done.
func past(act string) string {
	for _, d := range deeds {
		if d.act == act {
			return d.past
		}
	}
	return inline(act, maxName) + " done"
}

// deed is what an entry says was done, or was to be done.
func (e Entry) deed() string {
	end := e.end()
	words := inline(e.Sent.Act, maxName)
	if end.fate == fateDone {
		words = past(e.Sent.Act)
	}
	if status := inline(e.Sent.Status, maxName); status != "" {
		words += map[string]string{"set status": " to ", "record": " as "}[e.Sent.Act] + status
	}
	if end.fate == fateDone {
		return words
	}
	return words + ": " + end.fate.String()
}
