package history

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

func ours() Model { return New().About(this()).Loaded(page(0, 7, production()...)) }

func TestFrames(t *testing.T) {
	t.Parallel()
	cases := []struct {
		name  string
		model Model
		sizes []uitest.Size
	}{
		{"production", ours(), []uitest.Size{uitest.Side36, uitest.Side24, uitest.Zoom24, uitest.Zoom36, {W: 80, H: 30}}},
		{"more", New().About(this()).Loaded(page(2, 248, production()...)), []uitest.Size{uitest.Side24, uitest.Zoom24}},
		{"unread", New(), []uitest.Size{uitest.Side36, uitest.Zoom24}},
		{"failed", New().Failed("The deployments of payments/api: no access. Your role there must be Reporter or more."), []uitest.Size{uitest.Side24, uitest.Zoom24}},
		{"stale", New().About(this()).Loaded(page(2, -1, production()...)).Failed("Page 2: no answer."), []uitest.Size{uitest.Zoom24}},
		{"empty", New().Loaded(page(0, 0)), []uitest.Size{uitest.Side24}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			uitest.GoldenTab(t, c.name, c.model, c.sizes...)
		})
	}
}

// Without colours the words and signs are the same; the cursor's row is reversed.
func TestNoColor(t *testing.T) {
	t.Parallel()
	m := ours().Resize(80, 18)
	uitest.Bare(t, m)
}

func TestTheCursor(t *testing.T) {
	t.Parallel()
	list := production()
	m := New().About(list[2].Ref).Loaded(page(0, 7, list...))
	if r, _ := m.Selected(); r.Ref != list[2].Ref {
		t.Errorf("it begins at %v", r.Ref)
	}
	for s, want := range map[int]int64{math.MinInt: 821, -1: 790, 0: 788, 1: 785, math.MaxInt: 750} {
		moved := m.Move(s)
		if r, _ := moved.Selected(); r.Ref.Deployment != want {
			t.Errorf("by %d it is at %d, want %d", s, r.Ref.Deployment, want)
		}
		for _, where := range []uitest.Size{uitest.Zoom24, {W: 80, H: 7, Focused: true}, {W: 80, H: 2, Focused: true}} {
			if got := uitest.Shown(t, moved, where); !strings.Contains(got, "▌") {
				t.Errorf("by %d it is not seen:\n%s", s, got)
			}
		}
	}
	if _, ok := New().Move(1).Selected(); ok {
		t.Error("something is selected before anything was read")
	}
	// What arrives anew moves the lines, not the cursor's deployment.
	newer := append([]fleet.Row{past(900, "v2.15.0", "oto", api.StateNeedsOthers, 0)}, list...)
	if r, _ := m.Move(1).Loaded(page(0, 8, newer...)).Selected(); r.Ref.Deployment != 785 {
		t.Errorf("after a refresh it is at %d", r.Ref.Deployment)
	}
	if r, ok := m.Move(math.MaxInt).Loaded(page(0, 1, list[:1]...)).Selected(); !ok || r.Ref.Deployment != 821 {
		t.Errorf("after most have gone it is at %d", r.Ref.Deployment)
	}
	// The deployment may be known only after its history.
	if r, _ := New().Loaded(page(0, 7, list...)).About(list[3].Ref).Selected(); r.Ref != list[3].Ref {
		t.Errorf("told later it begins at %v", r.Ref)
	}
}

func TestPages(t *testing.T) {
	t.Parallel()
	list := production()
	m := New().About(this()).Resize(80, 6).Loaded(page(2, 9, list[:5]...))
	if !m.NearEnd() || m.Next() != 2 {
		t.Errorf("near the end %v, next %d", m.NearEnd(), m.Next())
	}
	long := m.Resize(80, 4).Loaded(page(2, 90, many(20)...)).Move(math.MinInt)
	if long.NearEnd() {
		t.Error("the first of twenty is near the end")
	}
	if !long.Move(16).NearEnd() {
		t.Error("the 17th of twenty is not")
	}
	// One deployment came meanwhile, so that the next page begins with one that is there.
	m = m.Append(page(3, 10, list[4:]...))
	got := uitest.Shown(t, m, uitest.Size{W: 80, H: 30, Focused: true})
	uitest.Has(t, got, "7 of 10 deployments", "quantum_l")
	if n := strings.Count(got, "v2.13.6"); n != 1 {
		t.Errorf("v2.13.6 is there %d times:\n%s", n, got)
	}
	// A refresh of the first page keeps the pages after it.
	newer := append([]fleet.Row{past(900, "v2.15.0", "oto", api.StateNeedsOthers, 0)}, list[:4]...)
	m = m.Loaded(page(2, 11, newer...))
	uitest.Has(t, uitest.Shown(t, m, uitest.Size{W: 80, H: 30, Focused: true}), "8 of 11 deployments", "v2.15.0", "支付")
	if m.Next() != 3 {
		t.Errorf("the next page is %d, want 3", m.Next())
	}
	// With nothing in common there may be a gap: the rest is read again.
	m = m.Loaded(page(2, 99, many(3)...))
	if got := uitest.Shown(t, m, uitest.Size{W: 80, H: 30, Focused: true}); strings.Contains(got, "v2.13.9") || m.Next() != 2 {
		t.Errorf("next %d:\n%s", m.Next(), got)
	}
	end := m.Append(page(0, -1, list...))
	if end.NearEnd() || end.Move(math.MaxInt).NearEnd() || end.Next() != 0 {
		t.Error("there are pages after the last")
	}
	uitest.HasNot(t, uitest.Shown(t, end, uitest.Size{W: 80, H: 60, Focused: true}), "older ones")
	if New().NearEnd() {
		t.Error("near the end of nothing")
	}
}

func many(n int) []fleet.Row {
	var out []fleet.Row
	for i := range n {
		out = append(out, past(int64(5000-i), fmt.Sprint("r", i), "lin", api.StateDone, day))
	}
	return out
}

func TestWhatIsTold(t *testing.T) {
	t.Parallel()
	wide := uitest.Shown(t, ours(), uitest.Zoom36)
	uitest.Has(t, wide, "■ you 1/3", "approved by @ines “lgtm”\n", "✓ live", "approved by @ines, @bob “read it twice”\n", "this one\n",
		"✗ rejected", "rejected by @ana “wrong shard count”", "approved by @bob",
		"script failure", "who approved was not read", "2m06s   2d", "Release v2.13.9", "quantum_l")
	if n := strings.Count(wide, "this one"); n != 1 {
		t.Errorf("this one is marked %d times", n)
	}
	uitest.Has(t, uitest.Shown(t, ours(), uitest.Side36), "approved by @ines")
	uitest.Has(t, uitest.Shown(t, ours(), uitest.Size{W: 80, H: 30}), "approved by @ines")
	uitest.Has(t, uitest.Shown(t, New().About(this()).Loaded(page(2, -1, production()...)), uitest.Zoom36), "7+ deployments", "older ones are read")
	m := ours().Failed("No answer.")
	uitest.Has(t, uitest.Shown(t, m, uitest.Zoom36), "✗ No answer.", "v2.14.0")
	uitest.HasNot(t, uitest.Shown(t, m.Loaded(page(0, 7, production()...)), uitest.Zoom36), "No answer")
	uitest.Has(t, uitest.Shown(t, New().Loaded(page(0, 0)).Failed("No answer."), uitest.Zoom36), "GitLab lists no deployments", "✗ No answer.")
	if m.Hint() != "" || m.Keys() != nil {
		t.Error("there is nothing to hint at")
	}
}

// A row without a deployment is no line.
func TestARowWithoutADeploymentIsSurvived(t *testing.T) {
	t.Parallel()
	m := New().Loaded(page(0, 2, fleet.Row{}, production()[0]))
	if r, ok := m.Selected(); !ok || r.Deployment == nil {
		t.Errorf("selected: %v, %v", r, ok)
	}
	uitest.Shown(t, m, uitest.Zoom24)
}

func FuzzView(f *testing.F) {
	f.Add("v1", "lin", "支付\x1b[2J", 47, 16, false)
	f.Add("", "", "", 1, 1, true)
	f.Fuzz(func(t *testing.T, ref, by, comment string, w, h int, focused bool) {
		w, h = w%200, h%60
		r := past(1, ref, by, api.StateRejected, 0)
		r.Deployment.Environment.Name = comment
		r.Deployment.Approvals = []api.Approval{approval(by, api.Reject, comment)}
		for _, ascii := range []bool{false, true} {
			lines := New().About(r.Ref).Loaded(page(2, 2, r, past(2, comment, ref, api.StateOther, day))).Resize(w, h).
				View(w, h, focused, uitest.Styles(t, colorprofile.TrueColor, ascii), now, 0)
			if w > 0 && h > 0 {
				uitest.Exact(t, lines, w, h)
			} else if lines != nil {
				t.Errorf("%d lines in %dx%d", len(lines), w, h)
			}
		}
	})
}
