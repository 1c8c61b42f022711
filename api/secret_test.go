package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
)

func TestSecretCannotPrintItself(t *testing.T) {
	t.Parallel()
	s := Secret(testToken)
	held := struct {
		Token Secret
		M     map[string]Secret
	}{s, map[string]Secret{"k": s}}
	var log bytes.Buffer
	slog.New(slog.NewJSONHandler(&log, nil)).Info("x", "token", s, "held", held)
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "token", s, "held", held)
	asJSON, err := json.Marshal(held)
	if err != nil {
		t.Fatal(err)
	}
	outs := []string{log.String(), string(asJSON), errors.New("bad: " + s.String()).Error(), fmt.Sprint(s, held, &held), fmt.Errorf("x %w", fmt.Errorf("%v", s)).Error()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%X", "%d", "%t", "%20s", "% x"} {
		outs = append(outs, fmt.Sprintf(verb, s), fmt.Sprintf(verb, held), fmt.Sprintf(verb, &s))
	}
	for _, out := range outs {
		if strings.Contains(out, "glpat") || strings.Contains(out, "676c706174") || strings.Contains(out, "67 6c") || strings.Contains(out, "676C") {
			t.Errorf("the secret shows: %s", out)
		}
	}
	if s.Reveal() != testToken {
		t.Error("Reveal hides the secret")
	}
	if Secret("").String() != "" {
		t.Error("no secret looks like one")
	}
}
