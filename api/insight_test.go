package api

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"greenlight/api/text"
)

// insightReply is what GitLab answers where everything is known.
const insightReply = `{"data":{"project":{
	"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":{"rules":[
		{"requiredApprovals":2,"canApprove":true,"user":null,"group":{"id":"gid://gitlab/Group/134"},"accessLevel":null},
		{"requiredApprovals":1,"canApprove":false,"user":{"id":"gid://gitlab/User/5000000000"},"group":null,"accessLevel":null},
		{"requiredApprovals":1,"canApprove":true,"user":null,"group":null,"accessLevel":{"integerValue":40}}]}},
	"environment":{"deployFreezes":[
		{"status":"ACTIVE","startTime":"2026-02-01T12:00:00Z","endTime":"2026-02-02T06:00:00Z","cronTimezone":"Europe/Berlin"},
		{"status":"INACTIVE","startTime":null,"endTime":null,"cronTimezone":"UTC"},
		{"status":"INACTIVE","startTime":"2026-02-03T12:00:00Z","endTime":"2026-02-03T13:00:00Z","cronTimezone":"Eastern Time (US & Canada)"},
		{"status":"INACTIVE","startTime":"2026-02-04T12:00:00Z","endTime":"2026-02-04T13:00:00Z","cronTimezone":null}]}}}}`

func insight(ctx context.Context, c *Client) error {
	_, err := c.Insight(ctx, "payments/api", 4821, 7, "production")
	return err
}

func fullInsight() Insight {
	berlin, err := time.LoadLocation("Europe/Berlin")
	if err != nil {
		panic(err)
	}
	level := Maintainer
	return Insight{
		Rules: []RuleInsight{
			{GroupID: new(int64(134)), Required: 2, CanApprove: true},
			{UserID: new(int64(5_000_000_000)), Required: 1},
			{AccessLevel: &level, Required: 1, CanApprove: true},
		},
		Freezes: []Freeze{
			{From: noon, Until: time.Date(2026, 2, 2, 6, 0, 0, 0, time.UTC), Zone: "Europe/Berlin", Place: berlin},
			{From: noon.AddDate(0, 0, 2), Until: noon.AddDate(0, 0, 2).Add(time.Hour), Zone: "Eastern Time (US & Canada)", Place: time.UTC},
			{From: noon.AddDate(0, 0, 3), Until: noon.AddDate(0, 0, 3).Add(time.Hour), Zone: "UTC", Place: time.UTC},
		},
		FreezesKnown: true,
	}
}

func TestInsightIsOneQuestionBelowTheRoot(t *testing.T) {
	t.Parallel()
	for _, root := range []string{"", "/gitlab"} {
		g := serve(t, answer(200, insightReply))
		c := client(t, g.URL+root, func(o *Options) { o.ReadOnly = true })
		got, err := c.Insight(t.Context(), "payments/api", 4821, 7, `production/"eu"`)
		if err != nil || !reflect.DeepEqual(got, fullInsight()) {
			t.Errorf("got %+v, %v; want %+v", got, err, fullInsight())
		}
		r := g.only(t)
		var sent question
		if err := json.Unmarshal([]byte(r.body), &sent); err != nil || r.method != "POST" || r.uri != root+"/api/graphql" {
			t.Errorf("%s %s %s: %v", r.method, r.uri, r.body, err)
		}
		want := map[string]any{"path": "payments/api", "iid": "7", "environment": `production/"eu"`, "freezes": true}
		if !reflect.DeepEqual(sent.Variables, want) || strings.Contains(sent.Query, "mutation") || strings.Contains(sent.Query, "payments") {
			t.Errorf("it asks %+v", sent)
		}
		checkHeaders(t, r, "application/json")
	}
}

func TestInsightSendsAnOAuthTokenAsREST(t *testing.T) {
	t.Parallel()
	g := serve(t, answer(200, insightReply))
	if err := insight(t.Context(), client(t, g.URL, func(o *Options) { o.Bearer = true })); err != nil {
		t.Fatal(err)
	}
	if h := g.only(t).header; h.Get("Authorization") != "Bearer "+testToken || h.Get("Private-Token") != "" {
		t.Errorf("headers %v", h)
	}
}

func TestInsightIsRetriedAsAReadIs(t *testing.T) {
	t.Parallel()
	for name, trouble := range map[string]http.HandlerFunc{"429": plain429, "502": html(502), "503": html(503), "reset": hangUp, "cut body": cut} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var n atomic.Int32
			g := serve(t, func(w http.ResponseWriter, r *http.Request) {
				if n.Add(1) < maxTries {
					trouble(w, r)
					return
				}
				write(w, 200, insightReply)
			})
			if err := insight(t.Context(), client(t, g.URL)); err != nil {
				t.Fatal(err)
			}
			all := g.all()
			if len(all) != maxTries || all[0].body == "" || all[0].body != all[maxTries-1].body {
				t.Errorf("%d requests: %v", len(all), all)
			}
		})
	}
}

// What an answer is good for: all, a part with the reason, or nothing.
func TestAnswersOfInsight(t *testing.T) {
	t.Parallel()
	const rules = `"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":{"rules":[{"requiredApprovals":1,"canApprove":true,"group":{"id":"gid://gitlab/Group/3"}}]}}`
	three := Insight{Rules: []RuleInsight{{GroupID: new(int64(3)), Required: 1, CanApprove: true}}}
	free := three
	free.Freezes, free.FreezesKnown = []Freeze{}, true
	freeze := func(row string) string {
		return `{"data":{"project":{` + rules + `,"environment":{"deployFreezes":[` + row + `]}}}}`
	}
	rule := func(row string) string {
		return `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":{"rules":[` + row + `]}},"environment":null}}}`
	}
	const nobody = "another shape than GitLab's: a rule names nobody by an id of GitLab's"
	for name, c := range map[string]struct {
		body string
		want Insight
		kind Kind
		says string
		none bool
		// refused is that it is of this question alone
		refused bool
	}{
		"no freezes":             {body: freeze(``), want: free},
		"a freeze that never is": {body: freeze(`{"status":"INACTIVE"}`), want: free},
		"freezes not known":      {body: `{"data":{"project":{` + rules + `,"environment":{"deployFreezes":null}}},"errors":[{"message":"no","path":["project","environment",0]}]}`, want: three},
		"no such environment":    {body: `{"data":{"project":{` + rules + `,"environment":null}}}`, want: three},
		"freeze without an end":  {body: freeze(`{"status":"ACTIVE","startTime":"2026-02-01T12:00:00Z","endTime":null}`), want: three},
		"freeze without times":   {body: freeze(`{"status":"ACTIVE"}`), want: three},
		"freeze that ends early": {body: freeze(`{"status":"INACTIVE","startTime":"2026-02-01T12:00:00Z","endTime":"2026-02-01T12:00:00Z"}`), want: three},
		"one freeze is null":     {body: freeze(`{"status":"ACTIVE","startTime":"2026-02-01T12:00:00Z","endTime":"2026-02-01T13:00:00Z"},null`), want: three},
		"local is no zone": {body: freeze(`{"status":"ACTIVE","startTime":"2026-02-01T12:00:00Z","endTime":"2026-02-01T13:00:00Z","cronTimezone":"Local"}`),
			want: Insight{Rules: three.Rules, Freezes: []Freeze{{From: noon, Until: noon.Add(time.Hour), Zone: "Local", Place: time.UTC}}, FreezesKnown: true}},

		"no rules":             {body: rule(``)},
		"a hidden user":        {body: rule(`{"canApprove":true,"user":null,"group":null,"accessLevel":null},null`)},
		"a role without value": {body: rule(`{"canApprove":true,"accessLevel":{"integerValue":null}}`)},
		"no word of it":        {body: rule(`{"canApprove":null,"group":{"id":"gid://gitlab/Group/3"}}`)},
		"no summary":           {body: `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":null}}}}`},

		"another kind of id":  {body: rule(`{"canApprove":true,"user":{"id":"gid://gitlab/Group/3"}}`), kind: NotGitLab, says: nobody, refused: true},
		"a number":            {body: rule(`{"canApprove":true,"user":{"id":"3"}}`), kind: NotGitLab, says: nobody, refused: true},
		"more than a number":  {body: rule(`{"canApprove":true,"group":{"id":"gid://gitlab/Group/3?x"}}`), kind: NotGitLab, says: nobody, refused: true},
		"zero":                {body: rule(`{"canApprove":true,"group":{"id":"gid://gitlab/Group/0"}}`), kind: NotGitLab, says: nobody, refused: true},
		"below zero":          {body: rule(`{"canApprove":true,"group":{"id":"gid://gitlab/Group/-3"}}`), kind: NotGitLab, says: nobody, refused: true},
		"no digits":           {body: rule(`{"canApprove":true,"group":{"id":"gid://gitlab/Group/"}}`), kind: NotGitLab, says: nobody, refused: true},
		"too many digits":     {body: rule(`{"canApprove":true,"group":{"id":"gid://gitlab/Group/99999999999999999999"}}`), kind: NotGitLab, says: nobody, refused: true},
		"another deployment":  {body: `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/8"}}}}`, kind: NotFound, says: "tells of another deployment at that path: gid://gitlab/Deployment/8"},
		"one of another kind": {body: `{"data":{"project":{"deployment":{"id":"gid://gitlab/User/4821"}}}}`, kind: NotFound, says: "another deployment"},
		"one without an id":   {body: `{"data":{"project":{"deployment":{}}}}`, kind: NotFound, says: "one without an id"},
		"neither":             {body: `{}`, kind: NotGitLab, says: "neither data nor errors", refused: true},
		"a list":              {body: `[]`, kind: NotGitLab, says: "another shape", refused: true},
		"no time":             {body: freeze(`{"startTime":"tomorrow"}`), kind: Protocol, says: "broken JSON"},
		"broken":              {body: `{"data":{`, kind: Protocol, says: "broken JSON"},

		"no such project":    {body: `{"data":{"project":null}}`, kind: NotFound, says: "GraphQL knows no such project"},
		"no such deployment": {body: `{"data":{"project":{"deployment":null}}}`, kind: NotFound, says: "GraphQL knows no such deployment"},
		"no right": {body: `{"data":{"project":null},"errors":[{"message":"The resource that you are attempting to access does not exist or you don't have permission to perform this action","path":["project"]}]}`,
			kind: NotFound, says: "you don't have permission"},
		"rules refused": {body: `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":null}}},"errors":[{"message":"\u001b[2J\"approvalSummary\" field can be requested only for 1 Deployment(s) at a time.","path":["project"]}]}`,
			kind: Invalid, says: `"approvalSummary" field can be requested only for 1 Deployment(s) at a time`},
		"slow":         {body: `{"data":{"project":null},"errors":[{"message":"Timeout on Project.deployment","path":["project"]}]}`, kind: Timeout, says: "Timeout on"},
		"crash":        {body: `{"data":null,"errors":[{"message":"Internal server error","path":["project"]}]}`, kind: Server, says: "Internal server error"},
		"odd":          {body: `{"data":null,"errors":[{"message":"\u0007"},{"message":"odd","path":["project"]}]}`, kind: Invalid, says: ": odd (HTTP 200)"},
		"odd, no path": {body: `{"data":{"project":null},"errors":[{"message":"odd"}]}`, kind: Invalid, says: ": odd (HTTP 200)"},
		"FOSS": {body: `{"errors":[{"message":"Field 'approvalSummary' doesn't exist on type 'Deployment'","locations":[{"line":5,"column":7}],"path":[],"extensions":{"code":"undefinedField"}},
			{"message":"two"},{"message":"three"},{"message":"four"}]}`, kind: NotFound, says: "doesn't exist on type 'Deployment'; two; three (HTTP 200); this GitLab does not offer it", none: true},
		"complex": {body: `{"data":null,"errors":[{"message":"Query has complexity of 300, which exceeds max complexity of 250"}]}`, kind: NotFound, says: "exceeds max", none: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, answer(200, c.body, "X-Request-Id", "01HX"))
			got, err := client(t, g.URL).Insight(t.Context(), "payments/api", 4821, 7, "production")
			if c.kind != Server {
				g.only(t)
			}
			if !reflect.DeepEqual(got, c.want) || NoGraphQL(err) != c.none || RefusedGraphQL(err) != c.refused {
				t.Errorf("got %+v, %v, no GraphQL %v, refused %v; want %+v", got, err, NoGraphQL(err), RefusedGraphQL(err), c.want)
			}
			if c.kind == KindNone {
				if err != nil {
					t.Error(err)
				}
				return
			}
			e := fails(t, err, c.kind)
			if s := e.Error(); !strings.HasPrefix(s, "cannot ask about deployment #7 of payments/api on 127.0.0.1") || !strings.Contains(s, c.says) ||
				text.Line(s) != s || e.Unknown || e.RequestID != "01HX" || e.Path != "/api/graphql" {
				t.Errorf("%+v", e)
			}
		})
	}
}

func TestWhoHasNoGraphQL(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		h    http.HandlerFunc
		kind Kind
		says string
		none bool
		// refused is that it is of this question alone
		refused bool
	}{
		"no route":        {answer(404, `{"error":"404 Not Found"}`), NotFound, "this GitLab does not offer it", true, false},
		"no route, words": {answer(404, `{"errors":[{"message":"Not found!"}]}`), NotFound, "Not found! (HTTP 404); this GitLab does not offer it", true, false},
		"404 page":        {html(404), NotGitLab, "a web page", true, false},
		"login page":      {html(200), NotGitLab, "a web page", false, true},
		"firewall":        {html(403), Forbidden, "firewall", false, true},
		"no access":       {answer(403, `{"errors":[{"message":"API not accessible for user"}]}`), Forbidden, ": API not accessible for user", false, true},
		"GET alone":       {answer(405, `{"error":"405 Not Allowed"}`), Invalid, "405 Not Allowed", true, false},
		"to a login":      {redirect(302, "/users/sign_in"), Redirect, "/users/sign_in", false, true},
		"token":           {answer(401, `{"errors":[{"message":"Invalid token"}]}`), Unauthorized, ": Invalid token (HTTP 401)", false, false},
		"expired":         {answer(401, `{"error":"invalid_token","error_description":"Token is expired."}`), Expired, "Token is expired", false, false},
		"too fast":        {answer(429, `{"message":"slow down"}`), RateLimited, "slow down", false, false},
		"away":            {html(502), Unavailable, "does not answer", false, false},
		"crash":           {answer(500, `{"errors":[{"message":"Internal server error","raisedAt":"app.rb"}]}`), Server, ": Internal server error (HTTP 500)", false, false},
		"gone":            {hangUp, Offline, "the connection broke", false, false},
		"too long":        {answer(200, strings.Repeat(" ", maxBody+1)), TooLarge, "16 MB", false, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := insight(t.Context(), client(t, serve(t, c.h).URL))
			e := fails(t, err, c.kind)
			if NoGraphQL(err) != c.none || RefusedGraphQL(err) != c.refused || !strings.Contains(e.Error(), c.says) || e.Unknown || e.Working {
				t.Errorf("no GraphQL is %v, refused %v, of %v", NoGraphQL(err), RefusedGraphQL(err), e)
			}
		})
	}
	rest := &Error{Kind: NotFound, NoRoute: true, Path: "/api/v4/projects/12/releases/api%2Fgraphql"}
	for _, err := range []error{nil, errors.New("x"), context.Canceled, rest} {
		if NoGraphQL(err) || RefusedGraphQL(err) {
			t.Errorf("%v is of GraphQL", err)
		}
	}
	if wrapped := fmt.Errorf("in a sentence: %w", &Error{Kind: NotGitLab, Path: "/gitlab/api/graphql"}); !RefusedGraphQL(wrapped) {
		t.Error("a wrapped error is not told")
	}
}

func redirect(status int, to string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", to)
		w.WriteHeader(status)
	}
}

func TestInsightIsNotSentOn(t *testing.T) {
	t.Parallel()
	plain, secure := thief(t, httptest.NewServer), thief(t, httptest.NewTLSServer)
	pool := x509.NewCertPool()
	pool.AddCert(secure.Certificate())
	for _, status := range []int{301, 302, 303, 307, 308} {
		for _, to := range []string{"/api/graphql", "/", plain.URL + "/api/graphql", secure.URL + "/api/graphql"} {
			home := serve(t, redirect(status, to))
			e := fails(t, insight(t.Context(), client(t, home.URL, func(o *Options) { o.CA = pool })), Redirect)
			if r := home.only(t); r.method != "POST" || e.Unknown || e.Status != status {
				t.Errorf("%d to %s: %s, %+v", status, to, r.method, e)
			}
		}
	}
	if n := len(plain.all()) + len(secure.all()); n != 0 {
		t.Errorf("another origin got %d requests", n)
	}
}

func TestInsightIsBoundedInTime(t *testing.T) {
	t.Parallel()
	for name, h := range map[string]http.HandlerFunc{"silent": silent, "stalled": stalled} {
		c := client(t, serve(t, h).URL, func(o *Options) { o.Timeout = 50 * time.Millisecond })
		if e := fails(t, insight(t.Context(), c), Timeout); e.Unknown || e.Working {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

// Whatever GraphQL answers, what comes out names each rule once, and freezes with
// two ends; an error is one clean line.
func FuzzInsight(f *testing.F) {
	for _, s := range []string{insightReply, `{}`, `[]`, `{"data":{"project":null},"errors":[{"message":"\u001b[2J","path":["a",0]}]}`,
		`{"errors":[{"message":"Field 'x' doesn't exist on type 'Y'"}]}`, `{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/4821"},"environment":{"deployFreezes":[null]}}}}`,
		`{"data":{"project":{"deployment":{"id":"\u202e7"}}}}`,
		`{"data":{"project":{"deployment":{"id":"gid://gitlab/Deployment/4821","approvalSummary":{"rules":[null,{"canApprove":true,"user":{"id":"gid://gitlab/User/07"}}]}}}}}`} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, body string) {
		r := reply{status: 200, header: http.Header{"Content-Type": {"application/json"}}, body: []byte(body)}
		var got response[insightData]
		if r.decode(&got) != nil {
			return
		}
		in, e := insightOf(got, 4821)
		if e != nil {
			e.Op = "ask"
			if s := e.Error(); text.Line(s) != s || e.Kind == KindNone || len(in.Rules)+len(in.Freezes) > 0 {
				t.Fatalf("%q, %+v", s, in)
			}
			return
		}
		for _, rule := range in.Rules {
			names := 0
			for _, id := range []*int64{rule.UserID, rule.GroupID} {
				if id != nil && *id > 0 {
					names++
				}
			}
			if rule.AccessLevel != nil {
				names++
			}
			if names != 1 {
				t.Fatalf("%+v", rule)
			}
		}
		for _, z := range in.Freezes {
			if !in.FreezesKnown || !z.From.Before(z.Until) || z.Place == nil || z.Zone == "" {
				t.Fatalf("%+v", z)
			}
		}
	})
}
