package snapshot

import (
	"time"

	"greenlight/api"
)

// State is what is remembered of one instance between two runs.
type State struct {
	// Host is the instance as api.ParseInstance writes it.
	Host string
	// Scope says what of it is shown, in whatever words the caller has for that.
	Scope string
	// SavedAt is by the local clock, as all times are that are tagged as ages.
	SavedAt time.Time `snapshot:"age"`
	// Me is who was asked for; of the account only what judging needs is filled in.
	Me     api.CurrentUser
	Groups []Group
	// Names are what was named to be shown, and what it led to.
	Names []Name
	// Projects come in the order in which they are to be shown first.
	Projects []Project
}

// Name is what the name of a project or group led to: projects by their ids.
type Name struct {
	Name     string
	Projects []int64
}

// Group is whether the caller was found to be in a group.
type Group struct {
	Key      api.GroupKey
	Coverage api.Coverage
	At       time.Time `snapshot:"age"`
}

// Project is what was read of one project.
type Project struct {
	Info api.Project
	// Role is the caller's; nil where it was not read or is kept secret.
	Role   *api.AccessLevel
	RoleAt time.Time `snapshot:"age"`
	// Tiers are the environments, without their deployments.
	Tiers   []api.Environment
	TiersAt time.Time `snapshot:"age"`
	// Listed is the last listing, newest first; More is true where it is not the whole.
	Listed   []api.Deployment
	ListedAt time.Time `snapshot:"age"`
	More     bool
	// Tag is the listing's ETag; empty where it does not stand for all of Listed.
	Tag   string
	Looks []Look
	Lives []Live
}

// Look is a deployment that was read singly.
type Look struct {
	Deployment api.Deployment
	At         time.Time `snapshot:"age"`
}

// Live is what an environment said is live in it where no listing says so.
type Live struct {
	Environment         string
	Live, NewestSuccess *api.Deployment
}

// rows counts the deployments that are listed.
func (s *State) rows() int {
	n := 0
	for i := range s.Projects {
		n += len(s.Projects[i].Listed)
	}
	return n
}
