package fleet

import (
	"cmp"
	"slices"

	"greenlight/api"
)

// openAsks is in how many of the last questions a project may find its place.
const openAsks = 8

// pulseAsk is one question of a pulse.
type pulseAsk struct {
	ids   []int64
	names []string
}

// pulseAsks groups projects so that few questions cover them. Those of which nothing
// was listed, or no environment is known, are in none.
func (h *host) pulseAsks(refs []api.ProjectRef) []pulseAsk {
	ids, all := h.pulseWishes(refs)
	names := wanted(all)
	room := make([]int, api.MaxPulse+1)
	for n := range room {
		room[n] = h.source.Client.PulseRoom(n)
	}
	return group(ids, names, room)
}

// pulseWishes are the projects that can be asked about, with their environments.
func (h *host) pulseWishes(refs []api.ProjectRef) ([]int64, [][]pulseName) {
	h.mu.Lock()
	defer h.mu.Unlock()
	ids := make([]int64, 0, len(refs))
	names := make([][]pulseName, 0, len(refs))
	seen := make(map[int64]bool, len(refs))
	for _, ref := range refs {
		p := h.projects[ref.ID]
		if ref.Host != h.name || p == nil || p.listedAt.IsZero() || seen[ref.ID] {
			continue
		}
		seen[ref.ID] = true
		if found := p.askable(); len(found) > 0 {
			ids, names = append(ids, ref.ID), append(names, found)
		}
	}
	return ids, names
}

// wish is a project with environments that fit into one question, by their numbers.
type wish struct {
	id    int64
	names []int
}

// group puts projects with the same environments together, and fills the questions up
// with those that have similar ones. room is how many environments fit beside a number
// of projects.
func group(ids []int64, names [][]string, room []int) []pulseAsk {
	numbered, wishes := number(ids, names, room)
	var done, open []*filling
	for _, w := range wishes {
		into := fitting(open, w, room)
		if into == nil {
			into = &filling{names: map[int]bool{}, ids: map[int64]bool{}}
			if open = append(open, into); len(open) > openAsks {
				done, open = append(done, open[0]), open[1:]
			}
		}
		into.take(w)
	}
	var out []pulseAsk
	for _, f := range append(done, open...) {
		ask := pulseAsk{}
		for _, n := range f.order {
			ask.names = append(ask.names, numbered[n])
		}
		ask.ids = f.list
		out = append(out, ask)
	}
	return out
}

// number gives the environments numbers, the most common the lowest, and cuts what does
// not fit into one question with as many projects as share it; projects with similar
// environments come together.
func number(ids []int64, names [][]string, room []int) ([]string, []wish) {
	owners := map[string]int{}
	for _, list := range names {
		for _, name := range list {
			owners[name]++
		}
	}
	order := make([]string, 0, len(owners))
	for name := range owners {
		order = append(order, name)
	}
	slices.SortFunc(order, func(a, b string) int { return cmp.Or(cmp.Compare(owners[b], owners[a]), cmp.Compare(a, b)) })
	numbers := make(map[string]int, len(order))
	for i, name := range order {
		numbers[name] = i
	}
	wishes := make([]wish, 0, len(ids))
	for i, list := range names {
		mine := make([]int, 0, len(list))
		for _, name := range list {
			mine = append(mine, numbers[name])
		}
		slices.Sort(mine)
		for len(mine) > 0 {
			shared := min(owners[order[mine[0]]], len(room)-1)
			most := min(max(1, room[shared]), len(mine))
			wishes = append(wishes, wish{ids[i], mine[:most]})
			mine = mine[most:]
		}
	}
	slices.SortStableFunc(wishes, func(a, b wish) int { return slices.Compare(a.names, b.names) })
	return order, wishes
}

// filling is a question that is being filled.
type filling struct {
	names map[int]bool
	order []int
	ids   map[int64]bool
	list  []int64
}

// fitting is the question that takes a project at the least cost; nil where none has room.
func fitting(open []*filling, w wish, room []int) *filling {
	var best *filling
	least := 0
	for _, f := range open {
		more, projects := 0, len(f.list)
		for _, n := range w.names {
			if !f.names[n] {
				more++
			}
		}
		if !f.ids[w.id] {
			projects++
		}
		if projects >= len(room) || room[projects] < len(f.order)+more {
			continue
		}
		if best == nil || more < least {
			best, least = f, more
		}
	}
	return best
}

func (f *filling) take(w wish) {
	for _, n := range w.names {
		if !f.names[n] {
			f.names[n] = true
			f.order = append(f.order, n)
		}
	}
	if !f.ids[w.id] {
		f.ids[w.id] = true
		f.list = append(f.list, w.id)
	}
}
