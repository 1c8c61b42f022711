package form

import (
	"greenlight/api"
	"greenlight/api/fleet"
)

// status is one status that a deployment without a job can be given.
type status struct {
	status api.Status
	// effect says what setting it does, in a few words.
	effect string
	// reason says why it cannot be set; empty where it can.
	reason string
}

// statuses are the four that GitLab takes, with what it will not do.
// gitlab: app/models/deployment.rb
func statuses(row fleet.Row) []status {
	now := row.Deployment.Status
	all := []status{
		{status: api.StatusRunning, effect: "it is under way"},
		{status: api.StatusSuccess, effect: becomesLive(row)},
		{status: api.StatusFailed, effect: stays(row)},
		{status: api.StatusCanceled, effect: stays(row)},
	}
	for i := range all {
		switch {
		case all[i].status == now:
			all[i].reason = "it is already"
		case all[i].status == api.StatusRunning && now != api.StatusCreated && now != api.StatusBlocked:
			all[i].reason = "only from created or blocked"
		}
	}
	return all
}

// becomesLive is what success does.
func becomesLive(row fleet.Row) string {
	if row.Production() {
		return "becomes live in production"
	}
	return "becomes live"
}

// stays is what failed and canceled leave alone; of a deployment that is live
// itself nothing is foretold.
func stays(row fleet.Row) string {
	switch {
	case row.Deployment.Status == api.StatusSuccess:
		return "it no longer counts as live"
	case row.Live != nil:
		return version(row.Live) + " stays live"
	}
	return "nothing becomes live"
}

// firstPossible is the index of the first status that can be set.
func firstPossible(all []status) int {
	for i, s := range all {
		if s.reason == "" {
			return i
		}
	}
	return 0
}

// status is the chosen one.
func (d Decision) status() status { return d.statuses[d.chosen] }
