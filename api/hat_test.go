package api

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// wear writes hats as "name→rule", with "(Choice)" for GitLab's own choice, "?"
// where it is not certain and "!" where it changes nothing.
func wear(hats []Hat) []string {
	out := []string{}
	for _, h := range hats {
		name, sign := h.Name, ""
		if name == "" {
			name = "(choice)"
		}
		if h.Mine == MaybeCovered {
			sign += "?"
		}
		if !h.Effect {
			sign += "!"
		}
		out = append(out, fmt.Sprintf("%s→%d%s", name, h.Rule, sign))
	}
	return out
}

func TestHats(t *testing.T) {
	t.Parallel()
	const third = int64(9)
	group := func(id, gid int64, name string) ApprovalRule { return groupRule(id, gid, name, 1) }
	reporters, admins := roleRule(1, Reporter, 1), roleRule(1, Admin, 1)
	maintainers, developers := roleRule(2, Maintainer, 1), roleRule(1, Developer, 1)
	in := func(id int64) edit { return inGroup(id, Covered) }
	out := func(id int64) edit { return inGroup(id, NotCovered) }
	dark := func(id int64) edit { return inGroup(id, MaybeCovered) }
	open := missing(2)
	tests := []struct {
		name  string
		edits []edit
		want  string
	}{
		// substrings
		{"one rule", nil, "leads→0 (choice)→0"},
		{"Maintainers leads to Developers + Maintainers before it", []edit{open, withRules(developers, maintainers)},
			"Developers + Maintainers→0 (choice)→0"},
		{"Maintainers after a full Developers + Maintainers cannot be reached", []edit{withRules(developers, maintainers), decided(oto, Approve, 0, 1)}, ""},
		{"Maintainers before Developers + Maintainers is reached by its name", []edit{open, withRules(roleRule(1, Maintainer, 1), roleRule(2, Developer, 1))},
			"Maintainers→0 Developers + Maintainers→1 (choice)→0"},
		{"a longer name of a group I am not in does not catch it", []edit{open, out(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))},
			"leads→1 (choice)→1"},
		{"a longer name of a group I am in catches it", []edit{open, in(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))},
			"sre-leads→0 (choice)→0"},
		{"a longer name behind it catches nothing", []edit{open, in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "sre-leads"))},
			"leads→0 sre-leads→1 (choice)→0"},
		{"two rules of one name: only the first can be named", []edit{open, in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "leads"))},
			"leads→0 (choice)→0"},
		{"two rules of one name, the first not mine", []edit{open, out(leadsGroup), in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "leads"))},
			"leads→1 (choice)→1"},
		{"upper and lower case are told apart", []edit{open, in(qaGroup), withRules(group(1, qaGroup, "SRE-Leads"), group(2, leadsGroup, "leads"))},
			"SRE-Leads→0 leads→1 (choice)→0"},
		{"a person whose name is in a group's", []edit{open, in(qaGroup), withRules(group(1, qaGroup, "Friends of Maya"), userRule(2, me, "Maya", 1))},
			"Friends of Maya→0 (choice)→0"},

		// order
		{"the order is by id, not as sent", []edit{open, in(qaGroup), withRules(group(9, leadsGroup, "leads"), group(3, qaGroup, "qa"))},
			"qa→0 leads→1 (choice)→0"},
		{"ids beyond 32 bits keep their order", []edit{open, in(qaGroup), withRules(group(1<<40, leadsGroup, "leads"), group(1, qaGroup, "qa"))},
			"qa→0 leads→1 (choice)→0"},

		// nameless rules
		{"a nameless rule on the way breaks every name", []edit{open, withRules(reporters, maintainers)}, "(choice)→0"},
		{"even one that does not cover me", []edit{withRules(admins, maintainers)}, "(choice)→1"},
		{"behind the named rule it does no harm", []edit{open, withRules(group(1, leadsGroup, "leads"), roleRule(2, Reporter, 1))}, "leads→0 (choice)→0"},
		{"a full nameless rule hides the open one behind it", []edit{withRules(reporters, maintainers), decided(oto, Approve, 0, 1)}, ""},
		{"an empty name is none", []edit{withRules(ApprovalRule{ID: 1, GroupID: ptr(leadsGroup), Description: ptr(""), Required: 1})}, "(choice)→0"},

		// full rules
		{"first covering rule full: the choice changes nothing, the name does", []edit{in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(oto, Approve, 0, 1)},
			"qa→1 (choice)→0!"},
		{"a name that may count is better than a choice that certainly does not", []edit{dark(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(oto, Approve, 0, 1)},
			"qa→1? (choice)→0!"},
		{"given under one rule: the other is open by name", []edit{in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(me, Approve, 0, 1)},
			"qa→1 (choice)→0!"},
		{"given under the second: the first is open", []edit{in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(me, Approve, 1, 1)},
			"leads→0 (choice)→0"},
		{"given under a rule that wants two: no second of mine", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(me, Approve, 0, 1)}, ""},
		{"given by others under a rule that wants two", []edit{withRules(groupRule(1, leadsGroup, "leads", 2)), decided(oto, Approve, 0, 1)}, "leads→0 (choice)→0"},
		{"given under a like rule of another deployment", []edit{elsewhere(me, Approve, 0, -90)}, "leads→0 (choice)→0"},

		// two hats
		{"two hats, both count", []edit{open, in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"))}, "leads→0 qa→1 (choice)→0"},
		{"three rules, two of mine", []edit{missing(3), in(third), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"), group(3, third, "sre"))},
			"leads→0 sre→2 (choice)→0"},

		// coverage
		{"by name", []edit{withRules(userRule(1, me, "Maya", 1))}, "Maya→0 (choice)→0"},
		{"somebody else by name", []edit{withRules(userRule(1, oto, "Oto", 1))}, ""},
		{"direct membership asked, inherited known: unknown", []edit{withRules(group(1, third, "sre")), func(f *Facts) { f.Groups[GroupKey{third, true}] = Covered }}, "sre→0? (choice)→0?"},
		{"inherited membership counts", []edit{func(f *Facts) {
			f.Deployment.ApprovalSummary.Rules[0].Inheritance = 1
			f.Groups = map[GroupKey]Coverage{{leadsGroup, true}: Covered, {leadsGroup, false}: NotCovered}
		}}, "leads→0 (choice)→0"},
		{"inherited membership does not count for direct", []edit{func(f *Facts) {
			f.Groups = map[GroupKey]Coverage{{leadsGroup, true}: Covered, {leadsGroup, false}: NotCovered}
		}}, ""},
		{"administrator covers all", []edit{open, admin, withRules(userRule(1, oto, "Oto", 1), group(2, qaGroup, "qa"))}, "Oto→0 qa→1 (choice)→0"},
		{"administrator with a nameless rule first", []edit{open, admin, withRules(admins, maintainers)}, "(choice)→0"},
		{"a higher role than asked", []edit{withRole(Owner), withRules(developers)}, "Developers + Maintainers→0 (choice)→0"},
		{"no role at all", []edit{withRole(NoAccess), withRules(roleRule(1, Reporter, 1))}, ""},
		{"even an Owner is no administrator", []edit{withRole(Owner), withRules(admins)}, ""},
		{"a rule by nothing known may cover anybody", []edit{withRules(ApprovalRule{ID: 1, Description: ptr("robots"), Required: 1})}, "robots→0? (choice)→0?"},

		// unknown memberships
		{"unknown alone", []edit{dark(leadsGroup)}, "leads→0? (choice)→0?"},
		{"unknown first, certain second: the certain one is the best", []edit{open, dark(leadsGroup), in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"))},
			"qa→1 leads→0? (choice)→-1?"},
		{"certain first, unknown second", []edit{open, dark(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"))},
			"leads→0 (choice)→0 qa→1?"},
		{"unknown first and of a longer name: the name is not certain", []edit{open, dark(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))},
			"sre-leads→0? (choice)→-1?"},
		{"unknown and full first: the choice may still count", []edit{dark(leadsGroup), in(qaGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(oto, Approve, 0, 1)},
			"qa→1 (choice)→-1?"},
		{"unknown and full, then certain and full: the choice never reaches the open third", []edit{dark(leadsGroup), in(qaGroup), in(third),
			withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"), group(3, third, "sre")), decided(oto, Approve, 0, 1), decided(oto, Approve, 1, 2)},
			"sre→2 (choice)→-1?!"},
		{"unknown and full alone", []edit{dark(leadsGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa")), decided(oto, Approve, 0, 1)}, ""},
		{"unknown first, not mine second", []edit{open, dark(leadsGroup), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"))}, "leads→0? (choice)→0?"},
		{"two unknown of nested names: only the longer can be named", []edit{open, dark(leadsGroup), dark(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))},
			"sre-leads→0? (choice)→-1?"},
		{"role unknown behind a certain group", []edit{open, roleUnknown, withRules(group(1, leadsGroup, "leads"), maintainers)}, "leads→0 (choice)→0 Maintainers→1?"},
		{"unknown first, not mine second, mine third", []edit{open, dark(leadsGroup), in(third), withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"), group(3, third, "sre"))},
			"sre→2 leads→0? (choice)→-1?"},
		{"unknown, then a nameless rule: if it is not mine GitLab breaks", []edit{open, dark(leadsGroup), withRules(group(1, leadsGroup, "leads"), roleRule(2, Reporter, 1))}, "(choice)→-1?"},

		// GitLab's own answer
		{"the first is denied by GitLab: its longer name catches nothing", []edit{open, in(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads")),
			answers(groupAnswer(qaGroup, 1, false), groupAnswer(leadsGroup, 1, true))}, "leads→1 (choice)→1"},
		{"an unknown first is granted by GitLab: its longer name catches", []edit{open, dark(qaGroup), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads")),
			answers(groupAnswer(qaGroup, 1, true))}, "sre-leads→0 (choice)→0"},
		{"a nameless rule that GitLab denies breaks names all the same", []edit{withRules(reporters, maintainers), answers(roleAnswer(Reporter, 1, false))}, "(choice)→1"},
		{"an administrator where GitLab answers for one rule only", []edit{open, admin, withRules(userRule(1, oto, "Oto", 1), group(2, qaGroup, "qa")), answers(userAnswer(oto, 1, false))},
			"qa→1 (choice)→1"},
		{"two of a role, one is mine: neither name is certain", []edit{open, withRules(roleRule(1, Maintainer, 1), roleRule(2, Maintainer, 1)),
			answers(roleAnswer(Maintainer, 1, false), roleAnswer(Maintainer, 1, true))}, "(choice)→-1?"},
		{"two of a group, direct and inherited, answered differently: REST knows which", []edit{open, func(f *Facts) {
			direct, inherited := group(1, leadsGroup, "leads"), group(2, leadsGroup, "leads")
			inherited.Inheritance = 1
			f.Deployment.ApprovalSummary.Rules = []ApprovalRule{direct, inherited}
			f.Groups = map[GroupKey]Coverage{{leadsGroup, false}: NotCovered, {leadsGroup, true}: Covered}
		}, answers(groupAnswer(leadsGroup, 1, false), groupAnswer(leadsGroup, 1, true))}, "leads→1 (choice)→1"},
		{"one group twice, asking one and two: each has its answer", []edit{missing(3), withRules(groupRule(1, leadsGroup, "leads", 1), groupRule(2, leadsGroup, "leads", 2)),
			answers(groupAnswer(leadsGroup, 2, true), groupAnswer(leadsGroup, 1, false))}, "leads→1 (choice)→1"},
		{"my own, allowed", []edit{startedBy(me), selfApproval(true)}, "leads→0 (choice)→0"},
		{"my own, forbidden", []edit{startedBy(me)}, ""},
		{"my own, setting unknown: hats as ever", []edit{startedBy(me), selfUnknown}, "leads→0 (choice)→0"},
		{"complete", []edit{missing(0)}, ""},
		{"listed only", []edit{listed}, ""},
		{"rejected without a job", []edit{noJob, decided(oto, Reject, 0, 1)}, ""},
		{"created", []edit{withStatus(StatusCreated)}, "leads→0 (choice)→0"},
		{"running", []edit{withStatus(StatusRunning)}, ""},
		{"a group's path is no name: only what GitLab calls it", []edit{withRules(group(1, leadsGroup, "Acme / Leads"))}, "Acme / Leads→0 (choice)→0"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			v := Judge(waiting(test.edits...))
			if got := strings.Join(wear(v.Hats), " "); got != test.want {
				t.Errorf("hats %q, want %q", got, test.want)
			}
		})
	}
	t.Logf("%d cases", len(tests))
}

func TestShadows(t *testing.T) {
	t.Parallel()
	group := func(id, gid int64, name string) ApprovalRule { return groupRule(id, gid, name, 1) }
	in, dark, out := inGroup(qaGroup, Covered), inGroup(qaGroup, MaybeCovered), inGroup(qaGroup, NotCovered)
	open := missing(2)
	tests := []struct {
		name  string
		edits []edit
		want  []Shadow
	}{
		{"one rule", nil, nil},
		{"two rules of two names", []edit{open, in, withRules(group(1, leadsGroup, "leads"), group(2, qaGroup, "qa"))}, nil},
		{"a longer name before", []edit{open, in, withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))}, []Shadow{{1, 0}}},
		{"Maintainers behind Developers + Maintainers", []edit{open, withRules(roleRule(1, Developer, 1), roleRule(2, Maintainer, 1))}, []Shadow{{1, 0}}},
		{"one name twice", []edit{open, in, withRules(group(1, qaGroup, "leads"), group(2, leadsGroup, "leads"))}, []Shadow{{1, 0}}},
		{"one name twice, the first not mine", []edit{open, out, withRules(group(1, qaGroup, "leads"), group(2, leadsGroup, "leads"))}, nil},
		{"one name twice, the first perhaps mine", []edit{open, dark, withRules(group(1, qaGroup, "leads"), group(2, leadsGroup, "leads"))}, []Shadow{{0, -1}, {1, -1}}},
		{"without a name", []edit{withRules(roleRule(1, Reporter, 1))}, []Shadow{{0, -1}}},
		{"behind one without a name", []edit{open, withRules(roleRule(1, Reporter, 1), roleRule(2, Maintainer, 1))}, []Shadow{{0, -1}, {1, -1}}},
		{"the one in front is full: its name leads there all the same", []edit{in, withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"), group(3, 9, "sre")),
			inGroup(9, Covered), missing(2), decided(oto, Approve, 0, 1)}, []Shadow{{1, 0}, {2, 0}}},
		{"the one behind is full: it casts none", []edit{in, withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads")), decided(oto, Approve, 1, 1)}, nil},
		{"the one behind has mine", []edit{in, withRules(group(1, qaGroup, "sre-leads"), groupRule(2, leadsGroup, "leads", 2)), open, decided(me, Approve, 1, 1)}, nil},
		{"nothing that I may approve has no shadows", []edit{in, startedBy(me), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))}, nil},
		{"no hat that counts: told why", []edit{withRules(roleRule(1, Developer, 1), roleRule(2, Maintainer, 1)), decided(oto, Approve, 0, 1)}, []Shadow{{1, 0}}},
		{"no other hat that counts: told why", []edit{withRules(roleRule(1, Developer, 1), roleRule(2, Maintainer, 1)), decided(me, Approve, 0, 1)}, []Shadow{{1, 0}}},
		{"complete", []edit{in, missing(0), withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads"))}, nil},
		{"listed only", []edit{in, withRules(group(1, qaGroup, "sre-leads"), group(2, leadsGroup, "leads")), listed}, nil},
	}
	for _, test := range tests {
		if got := Judge(waiting(test.edits...)).Shadows; !slices.Equal(got, test.want) {
			t.Errorf("%s: %v, want %v", test.name, got, test.want)
		}
	}
}

func TestWhoAnswers(t *testing.T) {
	t.Parallel()
	level := AccessLevel(25)
	tests := []struct {
		name   string
		edits  []edit
		mine   Coverage
		why    string
		source Source
	}{
		{"nobody was asked", nil, Covered, "member", SourceREST},
		{"GitLab was asked and says nothing of it", []edit{answers()}, Covered, "member", SourceREST},
		{"both agree: the reason is REST's", []edit{answers(groupAnswer(leadsGroup, 1, true))}, Covered, "member", SourceGitLab},
		{"REST does not know", []edit{groupsUnknown, answers(groupAnswer(leadsGroup, 1, true))}, Covered, "GitLab says so", SourceGitLab},
		{"REST says no", []edit{inGroup(leadsGroup, NotCovered), answers(groupAnswer(leadsGroup, 1, true))}, Covered, "GitLab says so", SourceGitLab},
		{"GitLab says no", []edit{answers(groupAnswer(leadsGroup, 1, false))}, NotCovered, "", SourceGitLab},
		{"GitLab says no where REST does not know", []edit{groupsUnknown, answers(groupAnswer(leadsGroup, 1, false))}, NotCovered, "", SourceGitLab},
		{"another group", []edit{answers(groupAnswer(qaGroup, 1, false))}, Covered, "member", SourceREST},
		{"a user of the group's number", []edit{answers(userAnswer(leadsGroup, 1, false))}, Covered, "member", SourceREST},
		{"a group of the user's number", []edit{withRules(userRule(1, me, "Maya", 1)), answers(groupAnswer(me, 1, false))}, Covered, "you by name", SourceREST},
		{"me by name", []edit{withRules(userRule(1, me, "Maya", 1)), answers(userAnswer(me, 1, true))}, Covered, "you by name", SourceGitLab},
		{"another by name", []edit{withRules(userRule(1, me, "Maya", 1)), answers(userAnswer(oto, 1, false))}, Covered, "you by name", SourceREST},
		{"asks for another number", []edit{answers(groupAnswer(leadsGroup, 2, false))}, Covered, "member", SourceREST},
		{"one of two asks for this number", []edit{answers(groupAnswer(leadsGroup, 2, true), groupAnswer(leadsGroup, 1, false))}, NotCovered, "", SourceGitLab},
		{"two alike agree on yes", []edit{groupsUnknown, answers(groupAnswer(leadsGroup, 1, true), groupAnswer(leadsGroup, 1, true))}, Covered, "GitLab says so", SourceGitLab},
		{"two alike agree on no", []edit{answers(groupAnswer(leadsGroup, 1, false), groupAnswer(leadsGroup, 1, false))}, NotCovered, "", SourceGitLab},
		{"two alike of a group differ: what REST infers", []edit{answers(groupAnswer(leadsGroup, 1, false), groupAnswer(leadsGroup, 1, true))}, Covered, "member", SourceREST},
		{"two alike of a role differ: nobody knows", []edit{withRules(roleRule(1, Maintainer, 1)), answers(roleAnswer(Maintainer, 1, true), roleAnswer(Maintainer, 1, false))},
			MaybeCovered, "inferred", SourceREST},
		{"two of a role that ask for different numbers do not differ", []edit{withRules(roleRule(1, Maintainer, 1)), answers(roleAnswer(Maintainer, 1, true), roleAnswer(Maintainer, 2, false))},
			Covered, "your role", SourceGitLab},
		{"an answer about a role, a rule by nothing", []edit{withRules(ApprovalRule{ID: 1, Required: 1}), answers(roleAnswer(Maintainer, 1, false))}, MaybeCovered, "inferred", SourceREST},
		{"an answer about nothing, a rule by role", []edit{withRules(roleRule(1, Maintainer, 1)), answers(RuleInsight{Required: 1})}, Covered, "your role", SourceREST},
		{"a role", []edit{withRules(roleRule(1, Maintainer, 1)), answers(roleAnswer(Maintainer, 1, false))}, NotCovered, "", SourceGitLab},
		{"another role", []edit{withRules(roleRule(1, Maintainer, 1)), answers(roleAnswer(Developer, 1, false))}, Covered, "your role", SourceREST},
		{"a role of a newer GitLab", []edit{withRules(ApprovalRule{ID: 1, AccessLevel: &level, Required: 1}), answers(roleAnswer(25, 1, true))}, Covered, "your role", SourceGitLab},
		{"a role that I have not by REST", []edit{withRules(roleRule(1, Owner, 1)), answers(roleAnswer(Owner, 1, true))}, Covered, "GitLab says so", SourceGitLab},
		{"an answer about nothing is about no group", []edit{answers(RuleInsight{Required: 1})}, Covered, "member", SourceREST},
		{"an answer about nothing, a rule by nothing", []edit{withRules(ApprovalRule{ID: 1, Required: 1}), answers(RuleInsight{Required: 1, CanApprove: true})}, Covered, "GitLab says so", SourceGitLab},
	}
	for _, test := range tests {
		r := Judge(waiting(test.edits...)).Rules[0]
		if r.Mine != test.mine || r.Why != test.why || r.Source != test.source {
			t.Errorf("%s: %d %q %d, want %d %q %d", test.name, r.Mine, r.Why, r.Source, test.mine, test.why, test.source)
		}
	}
}

func TestCoverageSaysWhy(t *testing.T) {
	t.Parallel()
	tests := []struct {
		edits []edit
		name  string
		mine  Coverage
		why   string
	}{
		{nil, "leads", Covered, "member"},
		{[]edit{groupsUnknown}, "leads", MaybeCovered, "inferred"},
		{[]edit{inGroup(leadsGroup, NotCovered)}, "leads", NotCovered, ""},
		{[]edit{admin}, "leads", Covered, "administrator"},
		{[]edit{withRules(userRule(1, me, "Maya", 1))}, "Maya", Covered, "you by name"},
		{[]edit{withRules(roleRule(1, Maintainer, 1))}, "Maintainers", Covered, "your role"},
		{[]edit{withRules(roleRule(1, Reporter, 1))}, "Reporters", Covered, "your role"},
		{[]edit{withRules(roleRule(1, Admin, 1))}, "Administrators", NotCovered, ""},
		{[]edit{withRules(roleRule(1, Admin, 1)), roleUnknown}, "Administrators", NotCovered, ""},
		{[]edit{withRules(roleRule(1, Admin, 1)), admin}, "Administrators", Covered, "administrator"},
		{[]edit{withRules(ApprovalRule{ID: 4, GroupID: ptr(leadsGroup), Required: 1})}, "group 7", Covered, "member"},
		{[]edit{withRules(ApprovalRule{ID: 4, UserID: ptr(oto), Required: 1})}, "user 3", NotCovered, ""},
		{[]edit{withRules(ApprovalRule{ID: 4, Required: 1})}, "rule 4", MaybeCovered, "inferred"},
		{[]edit{withRules(ApprovalRule{ID: 4, AccessLevel: ptr(AccessLevel(25)), Required: 1})}, "rule 4", Covered, "your role"},
	}
	for _, test := range tests {
		r := Judge(waiting(test.edits...)).Rules[0]
		if r.Name != test.name || r.Mine != test.mine || r.Why != test.why {
			t.Errorf("%q %d %q, want %q %d %q", r.Name, r.Mine, r.Why, test.name, test.mine, test.why)
		}
	}
}

// land is where GitLab's own algorithm puts an approval: the first rule, by id,
// that covers the person and whose name contains the hat; -1 where it refuses,
// and broken where a nameless rule is on the way.
func land(rules []ApprovalRule, covers []bool, hat string) (rule int, broken bool) {
	for i, r := range rules {
		switch {
		case hat == "":
		case r.Description == nil:
			return -1, true
		case !strings.Contains(*r.Description, hat):
			continue
		}
		if covers[i] {
			return i, false
		}
	}
	return -1, false
}

// worlds are all ways in which the memberships that could not be read may turn
// out.
func worlds(rules []RuleProgress) [][]bool {
	all := [][]bool{{}}
	for _, r := range rules {
		var next [][]bool
		for _, w := range all {
			if r.Mine != NotCovered {
				next = append(next, append(slices.Clone(w), true))
			}
			if r.Mine != Covered {
				next = append(next, append(slices.Clone(w), false))
			}
		}
		all = next
	}
	return all
}

func TestHatsLandWhereTheySay(t *testing.T) {
	t.Parallel()
	named, uncertain, useless := 0, 0, 0
	for seed := range uint64(randomCases) {
		v := Judge(randomFacts(seed))
		var rules []ApprovalRule
		for _, r := range v.Rules {
			rules = append(rules, r.Rule)
		}
		for _, h := range v.Hats {
			counts := false
			for _, covers := range worlds(v.Rules) {
				got, broken := land(rules, covers, h.Name)
				counts = counts || got >= 0 && hasRoomFor(v.Rules[got], me)
				switch {
				case broken:
					t.Fatalf("seed %d: the hat %q breaks GitLab", seed, h.Name)
				case h.Rule < 0:
				case got >= 0 && got != h.Rule:
					t.Fatalf("seed %d: the hat %q lands on rule %d, not on %d: %+v", seed, h.Name, got, h.Rule, v.Rules)
				case got < 0 && covers[h.Rule]:
					t.Fatalf("seed %d: the hat %q is refused", seed, h.Name)
				case got < 0 && h.Mine == Covered:
					t.Fatalf("seed %d: the certain hat %q is refused", seed, h.Name)
				}
			}
			if counts != h.Effect {
				t.Fatalf("seed %d: the hat %q changes something: %v, but says %v", seed, h.Name, counts, h.Effect)
			}
			switch {
			case h.Rule < 0:
				uncertain++
			case !h.Effect:
				useless++
			case h.Name != "":
				named++
			}
		}
	}
	if named == 0 || uncertain == 0 || useless == 0 {
		t.Errorf("%d named, %d uncertain, %d useless hats: the random facts miss a kind", named, uncertain, useless)
	}
}
