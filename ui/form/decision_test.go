package form

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/uitest"
)

func submitted(wishes []intent.Intent) []decide.Request {
	var out []decide.Request
	for _, w := range wishes {
		if s, ok := w.(intent.Submit); ok {
			out = append(out, s.Request)
		}
	}
	return out
}

func closed(wishes []intent.Intent) bool {
	for _, w := range wishes {
		if _, ok := w.(intent.Close); ok {
			return true
		}
	}
	return false
}

func rejection(r fleet.Row, p Policy) Decision {
	return NewApproval(7, Target{Row: r, Policy: p, Me: 1}, decide.ActReject, "")
}

func noEffect() fleet.Row {
	r := blocked()
	r.Verdict.Hats = r.Verdict.Hats[1:]
	return r
}

// What each series of keys sends and whether it closes the card: the rule that the
// filled button is what Enter does.
func TestWhatKeysSend(t *testing.T) {
	t.Parallel()
	typeIt := Policy{Confirm: TypeEnvironment}
	prod := typing("production")
	join := func(parts ...[]string) (all []string) {
		for _, p := range parts {
			all = append(all, p...)
		}
		return all
	}
	tests := []struct {
		name   string
		card   Decision
		keys   []string
		sends  int
		closes bool
	}{
		{"staging: enter sends", approval(staging(), Policy{}, ""), []string{"enter"}, 1, false},
		{"staging: enter twice sends once", approval(staging(), Policy{}, ""), []string{"enter", "enter", "enter"}, 1, false},
		{"staging: enter sends from the hats", approval(staging(), Policy{}, ""), []string{"shift+tab", "enter"}, 1, false},
		{"staging: cancel reached by tab", approval(staging(), Policy{}, ""), []string{"tab", "enter"}, 0, true},
		{"staging: the act reached by right", approval(staging(), Policy{}, ""), []string{"tab", "right", "enter"}, 1, false},
		{"production without danger: enter sends", approval(blocked(), Policy{}, ""), []string{"enter"}, 1, false},
		{"esc cancels", approval(blocked(), Policy{}, ""), []string{"x", "esc"}, 0, true},
		{"comment required: enter goes on", approval(blocked(), Policy{CommentRequired: true}, ""), []string{"enter"}, 0, false},
		{"comment required: and reaches cancel", approval(blocked(), Policy{CommentRequired: true}, ""), []string{"enter", "enter"}, 0, true},
		{"comment required: blanks are none", approval(blocked(), Policy{CommentRequired: true}, ""), []string{"space", "space", "enter"}, 0, false},
		{"comment required: given", approval(blocked(), Policy{CommentRequired: true}, ""), []string{"o", "k", "enter"}, 1, false},
		{"danger: enter only goes on", approval(freeze(), Policy{}, "why"), []string{"enter", "enter"}, 0, false},
		{"danger: enter reaches cancel", approval(freeze(), Policy{}, "why"), []string{"enter", "enter", "enter"}, 0, true},
		{"danger: ticked, enter still reaches cancel", approval(freeze(), Policy{}, "why"), []string{"tab", "space", "enter", "enter"}, 0, true},
		{"danger: ticked, moved right", approval(freeze(), Policy{}, "why"), []string{"tab", "space", "enter", "right", "enter"}, 1, false},
		{"danger: not ticked, right does not reach the act", approval(freeze(), Policy{}, "why"), []string{"tab", "enter", "right", "enter"}, 0, true},
		{"danger: ticked twice is not ticked", approval(freeze(), Policy{}, "why"), []string{"tab", "space", "space", "tab", "right", "enter"}, 0, true},
		{"danger: a comment is needed", approval(freeze(), Policy{}, ""), []string{"tab", "space", "tab", "right", "enter"}, 0, true},
		{"two dangers: one tick is not enough", approval(rollback(), Policy{}, "why"), []string{"tab", "space", "tab", "tab", "right", "enter"}, 0, true},
		{"two dangers: both ticked", approval(rollback(), Policy{}, "why"), []string{"tab", "space", "tab", "space", "tab", "right", "enter"}, 1, false},
		{"name: enter goes on", approval(blocked(), typeIt, ""), []string{"enter", "enter"}, 0, false},
		{"name: typed, enter reaches cancel", approval(blocked(), typeIt, ""), join([]string{"tab"}, prod, []string{"enter", "enter"}), 0, true},
		{"name: typed, moved right", approval(blocked(), typeIt, ""), join([]string{"tab"}, prod, []string{"enter", "right", "enter"}), 1, false},
		{"name: wrong", approval(blocked(), typeIt, ""), join([]string{"tab"}, typing("productio"), []string{"enter", "right", "enter"}), 0, true},
		{"name: case counts", approval(blocked(), typeIt, ""), join([]string{"tab"}, typing("Production"), []string{"enter", "right", "enter"}), 0, true},
		{"reject: enter reaches cancel", rejection(blocked(), Policy{}), []string{"enter", "enter"}, 0, true},
		{"reject: moved right", rejection(blocked(), Policy{}), []string{"enter", "right", "enter"}, 1, false},
		{"reject: back left", rejection(blocked(), Policy{}), []string{"enter", "right", "left", "enter"}, 0, true},
		{"reject: dangers need no tick", rejection(rollback(), Policy{}), []string{"enter", "right", "enter"}, 1, false},
		{"reject: the comment may be required", rejection(blocked(), Policy{CommentRequired: true}), []string{"enter", "right", "enter"}, 0, true},
		{"a hat without effect does not send from a field", approval(noEffect(), Policy{}, ""), []string{"enter", "enter"}, 0, true},
		{"run: enter sends", NewRun(7, Target{Row: blocked()}), []string{"enter", "enter"}, 1, false},
		{"run: a danger needs its tick", NewRun(7, Target{Row: freeze()}), []string{"enter", "enter"}, 0, true},
		{"run: ticked", NewRun(7, Target{Row: freeze()}), []string{"space", "enter", "right", "enter"}, 1, false},
		{"status success in production: enter reaches cancel", NewStatus(7, Target{Row: external()}), []string{"enter", "enter"}, 0, true},
		{"status success in production: moved right", NewStatus(7, Target{Row: external()}), []string{"enter", "right", "enter"}, 1, false},
		{"status failed: enter sends", NewStatus(7, Target{Row: external()}), []string{"down", "enter"}, 1, false},
		{"status of what is live: enter reaches cancel", NewStatus(7, Target{Row: recordedStaging()}), []string{"enter", "enter"}, 0, true},
		{"status of what is live: moved right", NewStatus(7, Target{Row: recordedStaging()}), []string{"down", "enter", "right", "enter"}, 1, false},
		{"read-only sends nothing", approval(blocked(), Policy{ReadOnly: true}, "x"), []string{"enter", "right", "enter"}, 0, true},
	}
	for _, tt := range tests {
		_, got := uitest.Wishes(tt.card, tt.keys...)
		if n := len(submitted(got)); n != tt.sends || closed(got) != tt.closes {
			t.Errorf("%s: %v sent %d (closed %v), want %d (%v)", tt.name, tt.keys, n, closed(got), tt.sends, tt.closes)
		}
	}
}

// A card that was only just drawn takes nothing but esc: neither enter nor text.
func TestUnarmedKeysAreThrownAway(t *testing.T) {
	t.Parallel()
	for name, d := range map[string]Decision{
		"approve": approval(blocked(), Policy{}, "draft"),
		"danger":  drive(approval(freeze(), Policy{}, "draft"), "tab"),
		"run":     NewRun(7, Target{Row: blocked()}),
		"status":  NewStatus(7, Target{Row: external()}),
	} {
		before := plainCard(t, d, 80, 24, false)
		for _, k := range []string{"enter", "y", "space", "tab", "down", "right", "backspace", "enter"} {
			var w intent.Intent
			if d, w = d.Key(uitest.Key(k), false); w != nil {
				t.Errorf("%s: unarmed %s asked for %#v", name, k, w)
			}
		}
		if after := plainCard(t, d, 80, 24, false); after != before {
			t.Errorf("%s changed under unarmed keys:\n%s", name, after)
		}
		if _, w := d.Key(uitest.Key("esc"), false); w != (intent.Close{}) {
			t.Errorf("%s: unarmed esc asked for %#v", name, w)
		}
	}
}

// A paste is text: no line break in it presses anything.
func TestPasteNeverConfirms(t *testing.T) {
	t.Parallel()
	d := approval(staging(), Policy{}, "")
	d, w := d.Paste("first\r\nsecond\n\n")
	if w != nil || d.Sending() || d.Draft() != "first second" {
		t.Errorf("the paste asked for %#v and left %q", w, d.Draft())
	}
	d = drive(d, "tab")
	if d, w = d.Paste("\r\r"); w != nil || d.Sending() || d.Draft() != "first second" {
		t.Errorf("pasted on a button it asked for %#v and left %q", w, d.Draft())
	}
}

// What is sent is what the card was opened on, with what was filled in.
func TestTheRequestHoldsWhatWasSeen(t *testing.T) {
	t.Parallel()
	row := staging()
	d := approval(row, Policy{}, "kept ")
	row.Deployment.SHA = "changed behind its back"
	_, got := uitest.Wishes(d, "o", "k", "down", "enter")
	r := submitted(got)[0]
	if r.Op != 1 || r.Act != decide.ActApprove || r.Ref != row.Ref || r.Me != 1 || r.Comment != "kept ok" ||
		r.RepresentedAs != "Maintainers" || r.Seen.SHA != "a81d0c4111" {
		t.Errorf("the request is %+v", r)
	}
	for _, tt := range []struct {
		keys []string
		hat  string
	}{
		{nil, "search-team"}, {[]string{"down", "down"}, ""}, {[]string{"down", "down", "down", "up"}, "Maintainers"},
		{[]string{"shift+tab", "down", "tab"}, "Maintainers"},
	} {
		_, got := uitest.Wishes(approval(staging(), Policy{}, ""), append(tt.keys, "enter")...)
		if r := submitted(got)[0]; r.RepresentedAs != tt.hat {
			t.Errorf("%v chose %q, want %q", tt.keys, r.RepresentedAs, tt.hat)
		}
	}
	_, got = uitest.Wishes(NewStatus(7, Target{Row: external()}), "down", "down", "enter")
	if r := submitted(got)[0]; r.Status != api.StatusCanceled || r.Act != decide.ActSetStatus {
		t.Errorf("the status is %q, act %d", r.Status, r.Act)
	}
	_, got = uitest.Wishes(rejection(blocked(), Policy{}), "n", "o", "enter", "right", "enter")
	if r := submitted(got)[0]; r.Act != decide.ActReject || r.Comment != "no" || r.RepresentedAs != "security-group" {
		t.Errorf("the rejection is %+v", r)
	}
}

// GitLab takes 255 characters, however many bytes or cells they are.
func TestTheCommentIsLimitedByCharacters(t *testing.T) {
	t.Parallel()
	for name, unit := range map[string]string{"ascii": "a", "CJK": "部", "emoji": "🚀"} {
		d := approval(staging(), Policy{}, "")
		d, _ = d.Paste(strings.Repeat(unit, 300))
		if n := len([]rune(d.Draft())); n != 255 {
			t.Errorf("%s: %d characters were kept", name, n)
		}
		if out := plainCard(t, d, 80, 24, false); !contains(out, "255/255") || !contains(out, "Cut: GitLab takes 255 characters") {
			t.Errorf("%s: the cut is not told:\n%s", name, out)
		}
		d = drive(d, "x")
		if n := len([]rune(d.Draft())); n != 255 {
			t.Errorf("%s: a key made it %d characters", name, n)
		}
		d = drive(d, "backspace", "y")
		if !strings.HasSuffix(d.Draft(), unit+"y") || contains(plainCard(t, d, 80, 24, false), "Cut:") {
			t.Errorf("%s: after backspace and y it ends in %q", name, d.Draft()[len(d.Draft())-8:])
		}
	}
}

// The terminal's cursor stands behind the text, however wide that is.
func TestTheCursorStandsInTheField(t *testing.T) {
	t.Parallel()
	at := func(d Decision) (x, y int) {
		c := d.View(80, 24, uitest.Full(t), now, 0).Cursor
		if c == nil {
			return -1, -1
		}
		return c.X, c.Y
	}
	d := approval(staging(), Policy{}, "")
	x0, y := at(d)
	for text, cells := range map[string]int{"abc": 3, "部署": 4, "a ": 2, strings.Repeat("部", 200): 40, strings.Repeat("a", 200): 40} {
		next, _ := d.Paste(text)
		if x, row := at(next); x-x0 != cells || row != y {
			t.Errorf("after %.12q it stands at %d,%d, %d cells behind the start, want %d", text, x, row, x-x0, cells)
		}
	}
	if x, _ := at(drive(d, "tab")); x != -1 {
		t.Errorf("on a button there is a cursor at %d", x)
	}
}

// tab goes through every field once and back.
func TestTabVisitsEveryField(t *testing.T) {
	t.Parallel()
	d := approval(rollback(), Policy{Confirm: TypeEnvironment}, "why")
	order := func(d Decision, key string) (kinds []fieldKind) {
		for range 6 {
			kinds = append(kinds, d.focus.kind)
			d = drive(d, key)
		}
		return kinds
	}
	forth, back := order(d, "tab"), order(d, "shift+tab")
	want := []fieldKind{fieldComment, fieldTick, fieldTick, fieldType, fieldCancel, fieldComment}
	for i := range want {
		if forth[i] != want[i] || back[len(back)-1-i] != want[i] {
			t.Fatalf("tab goes %v, shift+tab %v, want %v and back", forth, back, want)
		}
	}
	last := drive(approval(staging(), Policy{}, ""), "tab", "tab")
	if last.focus.kind != fieldAct || drive(last, "tab").focus.kind != fieldChoice {
		t.Error("the act is not the last stop before the first field")
	}
}

func TestTheDraftOutlivesTheCard(t *testing.T) {
	t.Parallel()
	d := drive(approval(blocked(), Policy{}, ""), typing("half a thought")...)
	if !d.Dirty() || d.Draft() != "half a thought" {
		t.Fatalf("the draft is %q, dirty %v", d.Draft(), d.Dirty())
	}
	again := NewApproval(2, Target{Row: blocked()}, decide.ActReject, d.Draft())
	if !contains(plainCard(t, again, 80, 24, false), "half a thought") {
		t.Error("the draft is not on the next card")
	}
	sent := drive(d, "enter")
	if !sent.Dirty() {
		t.Error("a draft under way may still be lost, yet it is not dirty")
	}
	for o, dirty := range map[decide.Outcome]bool{decide.Done: false, decide.LostDone: false, decide.LostUndone: true,
		decide.LostUnknown: true, decide.LostPending: true, decide.Unverified: true, decide.Refused: true, decide.Changed: true, decide.NotSent: true} {
		after, _ := sent.Answer(decide.Result{Request: decide.Request{Op: 1}, Outcome: o})
		if after.Dirty() != dirty {
			t.Errorf("after outcome %d dirty is %v", o, after.Dirty())
		}
	}
	if approval(blocked(), Policy{}, "  ").Dirty() {
		t.Error("blanks are no draft")
	}
}

func TestHintsSayWhatEnterDoes(t *testing.T) {
	t.Parallel()
	m, _ := keys.New(nil)
	for _, tt := range []struct {
		card Decision
		want string
	}{
		{approval(staging(), Policy{}, ""), "enter approve, tab next field, ↑ ↓ choose | esc cancel"},
		{drive(approval(freeze(), Policy{}, ""), "tab"), "space tick, enter next, tab move | esc cancel"},
		{drive(rejection(blocked(), Policy{}), "enter"), "enter cancel, tab next, ← → move | esc cancel"},
		{drive(rejection(blocked(), Policy{}), "enter", "right"), "enter reject, tab next, ← → move | esc cancel"},
		{NewStatus(7, Target{Row: external()}), "↑ ↓ choose, enter next, tab move | esc cancel"},
		{drive(approval(staging(), Policy{}, ""), "enter"), "Reading it again first | esc cancel"},
		{underWay(approval(staging(), Policy{}, ""), "enter"), "Sending the approval, wait for the answer | "},
		{withAnswer(approval(staging(), Policy{}, ""), decide.Result{Outcome: decide.Changed}), "enter look again, tab move | esc close"},
		{withAnswer(approval(staging(), Policy{}, ""), decide.Result{Outcome: decide.Refused}), "enter close, tab move | esc close"},
	} {
		left, right := tt.card.Hints(m)
		if got := hints(left) + " | " + hints(right); got != tt.want {
			t.Errorf("the footer says %q, want %q", got, tt.want)
		}
	}
}

func hints(hs []keys.Hint) string {
	var out []string
	for _, h := range hs {
		out = append(out, strings.TrimSpace(h.Keys+" "+h.Verb))
	}
	return strings.Join(out, ", ")
}

// A refused key says why.
func TestTheWaitingActSaysForWhat(t *testing.T) {
	t.Parallel()
	_, got := uitest.Wishes(approval(freeze(), Policy{}, "why"), "tab", "tab", "right")
	if len(got) != 1 || got[0] != (intent.Refused{Sentence: "Approve waits for the tick."}) {
		t.Errorf("right asked for %#v", got)
	}
	checks := drive(approval(staging(), Policy{}, "words"), "enter")
	if _, w := checks.Key(uitest.Key("esc"), false); w != (intent.TakeBack{Op: checks.Op()}) || checks.Draft() != "words" {
		t.Errorf("esc while it is read again asked for %#v, and keeps %q", w, checks.Draft())
	}
	if other := checks.Begun(checks.Op() + 1); other.Sent() || !other.Sending() {
		t.Error("the write of another card has begun this one's")
	}
	sent := checks.Begun(checks.Op())
	if _, w := sent.Key(uitest.Key("esc"), true); w != (intent.Refused{Sentence: IsSent, Op: sent.Op()}) {
		t.Errorf("esc under way asked for %#v", w)
	}
	for _, k := range []string{"enter", "a", "tab", "right", "space"} {
		if next, w := checks.Key(uitest.Key(k), true); w != nil || next.phase != checking || next.Draft() != checks.Draft() {
			t.Errorf("%s while it is read again asked for %#v", k, w)
		}
	}
	for _, k := range []string{"enter", "a", "tab", "right", "space"} {
		if next, w := sent.Key(uitest.Key(k), true); w != nil || next.phase != sending || next.Draft() != sent.Draft() {
			t.Errorf("%s under way asked for %#v", k, w)
		}
	}
}

func TestPulseMoves(t *testing.T) {
	t.Parallel()
	d := drive(approval(staging(), Policy{}, ""), "enter")
	st := uitest.Full(t)
	if a, b := d.View(80, 24, st, now, 0), d.View(80, 24, st, now.Add(time.Second), 2); strings.Join(a.Lines, "") == strings.Join(b.Lines, "") {
		t.Error("two frames of the pulse look the same")
	}
}
