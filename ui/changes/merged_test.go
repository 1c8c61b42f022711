package changes

import (
	"errors"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/uitest"
)

func TestHowARequestWasAgreedTo(t *testing.T) {
	t.Parallel()
	unread, refused := merge(1, "x", lin, oto, 0, 0, 0), merge(1, "x", lin, oto, 0, 0, 0)
	unread.Approvals, refused.Approvals = nil, nil
	refused.ApprovalsErr = &api.Error{Kind: api.Forbidden, Status: 403}
	ownUnread := merge(1, "x", kim, kim, 0, 0, 0)
	ownUnread.Approvals = nil
	oldName := merge(1, "x", lin, nil, 0, 1, 1)
	oldName.MergedBy = ana
	gone := merge(1, "x", nil, nil, 0, 2, -1)
	for _, c := range []struct {
		request          fleet.MergedRequest
		full, mid, short string
		note             bool
	}{
		{merge(1, "x", lin, oto, 0, 2, 2), "2 of 2 approved · merged by @oto", "2 of 2 approved", "2 of 2", false},
		{merge(1, "x", lin, oto, 0, 1, 2), "1 of 2 approved · merged by @oto", "1 of 2 approved", "1 of 2", true},
		{merge(1, "x", lin, oto, 0, 0, -1), "nobody approved · merged by @oto", "nobody approved", "unapproved", true},
		{merge(1, "x", lin, oto, 0, 0, 0), "nobody approved · merged by @oto", "nobody approved", "unapproved", true},
		{merge(1, "x", lin, oto, 0, 1, -1), "approved by @ana · merged by @oto", "approved by @ana", "1 yes", false},
		{merge(1, "x", lin, oto, 0, 3, 0), "3 approved · merged by @oto", "3 approved", "3 approved", false},
		{merge(1, "x", kim, kim, 0, 2, 2), "2 of 2 approved · merged by its author", "merged by its author", "own merge", true},
		{merge(1, "x", kim, kim, 0, 0, -1), "nobody approved · merged by its author", "own merge, nobody approved", "own, unapproved", true},
		{unread, "approvals not read · merged by @oto", "approvals not read", "not read", false},
		{ownUnread, "approvals not read · merged by its author", "merged by its author", "own merge", true},
		{refused, "approvals: no access · merged by @oto", "approvals: no access", "not read", false},
		{oldName, "1 of 1 approved · merged by @ana", "1 of 1 approved", "1 of 1", false},
		{gone, "2 approved", "2 approved", "2 approved", false},
	} {
		got := agreed(c.request)
		if got.full != c.full || got.mid != c.mid || got.short != c.short || got.note != c.note {
			t.Errorf("%+v, want %q, %q, %q, %v", got, c.full, c.mid, c.short, c.note)
		}
	}
}

// A request leads to its page, and enter does nothing on it.
func TestARequestHasAPage(t *testing.T) {
	t.Parallel()
	m := onPart(t, whole(), merged).Move(2)
	if url, ok := m.Selected(); !ok || url != "https://gitlab.acme.dev/payments/api/-/merge_requests/874" {
		t.Errorf("the page is %q", url)
	}
	if _, ok := m.Enter(); ok || m.Keys() != nil {
		t.Error("enter does something on a merge request")
	}
}

// What somebody else's request is called keeps room whatever the names are.
func TestTitlesOfRequestsKeepTheirRoom(t *testing.T) {
	t.Parallel()
	long := merge(12345, strings.Repeat("abcdefghij", 12), person(5, strings.Repeat("long", 9)), person(6, strings.Repeat("name", 9)), time.Hour, 2, 2)
	m := whole(func(b *fleet.Brief) { b.Merged.Value.Requests = append(requests(), long) })
	for _, s := range []uitest.Size{uitest.Zoom36, uitest.Zoom24, uitest.Side36, {W: 47, H: 40}} {
		got := uitest.Shown(t, m, uitest.Size{W: s.W, H: 60, Focused: s.Focused})
		uitest.Has(t, got, "!12345 abcdefghijab", "!870   Drop Ruby 3", "2 of 2")
	}
}

func TestWhyAFactIsMissing(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want string
	}{
		{&api.Error{Kind: api.Forbidden, Status: 403, Message: "403 Forbidden"}, "merge requests: no access"},
		{&api.Error{Kind: api.Scope, Status: 403}, "merge requests: no access"},
		{&api.Error{Kind: api.Timeout}, "merge requests: no answer in time"},
		{&api.Error{Kind: api.Server, Status: 500}, "merge requests: server error (HTTP 500)"},
		{fleet.Late{Fact: fleet.FactMerged, After: 20 * time.Second}, "merge requests: no answer within 20s"},
		{errors.New("odd\x1b[2J thing"), "merge requests: odd thing"},
	} {
		m := whole(func(b *fleet.Brief) { b.Merged = fleet.Known[fleet.Merged]{Err: c.err} })
		uitest.Has(t, uitest.Shown(t, m, tall), c.want)
	}
	cut := whole(func(b *fleet.Brief) { b.Merged.Value = fleet.Merged{Cut: true} })
	uitest.Has(t, uitest.Shown(t, cut, tall), "The commits reach further back than the merge requests that were looked through.")
	none := whole(func(b *fleet.Brief) { b.Merged.Value = fleet.Merged{} })
	uitest.Has(t, uitest.Shown(t, none, tall), "no merge request found for these commits")
}
