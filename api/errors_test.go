package api

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func approve(ctx context.Context, c *Client) error {
	_, err := c.SubmitApproval(ctx, ref(c), ApprovalRequest{Decision: Approve})
	return err
}

func create(ctx context.Context, c *Client) error {
	_, err := c.CreateDeployment(ctx, 12, NewDeployment{Environment: "production", SHA: "abc", Ref: "main", Status: StatusSuccess})
	return err
}

func update(ctx context.Context, c *Client) error {
	_, err := c.UpdateDeployment(ctx, ref(c), StatusRunning)
	return err
}

func get(ctx context.Context, c *Client) error { _, err := c.GetDeployment(ctx, ref(c)); return err }

func remove(ctx context.Context, c *Client) error { return c.DeleteDeployment(ctx, ref(c), &noon) }

func listDeployments(ctx context.Context, c *Client) error {
	_, err := c.ListDeployments(ctx, ByID(12), DeploymentFilter{})
	return err
}

func play(ctx context.Context, c *Client) error { _, err := c.PlayJob(ctx, 12, 664); return err }

// refusal is a reply of GitLab's and what must become of it.
type refusal struct {
	call    func(context.Context, *Client) error
	status  int
	body    string
	kind    Kind
	message string
	unknown bool
}

const own = "You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."

var refusals = map[string]refusal{
	"list: parameter":      {listDeployments, 400, `{"error":"order_by does not have a valid value, page is invalid"}`, Invalid, "order_by does not have a valid value, page is invalid", false},
	"list: combination":    {listDeployments, 400, "{\"message\":\"400 Bad request - `updated_at` filter requires `updated_at` sort\"}", Invalid, "400 Bad request - `updated_at` filter requires `updated_at` sort", false},
	"list: no such":        {listDeployments, 404, `{"message":"404 Project Not Found"}`, NotFound, "404 Project Not Found", false},
	"list: below reporter": {listDeployments, 403, `{"message":"403 Forbidden"}`, Forbidden, "403 Forbidden", false},
	"get: absent":          {get, 404, `{"message":"404 Not found"}`, NotFound, "404 Not found", false},
	"get: crash":           {get, 500, `{"message":"500 Internal Server Error"}`, Server, "500 Internal Server Error", false},
	"get: conflict":        {get, 409, `{"message":"409 Conflict: Resource lock"}`, Conflict, "409 Conflict: Resource lock", false},
	"get: app rate limit":  {get, 429, `{"message":{"error":"This endpoint has been requested too many times. Try again later."}}`, RateLimited, "This endpoint has been requested too many times. Try again later.", false},
	"token: none":          {get, 401, `{"message":"401 Unauthorized"}`, Unauthorized, "401 Unauthorized", false},
	"token: expired":       {get, 401, `{"error":"invalid_token","error_description":"Token is expired. You can either do re-authorization or token refresh."}`, Expired, "Token is expired. You can either do re-authorization or token refresh.", false},
	"token: revoked":       {get, 401, `{"error":"invalid_token","error_description":"Token was revoked. You have to re-authorize from the user."}`, Revoked, "Token was revoked. You have to re-authorize from the user.", false},
	"token: narrow":        {approve, 403, `{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}`, Scope, "The request requires higher privileges than provided by the access token.", false},
	"token: fine-grained":  {approve, 403, `{"error":"insufficient_granular_scope","error_description":"x"}`, Scope, "x", false},
	"user: blocked":        {get, 403, `{"message":"403 Forbidden - Your account has been blocked."}`, Forbidden, "403 Forbidden - Your account has been blocked.", false},

	"create: parameters": {create, 400, `{"error":"environment is missing, environment is empty, status does not have a valid value"}`, Invalid, "environment is missing, environment is empty, status does not have a valid value", false},
	"create: sha":        {create, 400, `{"message":{"sha":["The commit does not exist"]}}`, Invalid, "sha: The commit does not exist", false},
	"create: ref":        {create, 400, `{"message":{"ref":["The branch or tag does not exist"]}}`, Invalid, "ref: The branch or tag does not exist", false},
	"create: name": {create, 400, `{"message":{"name":["can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'","is too long (maximum is 255 characters)"]}}`, Invalid,
		"name can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'; name is too long (maximum is 255 characters)", false},
	"create: forbidden":  {create, 403, `{"message":"403 Forbidden"}`, Forbidden, "403 Forbidden", false},
	"update: of CI":      {update, 403, `{"message":"403 Forbidden - Deployments created using GitLab CI can not be updated using the API"}`, Forbidden, "403 Forbidden - Deployments created using GitLab CI can not be updated using the API", false},
	"update: transition": {update, 400, `{"message":{"status":["cannot transition via \"run\""]}}`, Invalid, `status cannot transition via "run"`, false},
	"delete: running":    {remove, 400, `{"message":"Cannot destroy running deployment"}`, Invalid, "Cannot destroy running deployment", false},
	"delete: live":       {remove, 400, `{"message":"Deployment currently deployed to environment"}`, Invalid, "Deployment currently deployed to environment", false},
	"delete: changed":    {remove, 412, `{"message":"412 Precondition Failed"}`, Precondition, "412 Precondition Failed", false},

	"approve: unprotected":  {approve, 400, `{"message":"This environment is not protected."}`, Invalid, "This environment is not protected.", false},
	"approve: own":          {approve, 400, `{"message":"` + own + `"}`, Invalid, own, false},
	"approve: no rules":     {approve, 400, `{"message":"Deployment approvals is not configured for this environment."}`, Invalid, "Deployment approvals is not configured for this environment.", false},
	"approve: not waiting":  {approve, 400, `{"message":"This deployment is not waiting for approvals."}`, Invalid, "This deployment is not waiting for approvals.", false},
	"approve: no right":     {approve, 400, `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`, Invalid, "You don't have permission to approve this deployment. Contact the project or group owner for help.", false},
	"approve: hat":          {approve, 400, "{\"message\":\"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.\"}", Invalid, "There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.", false},
	"approve: long":         {approve, 400, `{"message":["Comment is too long (maximum is 255 characters)"]}`, Invalid, "Comment is too long (maximum is 255 characters)", false},
	"approve: foss":         {approve, 404, `{"error":"404 Not Found"}`, NotFound, "404 Not Found", false},
	"approve: crash":        {approve, 500, `{"message":"500 Internal Server Error"}`, Server, "500 Internal Server Error", true},
	"approve: maintenance":  {approve, 503, `{"message":"GitLab is undergoing maintenance"}`, Unavailable, "GitLab is undergoing maintenance", false},
	"approve: geo":          {approve, 403, `{"message":"You cannot perform write operations on a read-only instance"}`, Forbidden, "You cannot perform write operations on a read-only instance", false},
	"approve: moved":        {approve, 405, `{"message":"Non GET methods are not allowed for moved projects"}`, Invalid, "Non GET methods are not allowed for moved projects", false},
	"play: unplayable":      {play, 400, `{"message":"400 Bad request - Unplayable Job"}`, Invalid, "400 Bad request - Unplayable Job", false},
	"shape: list":           {get, 422, `{"message":["a","b"]}`, Invalid, "a; b", false},
	"shape: nested":         {get, 422, `{"message":{"environment":{"name":["is bad"],"base":["No"]},"base":["Alone"]}}`, Invalid, "Alone; environment.base: No; environment.name is bad", false},
	"shape: errors":         {get, 400, `{"errors":["one",{"two":"three"}]}`, Invalid, "one; two three", false},
	"shape: numbers":        {get, 400, `{"message":{"limit":5,"ok":false,"nothing":null}}`, Invalid, "limit 5; ok false", false},
	"shape: nothing":        {get, 400, `{}`, Invalid, "", false},
	"shape: not an object":  {get, 400, `"no"`, Invalid, "", false},
	"shape: broken":         {get, 400, `{"message":`, Invalid, "", false},
	"text: escapes":         {get, 400, `{"message":"bad\u001b]52;c;eA==\u0007 \u202ename\r\nhere\u009b2J"}`, Invalid, "bad name here", false},
	"text: escapes in keys": {get, 400, `{"message":{"na\u001b[2Jme":["is\u001b[31m bad"]}}`, Invalid, "name is bad", false},
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	for name, f := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c := client(t, serve(t, answer(f.status, f.body, "X-Request-Id", "01HX\u202e\u009b2J", "Retry-After", "40")).URL)
			e := fails(t, f.call(t.Context(), c), f.kind)
			if e.Message != f.message || e.Unknown != f.unknown || e.Status != f.status {
				t.Errorf("message %q, unknown %v, status %d; want %q, %v, %d", e.Message, e.Unknown, e.Status, f.message, f.unknown, f.status)
			}
			checkSentence(t, c, e)
		})
	}
}

// checkSentence looks at what a person reads.
func checkSentence(t *testing.T, c *Client, e *Error) {
	t.Helper()
	s := e.Error()
	if !strings.HasPrefix(s, "cannot "+e.Op+" ") || !strings.Contains(s, " on "+c.Host()+": ") || strings.ContainsAny(s, "\x1b\n\r") || strings.HasSuffix(s, ".") {
		t.Errorf("the sentence is %q", s)
	}
	if e.RequestID != "01HX" || e.RetryAfter != 40*time.Second || e.Method == "" || !strings.HasPrefix(e.Path, "/api/v4/projects/12/") {
		t.Errorf("details are missing: %+v", *e)
	}
}

func TestSentences(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(400, `{"message":"`+own+`"}`)).URL)
	want := "cannot approve deployment 345 of project 12 on " + c.Host() + ": " + strings.TrimSuffix(own, ".") + " (HTTP 400)"
	if got := approve(t.Context(), c).Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	c = client(t, serve(t, answer(500, `{"message":"500 Internal Server Error"}`)).URL)
	want = "cannot approve deployment 345 of project 12 on " + c.Host() + ": 500 Internal Server Error; the outcome is unknown; read it again before deciding anew"
	if got := approve(t.Context(), c).Error(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	c = client(t, serve(t, answer(404, `{"error":"404 Not Found"}`)).URL)
	e := AsError(approve(t.Context(), c))
	if !e.NoRoute || e.Next() != "this GitLab does not offer it" {
		t.Errorf("a FOSS GitLab: %+v", *e)
	}
	if e := AsError(get(t.Context(), client(t, serve(t, answer(404, `{"message":"404 Project Not Found"}`)).URL))); e.NoRoute {
		t.Error("a hidden project looks like a missing route")
	}
}

func TestFieldsAreKept(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(400, `{"message":{"name":["is bad","is long"],"environment":{"tier":["no"]}}}`)).URL)
	e := fails(t, create(t.Context(), c), Invalid)
	want := map[string][]string{"name": {"is bad", "is long"}, "environment.tier": {"no"}}
	if !reflect.DeepEqual(e.Fields, want) {
		t.Errorf("fields %v, want %v", e.Fields, want)
	}
}

func TestMessagesAreBounded(t *testing.T) {
	t.Parallel()
	c := client(t, serve(t, answer(400, `{"message":"`+strings.Repeat("長", 5000)+`"}`)).URL)
	e := fails(t, get(t.Context(), c), Invalid)
	if n := utf8.RuneCountInString(e.Message); n != maxMessage || !strings.HasSuffix(e.Message, "…") {
		t.Errorf("%d characters", n)
	}
}

func TestRetryAfterIsReadAndBounded(t *testing.T) {
	t.Parallel()
	now := noon
	for in, want := range map[string]time.Duration{
		"": 0, "7": 7 * time.Second, "-3": 0, "soon": 0, "99999999": maxRetryAfter, "99999999999999999999": 0,
		noon.Add(90 * time.Second).Format(http.TimeFormat): 90 * time.Second,
		noon.Add(-time.Hour).Format(http.TimeFormat):       0,
	} {
		if got := retryAfter(http.Header{"Retry-After": {in}}, now); got != want {
			t.Errorf("Retry-After %q is %v, want %v", in, got, want)
		}
	}
}

func TestAsErrorAndKindOf(t *testing.T) {
	t.Parallel()
	e := &Error{Kind: Offline, Op: "x", Err: context.DeadlineExceeded}
	wrapped := fmt.Errorf("project 12: %w", e)
	if AsError(wrapped) != e || KindOf(wrapped) != Offline || !errors.Is(wrapped, context.DeadlineExceeded) ||
		!errors.Is(wrapped, &Error{Kind: Offline}) || errors.Is(wrapped, &Error{Kind: TLS}) {
		t.Error("the Error in a chain is not found")
	}
	for err, want := range map[error]Kind{context.Canceled: Canceled, context.DeadlineExceeded: Timeout, errors.New("x\x1b[2J"): Protocol} {
		if got := AsError(err); got.Kind != want || !errors.Is(got, err) || strings.Contains(got.Message, "\x1b") {
			t.Errorf("AsError(%v) = %+v, want %v", err, got, want)
		}
	}
	if AsError(nil) != nil || KindOf(nil) != KindNone {
		t.Error("no error became one")
	}
}

func TestEveryKindHasItsOwnName(t *testing.T) {
	t.Parallel()
	names := map[string]Kind{}
	for k := KindNone; k <= Protocol; k++ {
		if other, ok := names[k.String()]; ok || k.String() == "" {
			t.Errorf("%d and %d are both %q", k, other, k)
		}
		names[k.String()] = k
	}
	if got := Kind(99).String(); got != "kind 99" {
		t.Errorf("an unknown kind is %q", got)
	}
	if Protocol.String() != "protocol error" || RateLimited.String() != "rate limited" || ReadOnly.String() != "read-only" {
		t.Error("the names have slipped")
	}
}
