// Package intent holds what the parts of the screen ask of the program: plain values
// that a key handler returns and that the root acts on in the same Update.
//
// They are values and not commands because the message of a command arrives after
// the keys that follow, which would then be handled in the mode before it. A nil
// Intent asks for nothing.
package intent

import (
	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/ui/keys"
)

// Intent is one wish. The types of this package are all there are.
type Intent interface{ intent() }

// Close takes the top card away.
type Close struct{}

// Submit sends one write; the card stays and waits for its result.
type Submit struct{ Request decide.Request }

// LookAgain reads a deployment anew and opens its card once more.
type LookAgain struct{ Ref api.Ref }

// Do acts as if the key of an action had been pressed.
type Do struct{ Action keys.Action }

// Refused puts a sentence into the footer: why a key did nothing.
type Refused struct{ Sentence string }

func (Close) intent()     {}
func (Submit) intent()    {}
func (LookAgain) intent() {}
func (Do) intent()        {}
func (Refused) intent()   {}
