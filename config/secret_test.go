package config

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

const canary = "glpat-CANARY"

// holder is what an unsuspecting colleague writes: fmt cannot call methods on
// an unexported field, and prints its insides instead.
type holder struct {
	Name   string
	Secret Secret
	hidden Secret
	list   []Secret
	byName map[string]Secret
	ptr    *Secret
}

func TestSecretCannotBePrinted(t *testing.T) {
	t.Parallel()
	s := NewSecret(canary)
	h := holder{Name: "acme", Secret: s, hidden: s, list: []Secret{s}, byName: map[string]Secret{"a": s}, ptr: &s}
	var printed []string
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%p", "%T", "%10.3s", "%!"} {
		for _, value := range []any{s, &s, h, &h, []any{s, h}, map[string]any{"k": s}, struct{ s Secret }{s}} {
			printed = append(printed, fmt.Sprintf(verb, value))
		}
	}
	asJSON, err := json.Marshal(h)
	if err != nil {
		t.Fatal(err)
	}
	asXML, err := xml.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	printed = append(printed, string(asJSON), string(asXML), fmt.Sprint(s), fmt.Sprintln(s, h),
		errors.Join(fmt.Errorf("failed with %v and %w", s, fmt.Errorf("%v", h))).Error())
	for _, handler := range []func(*bytes.Buffer) slog.Handler{
		func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var log bytes.Buffer
		slog.New(handler(&log)).Info("started", "token", s, "all", h, "ptr", &s, slog.Group("g", "t", s))
		printed = append(printed, log.String())
	}
	for _, p := range printed {
		if strings.Contains(p, "CANARY") || strings.Contains(strings.ToLower(p), fmt.Sprintf("%x", "CANARY")) {
			t.Errorf("the token is printed: %s", p)
		}
	}
	if got := fmt.Sprintf("%s %v %#v", s, s, s); got != "[secret] [secret] [secret]" {
		t.Errorf("printed as %s", got)
	}
	if s.String() != "[secret]" || s.GoString() != "[secret]" {
		t.Errorf("printed as %s, %s", s.String(), s.GoString())
	}
	if !strings.Contains(string(asJSON), `"Secret":"[secret]"`) {
		t.Errorf("JSON is %s", asJSON)
	}
}

func TestSecretReveals(t *testing.T) {
	t.Parallel()
	if got := NewSecret(canary).Reveal(); got != canary {
		t.Errorf("got %q", got)
	}
	if none := (Secret{}); none.Reveal() != "" || fmt.Sprint(none) != "[secret]" {
		t.Errorf("no token reads as %q and prints as %v", none.Reveal(), none)
	}
}
