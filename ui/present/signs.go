package present

import "greenlight/api"

// Sign is one sign of the screen with what it means.
type Sign struct{ Sign, Means string }

// Signs are all signs of the list, in the order of its states, for a legend.
func Signs() []Sign {
	return []Sign{
		{StateSign(api.StateNeedsYou), "needs you; “you?”: probably"},
		{StateSign(api.StateNeedsOthers), "needs others"},
		{StateSign(api.StateToRun), "approved, to be run; or a manual job"},
		{StateSign(api.StateRunning), "running, or queued"},
		{StateSign(api.StateFailed), "failed, or rejected"},
		{StateSign(api.StateOutdated), "outdated: a newer one is live"},
		{StateSign(api.StateLive), "live; “done”: it was"},
		{StateSign(api.StateCreated), "created, comes later in its pipeline"},
		{StateSign(api.StateCanceled), "canceled"},
		{StateSign(api.StateSkipped), "skipped"},
		{StateSign(api.StateOther), "a status not known here; “unknown”: see the detail"},
		{SignPending, "not read yet"},
		{SignProduction, "production"},
		{SignDanger, "a danger: the detail says which"},
		{SignNote, "worth a look"},
		{SignOld, "before an age: old, as it was last read"},
	}
}
