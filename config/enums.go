package config

// Tier is the kind of an environment, by GitLab's five names.
//
// gitlab: app/models/environment.rb
type Tier int

// The tiers, the most careful one first.
const (
	TierProduction Tier = iota
	TierStaging
	TierTesting
	TierDevelopment
	TierOther
)

// Tiers lists every tier, the most careful one first.
func Tiers() []Tier {
	return []Tier{TierProduction, TierStaging, TierTesting, TierDevelopment, TierOther}
}

// String returns GitLab's name of the tier, as the file spells it.
func (t Tier) String() string {
	switch t {
	case TierProduction:
		return "production"
	case TierStaging:
		return "staging"
	case TierTesting:
		return "testing"
	case TierDevelopment:
		return "development"
	case TierOther:
		return "other"
	}
	return ""
}

// Confirm is what has to be done to confirm an approval.
type Confirm int

// The ways to confirm, the lightest first.
const (
	// ConfirmEnter asks for the enter key.
	ConfirmEnter Confirm = iota
	// ConfirmTypeEnvironment asks for the environment's name to be typed.
	ConfirmTypeEnvironment
)

// String returns the file's spelling.
func (c Confirm) String() string {
	switch c {
	case ConfirmEnter:
		return "enter"
	case ConfirmTypeEnvironment:
		return "type-environment"
	}
	return ""
}

// Comment tells whether an approval needs a comment.
type Comment int

// The two answers.
const (
	// CommentOptional leaves it to the approver.
	CommentOptional Comment = iota
	// CommentRequired refuses an approval without one.
	CommentRequired
)

// String returns the file's spelling.
func (c Comment) String() string {
	switch c {
	case CommentOptional:
		return "optional"
	case CommentRequired:
		return "required"
	}
	return ""
}

// Symbols is a set of glyphs.
type Symbols int

// The sets.
const (
	// SymbolsUnicode uses geometric shapes and lines.
	SymbolsUnicode Symbols = iota
	// SymbolsASCII uses nothing beyond ASCII.
	SymbolsASCII
)

// String returns the file's spelling.
func (s Symbols) String() string {
	switch s {
	case SymbolsUnicode:
		return "unicode"
	case SymbolsASCII:
		return "ascii"
	}
	return ""
}
