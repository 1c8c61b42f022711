package ui

import (
	"cmp"
	"fmt"
	"slices"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/ui/form"
	"greenlight/ui/keys"
	"greenlight/ui/overlay"
	"greenlight/ui/present"
)

// outdated are the deployments of a row's environment that wait although a newer one
// has succeeded, newest first, whatever the view shows of them.
func (a *App) outdated(row fleet.Row) []fleet.Row {
	var out []fleet.Row
	same := func(ref api.Ref, env string, state api.State) bool {
		return state == api.StateOutdated && ref.Project == row.Ref.Project && ref.Host == row.Ref.Host &&
			env == row.Deployment.Environment.Name
	}
	for r := range a.usual().Where(same) {
		out = append(out, r)
	}
	slices.SortFunc(out, func(x, y fleet.Row) int { return cmp.Compare(y.Deployment.ID, x.Deployment.ID) })
	return out
}

// sweep opens the card that rejects all outdated deployments of the selected row's
// environment, each listed and judged by itself. What merely waits behind a newer one
// that waits too is none of them.
func (a *App) sweep(row fleet.Row) tea.Cmd {
	found := a.outdated(row)
	if len(found) == 0 {
		a.tell(notice{text: refusedText(a.keys, keys.Outdated, "nothing in "+place(row)+" is outdated")})
		return nil
	}
	var all []form.ManyTarget
	var cmds []tea.Cmd
	for _, r := range found {
		a.ops++
		skip := refusal(keys.Reject, a.stageOf(r))
		if !r.Detailed {
			skip = ""
			cmds = append(cmds, a.read(r.Ref, false))
		}
		all = append(all, form.ManyTarget{Op: a.ops, Target: a.target(r), Skip: skip, Joins: true, Outdated: true})
	}
	typed := a.draft(aboutMany(decide.ActReject, refsOf(found)))
	card := form.NewMany(decide.ActReject, all, typed)
	if typed == "" {
		card = card.Suggest(sweepComment(found))
	}
	return tea.Batch(append(cmds, a.push(overlay.Of(card)))...)
}

// sweepComment says why they are rejected, for whoever reads it in GitLab. It names
// what is live only where that is newer than each of them: something older may have
// been put back since.
func sweepComment(rows []fleet.Row) string {
	live := rows[0].Live
	for _, r := range rows {
		if r.Live == nil || r.Live.ID != live.ID || r.Live.ID <= r.Deployment.ID {
			return "Outdated: a newer deployment of this environment has succeeded."
		}
	}
	return fmt.Sprintf("Outdated: %s (%s), newer, has succeeded.", cmp.Or(live.Ref, present.SHA(live.SHA)), present.IID(live.IID))
}
