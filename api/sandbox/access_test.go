package sandbox

import "testing"

// A role rule of a group's protection counts the level in that group, not what a
// project adds to it; one of a project counts the project's.
func TestALevelCountsWhereItsProtectionIs(t *testing.T) {
	t.Parallel()
	top := &group{members: map[int64]int{1: levelMaintainer}}
	mid := &group{parent: top, members: map[int64]int{2: levelMaintainer}, protections: map[string]*protection{}}
	p := &project{group: &group{parent: mid, members: map[int64]int{4: levelOwner}}, members: map[int64]int{3: levelOwner, 5: levelReporter}}
	maintainers := func() *protection {
		return &protection{deploy: []grant{{level: levelMaintainer}}, rules: []*rule{{grant: grant{level: levelMaintainer}}}}
	}
	own := maintainers()
	mid.protect("production", maintainers())
	for id, want := range map[int64]struct{ project, group bool }{
		1: {true, true}, 2: {true, true}, 3: {true, false}, 4: {true, false}, 5: {false, false},
	} {
		u := &user{id: id}
		of := mid.protections["production"]
		if own.rules[0].coversUser(u, p) != want.project || covered(own.deploy, u, p) != want.project {
			t.Errorf("user %d under the project's rule: want %v", id, want.project)
		}
		if of.rules[0].coversUser(u, p) != want.group || covered(of.deploy, u, p) != want.group {
			t.Errorf("user %d under the group's rule: want %v", id, want.group)
		}
	}
}
