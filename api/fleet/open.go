package fleet

import (
	"context"

	"greenlight/api"
)

// Spec is what a source is opened with.
type Spec struct {
	// Options are the client's; Instance is made of Address.
	api.Options
	// Address is the instance's, as ParseInstance takes it.
	Address string
	// Projects and Groups are as in Source.
	Projects, Groups []string
	// Reread reads the token anew from where it came from; nil where it cannot.
	Reread func(context.Context) (api.Secret, error)
}

// Open makes a client for an instance. Nothing is asked of the instance yet. Close
// the source's client in the end.
func Open(s Spec) (Source, error) {
	instance, err := api.ParseInstance(s.Address)
	if err != nil {
		return Source{}, err
	}
	s.Instance = instance
	client, err := api.New(s.Options)
	if err != nil {
		return Source{}, err
	}
	return Source{Client: client, Projects: s.Projects, Groups: s.Groups, Token: s.Reread}, nil
}
