package sandbox_test

import (
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

const textScope = `"error_description":"The request requires higher privileges than provided by the access token."`

func TestTokens(t *testing.T) {
	t.Parallel()
	l := start(t)
	revoked, blocked := start(t), start(t)
	if err := revoked.RevokeToken(revoked.Token("maya")); err != nil {
		t.Fatal(err)
	}
	if err := blocked.BlockUser("maya"); err != nil {
		t.Fatal(err)
	}
	const expired = `{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}`
	for _, c := range []struct {
		name   string
		lab    *lab
		a      answer
		status int
		want   string
	}{
		{"none", l, l.get("", "/user"), 401, `{"message":"401 Unauthorized"}`},
		{"unknown", l, l.ask("", "GET", "/user", nil, "PRIVATE-TOKEN", "glpat-nobody"), 401, `{"message":"401 Unauthorized"}`},
		{"unknown where none is needed", l, l.ask("", "GET", "/projects", nil, "PRIVATE-TOKEN", "x"), 401, `{"message":"401 Unauthorized"}`},
		{"expired", l, l.get("expired", "/user"), 401, expired},
		{"revoked", revoked, revoked.get("maya", "/user"), 401,
			`{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`},
		{"blocked user", blocked, blocked.get("maya", "/user"), 403, `{"message":"403 Forbidden - Your account has been blocked."}`},
		{"read only writes", l, l.ask("read_api", "POST", "/projects/1/jobs/1/play", object{}), 403,
			`{"error":"insufficient_scope",` + textScope + `,"scope":"api"}`},
	} {
		t.Run(c.name, func(t *testing.T) { c.lab.want(c.a, c.status, c.want) })
	}
	for _, header := range []string{"Bearer " + l.Token("maya"), "bearer " + l.Token("maya")} {
		if u := decode[object](l, l.ask("", "GET", "/user", nil, "Authorization", header), 200); u["username"] != "maya" {
			t.Errorf("%s is %v", header, u)
		}
	}
	if u := decode[object](l, l.get("read_api", "/user"), 200); u["username"] != "maya" {
		t.Errorf("the read-only token is %v's", u)
	}
}

func TestOwnFacts(t *testing.T) {
	t.Parallel()
	l := start(t)
	maya, root := decode[object](l, l.get("maya", "/user"), 200), decode[object](l, l.get("root", "/user"), 200)
	if _, there := maya["is_admin"]; there || root["is_admin"] != true {
		t.Errorf("is_admin: %v and %v", maya["is_admin"], root["is_admin"])
	}
	own := decode[object](l, l.get("read_api", "/personal_access_tokens/self"), 200)
	if own["scopes"].([]any)[0] != "read_api" || own["expires_at"] != "2026-08-14" || own["user_id"] != maya["id"] || own["active"] != true {
		t.Errorf("the token is %v", own)
	}
	if v := decode[object](l, l.get("maya", "/metadata"), 200); v["version"] != "18.9.0-ee" || v["enterprise"] != true {
		t.Errorf("metadata is %v", v)
	}
	l.clock.add(200 * 24 * time.Hour)
	if a := l.get("maya", "/user"); a.status != 401 {
		t.Errorf("after its last day the token answers %d", a.status)
	}
}

func TestRouting(t *testing.T) {
	t.Parallel()
	l := start(t)
	const noRoute = `{"error":"404 Not Found"}`
	for _, c := range []struct {
		method, path string
		status       int
		want         string
	}{
		{"GET", "/nope", 404, noRoute},
		{"GET", "/projects/payments/api", 404, noRoute},
		{"GET", "/projects/payments/api/deployments", 404, noRoute},
		{"GET", "/projects/1/deployments/1/approval/x", 404, noRoute},
		{"PATCH", "/projects/1/deployments", 405, `{"error":"405 Not Allowed"}`},
		{"DELETE", "/user", 405, `{"error":"405 Not Allowed"}`},
		{"GET", "/projects/payments%2Fnope", 404, `{"message":"404 Project Not Found"}`},
		{"GET", "/groups/nope/projects", 404, `{"message":"404 Group Not Found"}`},
	} {
		l.want(l.ask("maya", c.method, c.path, nil), c.status, c.want)
	}
	if a := l.ask("", "PATCH", "/projects/1/deployments", nil); a.header.Get("Allow") != "GET, POST" {
		t.Errorf("allowed is %q", a.header.Get("Allow"))
	}
	if a := l.ask("", "POST", "/projects/1/deployments/5", nil); a.header.Get("Allow") != "DELETE, GET, PUT" {
		t.Errorf("allowed is %q", a.header.Get("Allow"))
	}
	if a := l.get("maya", "/version/"); a.status != 200 {
		t.Errorf("a slash at the end gives %d", a.status)
	}
	if a := l.ask("maya", "HEAD", "/projects/1/deployments", nil); a.status != 200 || a.header.Get("X-Total") == "" || a.body != "" {
		t.Errorf("HEAD gives %d %q", a.status, a.body)
	}
	resp, err := client.Get(l.URL() + "/payments/api")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 404 || !strings.HasPrefix(resp.Header.Get("Content-Type"), "text/html") {
		t.Errorf("outside the API: %d %s", resp.StatusCode, resp.Header.Get("Content-Type"))
	}
}

func TestRelativeRoot(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.Prefix = "/gitlab/" })
	if !strings.HasSuffix(l.URL(), "/gitlab") {
		t.Fatalf("URL is %s", l.URL())
	}
	a := l.get("maya", "/projects?per_page=1")
	p := decode[[]object](l, a, 200)[0]
	if !strings.HasPrefix(p["web_url"].(string), l.URL()+"/") || !strings.Contains(a.header.Get("Link"), "<"+l.URL()+"/api/v4/projects?") {
		t.Errorf("links are %v and %s", p["web_url"], a.header.Get("Link"))
	}
	resp, err := client.Get(strings.TrimSuffix(l.URL(), "/gitlab") + "/api/v4/version")
	if err != nil {
		t.Fatal(err)
	}
	resp.Body.Close()
	if resp.StatusCode != 404 {
		t.Errorf("without the prefix: %d", resp.StatusCode)
	}
}

func TestBodies(t *testing.T) {
	t.Parallel()
	l := start(t)
	path := at(api, l.in(api, "production", "blocked"), "/approval")
	const undeclared = `{"error":"message body does not match declared format"}`
	const noStatus = `{"error":"status is missing, status does not have a valid value"}`
	const badStatus = `{"error":"status does not have a valid value"}`
	multipart := "--b\r\nContent-Disposition: form-data; name=\"status\"\r\n\r\nok\r\n--b--\r\n"
	for _, c := range []struct {
		name, kind, body string
		status           int
		want             string
	}{
		{"json", "application/json; charset=utf-8", `{"status":"ok"}`, 400, badStatus},
		{"json null", "application/json", `{"status":null}`, 400, badStatus},
		{"json that ends early", "application/json", `{"status":`, 400, undeclared},
		{"json twice", "application/json", `{}{}`, 400, undeclared},
		{"json list", "application/json", `[]`, 400, undeclared},
		{"form", "application/x-www-form-urlencoded", `status=ok`, 400, badStatus},
		{"broken form", "application/x-www-form-urlencoded", `status=%zz`, 400, undeclared},
		{"multipart", "multipart/form-data; boundary=b", multipart, 400, badStatus},
		{"broken multipart", "multipart/form-data; boundary=b", "--b\r\nx", 400, undeclared},
		{"text", "text/plain", `status=ok`, 415, `{"error":"The provided content-type 'text/plain' is not supported."}`},
		{"empty", "application/json", ``, 400, noStatus},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.want(l.ask("maya", "POST", path, c.body, "Content-Type", c.kind), c.status, c.want)
		})
	}
	l.want(l.ask("maya", "POST", path+"?status=ok", object{}), 400, badStatus)
	if a := l.ask("maya", "POST", path+"?status=ok", object{"status": "approved"}); a.status != 201 {
		t.Errorf("the body does not win over the query: %d %s", a.status, a.body)
	}
}

func TestEveryReplyIsMarked(t *testing.T) {
	t.Parallel()
	l := start(t)
	l.clock.add(90 * time.Second)
	ids := map[string]bool{}
	for _, a := range []answer{l.get("maya", "/user"), l.get("", "/user"), l.get("maya", "/nope"), l.get("expired", "/user")} {
		h := a.header
		id := h.Get("X-Request-Id")
		if !regexp.MustCompile(`^01J[0-9A-Z]{23}$`).MatchString(id) || ids[id] || !strings.Contains(h.Get("X-Gitlab-Meta"), id) {
			t.Errorf("request id %q, meta %q", id, h.Get("X-Gitlab-Meta"))
		}
		ids[id] = true
		if h.Get("Date") != "Sat, 14 Feb 2026 03:01:30 GMT" || h.Get("RateLimit-Limit") == "" || h.Get("Content-Type") != "application/json" {
			t.Errorf("headers are %v", h)
		}
	}
}

func TestConditionalGet(t *testing.T) {
	t.Parallel()
	l := start(t)
	path := "/projects/1/deployments?status=blocked&sort=desc"
	tag := l.get("maya", path).header.Get("ETag")
	if !strings.HasPrefix(tag, `W/"`) {
		t.Fatalf("the tag is %q", tag)
	}
	l.want(l.ask("maya", "GET", path, nil, "If-None-Match", tag), 304, "")
	l.ask("maya", "POST", at(api, l.in(api, "production", "blocked"), "/approval"), object{"status": "rejected"})
	if a := l.ask("maya", "GET", path, nil, "If-None-Match", tag); a.status != 200 || a.header.Get("ETag") == tag {
		t.Errorf("after a change: %d %s", a.status, a.header.Get("ETag"))
	}
}

func TestRateLimit(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.RateLimit = 3 })
	l.clock.add(20 * time.Second)
	for i := 1; i <= 3; i++ {
		h := l.get("maya", "/user").header
		got := []string{h.Get("RateLimit-Limit"), h.Get("RateLimit-Observed"), h.Get("RateLimit-Remaining"), h.Get("RateLimit-Name"), h.Get("RateLimit-Reset")}
		want := []string{"3", strconv.Itoa(i), strconv.Itoa(3 - i), "throttle_authenticated_api", strconv.FormatInt(night.Add(time.Minute).Unix(), 10)}
		if strings.Join(got, " ") != strings.Join(want, " ") {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	a := l.get("maya", "/user")
	l.want(a, 429, "Retry later\n")
	h := a.header
	if h.Get("Retry-After") != "40" || h.Get("RateLimit-ResetTime") != "Sat, 14 Feb 2026 03:01:00 GMT" || h.Get("Content-Type") != "text/plain" ||
		h.Get("RateLimit-Remaining") != "0" {
		t.Errorf("headers are %v", h)
	}
	if other := l.get("oto", "/user"); other.status != 200 {
		t.Errorf("another user gets %d", other.status)
	}
	l.clock.add(41 * time.Second)
	if later := l.get("maya", "/user"); later.status != 200 || later.header.Get("RateLimit-Observed") != "1" {
		t.Errorf("a minute later: %d", later.status)
	}
}
