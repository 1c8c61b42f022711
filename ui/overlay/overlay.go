// Package overlay holds the cards that lie over the screen: at most two, the upper
// one has the keys. It knows how a card is placed and what becomes of the screen
// beneath it, and nothing of what any card is about.
package overlay

import (
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/ui/draw"
	"greenlight/ui/intent"
	"greenlight/ui/keys"
	"greenlight/ui/theme"
)

// Card is what can lie over the screen. It is a value: what acts on it returns the
// next one, in its own type, so that a card needs to know nothing of this package.
type Card[T any] interface {
	// Key acts on one key. armed is false while the card was drawn too recently:
	// all but esc is thrown away then, so that what was typed before the card could
	// be seen neither confirms nor edits.
	Key(k tea.KeyPressMsg, armed bool) (T, intent.Intent)
	// Paste is text for the field that has the focus, or nothing; it confirms
	// nothing.
	Paste(s string) (T, intent.Intent)
	// View draws the card for a screen of w×h cells; it is at most h-3 rows high.
	// now is the server's time, pulse the frame of what is in flight.
	View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block
	// Hints are its footer: left what it does now, right what always works.
	Hints(m keys.Map) (left, right []keys.Hint)
	// Dirty reports text that was typed and not sent.
	Dirty() bool
}

// Layer is a card of any type.
type Layer interface {
	Key(k tea.KeyPressMsg, armed bool) (Layer, intent.Intent)
	Paste(s string) (Layer, intent.Intent)
	View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block
	Hints(m keys.Map) (left, right []keys.Hint)
	Dirty() bool
}

// layer makes a Layer of a card.
type layer[T Card[T]] struct{ card T }

// Of makes a layer of a card.
func Of[T Card[T]](card T) Layer { return layer[T]{card} }

// As is the card of a layer, where it is one of type T.
func As[T Card[T]](l Layer) (T, bool) {
	own, ok := l.(layer[T])
	return own.card, ok
}

func (l layer[T]) Key(k tea.KeyPressMsg, armed bool) (Layer, intent.Intent) {
	card, wish := l.card.Key(k, armed)
	return layer[T]{card}, wish
}

func (l layer[T]) Paste(s string) (Layer, intent.Intent) {
	card, wish := l.card.Paste(s)
	return layer[T]{card}, wish
}

func (l layer[T]) View(w, h int, st *theme.Styles, now time.Time, pulse int) draw.Block {
	return l.card.View(w, h, st, now, pulse)
}

func (l layer[T]) Hints(m keys.Map) (left, right []keys.Hint) { return l.card.Hints(m) }

func (l layer[T]) Dirty() bool { return l.card.Dirty() }

// most is how many cards can lie on each other: a decision, and a question or the
// help over it. More would be a place to get lost in.
const most = 2

// Stack is the cards over the screen, the upper one last. The zero Stack is empty.
type Stack struct{ layers []Layer }

// Len is how many cards there are.
func (s Stack) Len() int { return len(s.layers) }

// Top is the card that has the keys; false where there is none.
func (s Stack) Top() (Layer, bool) {
	if len(s.layers) == 0 {
		return nil, false
	}
	return s.layers[len(s.layers)-1], true
}

// Push lays a card over the others. A full stack stays as it is and reports false.
func (s Stack) Push(l Layer) (Stack, bool) {
	if len(s.layers) == most {
		return s, false
	}
	return Stack{append(s.layers[:len(s.layers):len(s.layers)], l)}, true
}

// Pop takes the upper card away.
func (s Stack) Pop() Stack {
	if len(s.layers) == 0 {
		return s
	}
	return Stack{s.layers[: len(s.layers)-1 : len(s.layers)-1]}
}

// Set puts another card in the place of the upper one, the next state of it mostly.
func (s Stack) Set(l Layer) Stack {
	if len(s.layers) == 0 {
		return s
	}
	return s.Pop().with(l)
}

func (s Stack) with(l Layer) Stack {
	return Stack{append(s.layers[:len(s.layers):len(s.layers)], l)}
}

// Each replaces every card by what change makes of it, the lower one first, and
// drops those for which change reports false: a result belongs to the card that
// waits for it even when another lies over it.
func (s Stack) Each(change func(Layer) (Layer, bool)) Stack {
	var next Stack
	for _, l := range s.layers {
		if l, keep := change(l); keep {
			next = next.with(l)
		}
	}
	return next
}

// Dirty reports an unsent draft on any card.
func (s Stack) Dirty() bool {
	for _, l := range s.layers {
		if l.Dirty() {
			return true
		}
	}
	return false
}
