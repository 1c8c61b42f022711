package api

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"

	"greenlight/api/text"
)

// Whatever a server says, the sentence is one clean line of a bounded length.
func FuzzRefusal(f *testing.F) {
	for _, s := range []string{`{"message":"404 Not found"}`, `{"message":{"a":{"b":["c"]}}}`, `{"error":"x","error_description":"\u001b[2J"}`,
		`{"errors":[1,null,{"":""}]}`, "<html>", "", "Retry later", `{"message":{"\u202e":["\u0000"]}}`, strings.Repeat("\xff0", 60)} {
		f.Add(400, "application/json", s)
		f.Add(502, "text/plain", s)
	}
	f.Fuzz(func(t *testing.T, status int, kind, body string) {
		r := reply{status: status, header: http.Header{"Content-Type": {kind}, "Location": {body}, "X-Request-Id": {body}}, body: []byte(body)}
		for _, e := range []*Error{r.failure(true, noon), refusedRedirect(r), r.decode(new(Deployment))} {
			if e == nil {
				continue
			}
			e.Op, e.RequestID = "approve deployment", requestID(r.header)
			s := e.Error()
			if text.Line(s) != s || utf8.RuneCountInString(e.Message) > maxMessage || text.Line(e.RequestID) != e.RequestID {
				t.Fatalf("%q, %q", s, e.RequestID)
			}
			for k, v := range e.Fields {
				if text.Line(k) != k || text.Line(strings.Join(v, " ")) != strings.Join(v, " ") {
					t.Fatalf("field %q: %q", k, v)
				}
			}
		}
	})
}

// What is accepted is written in one way, and never sends a token in the clear.
func FuzzParseInstance(f *testing.F) {
	for _, s := range []string{"gitlab.acme.dev", "https://acme.dev:8443/gitlab/api/v4", "http://[::1]:80/x", "https://a/b/-/c", "https://u:p@h", "..", "https://a..b", "HTTPS://A.:443//b//"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, raw string) {
		in, err := ParseInstance(raw)
		if err != nil {
			if text.Line(err.Error()) != err.Error() {
				t.Fatalf("%q", err)
			}
			return
		}
		if in.URL.User != nil || in.URL.RawQuery != "" || strings.HasSuffix(in.Host(), "/") || text.Line(in.Host()) != in.Host() {
			t.Fatalf("%q became %q", raw, in)
		}
		if in.URL.Scheme != "https" && !loopback(in.URL.Hostname()) {
			t.Fatalf("%q would go in the clear to %q", raw, in)
		}
		again, err := ParseInstance(in.String() + "/api/v4")
		if err != nil || again.String() != in.String() {
			t.Fatalf("%q became %q, then %q, %v", raw, in, again, err)
		}
	})
}
