// Package form holds the cards on which something is decided, and those that tell
// something and want an answer: approve, reject, run, retry or cancel a job, set a
// status, delete a record, decide on many at once; the expired token, the question
// before quitting, the messages.
//
// A Decision is a small machine: editing, then checking, then sending, then answered. It is
// bound to the target that was copied when it opened, names that target in full,
// and never asks the list again. It sends once: no state leads back from sending,
// and no button of an answer writes. While it checks, esc takes the request back. What the filled button says is what Enter
// does, on every card and in every state.
//
// Cards do no IO and know no clock. Keys go in, a new card and an intent come out.
package form

import (
	"time"

	"greenlight/api/fleet"
)

// Confirm is how much an approval asks for besides its button.
type Confirm uint8

// The ways to confirm.
const (
	// Enter: the key alone, where nothing is dangerous.
	Enter Confirm = iota
	// TypeEnvironment: the environment's name has to be typed.
	TypeEnvironment
)

// String is the word of the configuration.
func (c Confirm) String() string {
	switch c {
	case Enter:
		return "enter"
	case TypeEnvironment:
		return "type-environment"
	}
	return "unknown"
}

// Policy is what the configuration asks of decisions on one tier.
type Policy struct {
	Confirm Confirm
	// CommentRequired asks for a comment on approvals and rejections.
	CommentRequired bool
	// ReadOnly refuses every write. The root opens no card then; a card that is
	// open all the same sends nothing.
	ReadOnly bool
}

// Target is what a card decides on, copied when it opens.
type Target struct {
	Row    fleet.Row
	Policy Policy
	// Me is the caller's user id, by which a lost approval is looked for.
	Me int64
	// Host is the instance's name and Label what tells it from the others, where several
	// are shown; else both are empty.
	Host, Label string
	// Age is how old what is shown is where that is too old to be trusted; else 0.
	Age time.Duration
}
