package fleet

import (
	"cmp"
	"maps"
	"slices"

	"greenlight/api"
)

const (
	// namesEach bounds the environments that are asked for of one project, besides those
	// in which something waits or runs.
	namesEach = 16
	// ownNames bounds those among them that no other project has, where there are more
	// of them than ownNamesFree: each needs a place in a question that says nothing of
	// the other projects.
	ownNames     = 2
	ownNamesFree = 64
)

// pulseName is an environment that may be asked for.
type pulseName struct {
	name string
	// active is that something waits or runs there.
	active bool
	// passing is that it is one of a branch.
	passing bool
	// rank is the place of the tier among the tiers, production first.
	rank int
}

// pulseNames are the environments of a project, with what they were worked out from.
type pulseNames struct {
	names []pulseName
	// rows are the environments that are listed, by name, those that may not be asked for
	// among them.
	rows   []string
	first  *listed
	listed int
	begun  uint64
	tiers  int
}

// askable lists the environments of a project that may be asked for, the most
// important first. The host's mutex is held.
func (p *project) askable() []pulseName {
	of := pulseNames{listed: len(p.listed), begun: p.listedBegun, tiers: len(p.tiers)}
	if of.listed > 0 {
		of.first = &p.listed[0]
	}
	if p.names.names != nil && of.first == p.names.first && of.listed == p.names.listed && of.begun == p.names.begun && of.tiers == p.names.tiers {
		return p.names.names
	}
	at := map[string]int{}
	add := func(name string, tier func() api.Tier, active bool) {
		i, ok := at[name]
		if !ok {
			if !api.Askable(name) {
				return
			}
			i, at[name] = len(of.names), len(of.names)
			t := tier()
			of.names = append(of.names, pulseName{name: name, passing: folded(name) && t == api.TierDevelopment, rank: tierRank(t)})
		}
		of.names[i].active = of.names[i].active || active
	}
	listed := map[string]bool{}
	for i := range p.listed {
		d := p.listed[i].deployment()
		listed[d.Environment.Name] = true
		add(d.Environment.Name, func() api.Tier { return p.tier(d) }, d.Status == api.StatusBlocked || d.Status == api.StatusRunning)
	}
	for _, e := range p.tiers {
		add(e.Name, func() api.Tier { return cmp.Or(e.Tier, api.GuessTier(e.Name)) }, false)
	}
	of.names = slices.DeleteFunc(of.names, func(n pulseName) bool { return n.passing && !n.active })
	slices.SortFunc(of.names, func(a, b pulseName) int {
		if a.active != b.active {
			return map[bool]int{true: -1, false: 1}[a.active]
		}
		return cmp.Or(cmp.Compare(a.rank, b.rank), cmp.Compare(a.name, b.name))
	})
	of.rows = slices.Sorted(maps.Keys(listed))
	p.names = of
	return of.names
}

func tierRank(t api.Tier) int {
	tiers := []api.Tier{api.TierProduction, api.TierStaging, api.TierTesting, api.TierOther, api.TierDevelopment}
	if i := slices.Index(tiers, t); i >= 0 {
		return i
	}
	return len(tiers)
}

// wanted are the environments that are asked for of each project: those that matter
// most, and few of those that no other project has.
func wanted(all [][]pulseName) [][]string {
	owners := map[string]int{}
	for _, names := range all {
		for _, n := range names {
			owners[n.name]++
		}
	}
	lone, most := 0, ownNames
	for _, n := range owners {
		if n == 1 {
			lone++
		}
	}
	if lone <= ownNamesFree {
		most = namesEach
	}
	out := make([][]string, len(all))
	for i, names := range all {
		own, taken := 0, 0
		for _, n := range names {
			if owners[n.name] == 1 && !n.active {
				own++
			}
			if !n.active && (taken >= namesEach || owners[n.name] == 1 && own > most) {
				continue
			}
			taken++
			out[i] = append(out[i], n.name)
		}
	}
	return out
}
