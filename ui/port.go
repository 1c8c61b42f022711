package ui

import (
	"context"
	"time"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// Fleet is what the screen asks of the layer below: fleet.Fleet in the program.
// Every method but ServerTime blocks and is called from commands only.
type Fleet interface {
	Discover(ctx context.Context, host string) (fleet.Discovery, error)
	LoadProject(ctx context.Context, ref api.ProjectRef) (fleet.Snapshot, error)
	LoadRow(ctx context.Context, ref api.Ref) (fleet.Row, error)
	LoadDetail(ctx context.Context, ref api.Ref) (fleet.Row, error)
	Decide(ctx context.Context, req decide.Request) (decide.Result, *fleet.Row)
	ReadToken(ctx context.Context, host string) error
	// ServerTime is the time by the instance's clock, by which ages are told.
	ServerTime(host string) time.Time
}
