package changes

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/risk"
	"greenlight/ui/uitest"
)

func FuzzView(f *testing.F) {
	f.Add("app/x.rb", "支付\x1b[2J", "@@ -1 +1 @@\n-\ta\n+\x1b]0;b\x07\n", 47, 16, false)
	f.Add("", "", "", 1, 1, true)
	f.Fuzz(func(t *testing.T, path, title, diff string, w, h int, focused bool) {
		w, h = w%200, h%60
		c := fleet.Changes{Live: &api.Deployment{Ref: title, SHA: path}, Ahead: []api.Commit{{ID: path, Title: title, AuthorName: diff}},
			Behind: []api.Commit{{ID: title, Title: diff}}, BehindErr: title,
			Files: []api.FileChange{{NewPath: path, OldPath: title, Renamed: true, Diff: diff}, {OldPath: title, Deleted: true}}}
		user := &api.User{ID: int64(w), Username: title}
		request := fleet.MergedRequest{MergeRequest: api.MergeRequest{IID: int64(h), Title: title, Author: user, MergeUser: &api.User{Username: path}, WebURL: path}}
		other := request
		other.ApprovalsErr = &api.Error{Kind: api.Server, Message: diff}
		row := fleet.Row{Brief: &fleet.Brief{Merged: known(fleet.Merged{Requests: []fleet.MergedRequest{request, other}, Cut: focused}),
			Release: known(api.Release{Tag: path, Name: title, Notes: diff})}}
		m := New().WithRisks(func(all []api.FileChange) []risk.Finding {
			return []risk.Finding{{Name: title, File: all[0], Added: w}, {Name: diff, File: all[1]}}
		}).Loaded(c, row)
		for range 12 {
			open, _ := m.Enter()
			m = open.Move(1)
		}
		m = m.About(row).Move(-3)
		for _, ascii := range []bool{false, true} {
			lines := m.Resize(w, h).View(w, h, focused, uitest.Styles(t, colorprofile.TrueColor, ascii), now, 0)
			if w > 0 && h > 0 {
				uitest.Exact(t, lines, w, h)
			} else if lines != nil {
				t.Errorf("%d lines in %dx%d", len(lines), w, h)
			}
		}
	})
}
