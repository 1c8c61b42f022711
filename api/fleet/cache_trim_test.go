package fleet

import (
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/snapshot"
)

// TestTheOldestThatEndedIsLeftOut has three projects of 7,000 deployments, in which ids
// count up by turns; the oldest ten of each wait.
func TestTheOldestThatEndedIsLeftOut(t *testing.T) {
	t.Parallel()
	const each = 7000
	s := &toSave{}
	for p := range 3 {
		var list []listed
		project := snapshot.Project{Info: api.Project{ID: int64(p + 1)}, Tag: "tag"}
		for i := range each {
			d := api.Deployment{ID: int64((each-i)*3 + p), Status: api.StatusSuccess, UpdatedAt: time.Unix(1, 0)}
			if i >= each-10 {
				d.Status = api.StatusBlocked
			}
			list = append(list, listed{id: d.ID, whole: &d, active: active(&d)})
		}
		project.Looks = []snapshot.Look{{Deployment: *list[each-100].whole}, {Deployment: *list[each-1].whole}}
		s.Projects, s.lists = append(s.Projects, project), append(s.lists, list)
	}
	s.Projects = append(s.Projects, snapshot.Project{Info: api.Project{ID: 9}, Tag: "whole"})
	s.lists = append(s.lists, []listed{{id: 1 << 40, whole: &api.Deployment{ID: 1 << 40, Status: api.StatusFailed}}})
	s.tidy()
	if last := s.Projects[3]; last.Info.ID != 9 || last.Tag != "whole" || last.More || s.Projects[0].Info.ID != 3 {
		t.Errorf("the order is by what waits, then by what is newest: %d last, %d first", last.Info.ID, s.Projects[0].Info.ID)
	}
	rows, waiting, oldest := 0, 0, int64(1<<40)
	for i, p := range s.Projects {
		list := s.asLists().Of(i)
		rows += len(list)
		if len(list) > 1 && (p.Tag != "" || !p.More || len(p.Looks) != 1) {
			t.Errorf("project %d: tag %q, more %t, %d looks", p.Info.ID, p.Tag, p.More, len(p.Looks))
		}
		for _, d := range list {
			if d.Status == api.StatusBlocked {
				waiting++
			} else {
				oldest = min(oldest, d.ID)
			}
		}
	}
	// 21,000 + 1 less 20,000; 30 of the oldest 30 stay.
	if want := int64(3 + 30 + 1001); rows != snapshot.MaxRows || waiting != 30 || oldest != want {
		t.Errorf("%d rows, %d wait, the oldest that ended is %d, want %d", rows, waiting, oldest, want)
	}
}
