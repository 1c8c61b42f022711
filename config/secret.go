package config

import (
	"fmt"
	"io"
	"log/slog"
)

// redacted is what every way of printing a Secret prints.
const redacted = "[secret]"

// Secret is a token that cannot print itself: formatting, JSON, text encoding
// and structured logs all write "[secret]". [Secret.Reveal] is the only way
// out. It hides behind a function, so that even printers that walk through
// unexported fields by reflection see nothing.
type Secret struct{ reveal func() string }

// NewSecret hides a token.
func NewSecret(token string) Secret {
	return Secret{reveal: func() string { return token }}
}

// Reveal returns the token itself: for the header of a request, and for
// nothing else.
func (s Secret) Reveal() string {
	if s.reveal == nil {
		return ""
	}
	return s.reveal()
}

// String returns "[secret]".
func (s Secret) String() string { return redacted }

// GoString returns "[secret]".
func (s Secret) GoString() string { return redacted }

// Format writes "[secret]" whatever the verb.
func (s Secret) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, redacted) }

// MarshalText returns "[secret]" and never fails.
func (s Secret) MarshalText() ([]byte, error) { return []byte(redacted), nil }

// MarshalJSON returns "[secret]" as a JSON text and never fails.
func (s Secret) MarshalJSON() ([]byte, error) { return []byte(`"` + redacted + `"`), nil }

// LogValue returns "[secret]" for structured logs.
func (s Secret) LogValue() slog.Value { return slog.StringValue(redacted) }
