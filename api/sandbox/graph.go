package sandbox

import (
	"context"
	"encoding/json"
	"fmt"
	"mime"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	graphql "github.com/graph-gophers/graphql-go"
	graphqlerrors "github.com/graph-gophers/graphql-go/errors"
)

// GraphQL is a second door into the same world. The library parses, checks and
// runs queries; graph_schema.go is what can be asked, graph_project.go,
// graph_deployment.go, graph_approval.go and graph_freeze.go answer it, and
// graph_query.go weighs a query before it runs.

// graphRoot is the one path of GraphQL, below the instance's root.
const graphRoot = "/api/graphql"

// Limits of a request.
// gitlab: app/controllers/graphql_controller.rb, app/graphql/gitlab_schema.rb
const (
	graphQuerySize         = 10_000 // characters
	graphComplexity        = 250
	graphComplexityUnknown = 200 // without a token
	graphPage              = 100
)

const (
	textGraphToken    = "Invalid token"
	textGraphBlocked  = "API not accessible for user"
	textGraphSize     = "Query too large"
	textGraphInternal = "Internal server error"
	textGraphResource = "The resource that you are attempting to access does not exist or you don't have permission to perform this action"
)

// SetGraphQL switches GraphQL on or off, as a proxy does that lets only the
// REST API through: off, its path is 404. It is on from the start.
func (s *Server) SetGraphQL(on bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.graphOff = !on
}

// SetGraphComplexity changes how complex a query may be: other releases of GitLab may
// weigh or allow otherwise. 0 is what GitLab allows.
func (s *Server) SetGraphComplexity(most int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.graphMost = most
}

// One schema serves all sandboxes of an edition: what a request needs travels
// in its context. One resolver runs at a time, for they all read one world.
var (
	graphEE   = sync.OnceValue(func() *graphql.Schema { return parseGraph(graphSchema + graphSchemaEE) })
	graphFOSS = sync.OnceValue(func() *graphql.Schema { return parseGraph(graphSchema) })
)

func parseGraph(schema string) *graphql.Schema {
	return graphql.MustParseSchema(schema, &graphResolver{}, graphql.UseFieldResolvers(), graphql.MaxParallelism(1))
}

// graphCall is one request on its way through the resolvers, under the world's
// lock.
type graphCall struct {
	w      *world
	prefix string // of a relative installation
	u      *user  // nil when anonymous
	token  *token // nil when anonymous
	calls  map[string]int
	most   int  // complexity that is allowed; 0 for GitLab's own limit
	broken bool // GitLab would have crashed
}

type graphCallKey struct{}

func graphCallOf(ctx context.Context) *graphCall { return ctx.Value(graphCallKey{}).(*graphCall) }

// once refuses the second call of a field in one request, wherever in the query
// it is. Siblings are resolved side by side, so which of them is the first one is
// not defined.
// gitlab: lib/gitlab/graphql/limit/field_call_count.rb
func (g *graphCall) once(owner, field string) error {
	g.calls[owner+"."+field]++
	if g.calls[owner+"."+field] > 1 {
		return saidOf("%q field can be requested only for 1 %s(s) at a time.", field, owner)
	}
	return nil
}

// crash is what GitLab does not rescue: the whole answer becomes a 500.
func (g *graphCall) crash() error {
	g.broken = true
	return said(textGraphInternal)
}

// graphRequest is the body of a request.
type graphRequest struct {
	Query         string         `json:"query"`
	OperationName string         `json:"operationName"`
	Variables     map[string]any `json:"variables"`
}

type graphError struct {
	Message string `json:"message"`
}

type graphErrors struct {
	Errors []graphError `json:"errors"`
}

func graphRefusal(status int, message string) error {
	return &refusal{jsonReply(status, graphErrors{[]graphError{{message}}})}
}

// graph answers a request to the path of GraphQL.
func (s *Server) graph(r *http.Request, body []byte) (reply, error) {
	g := &graphCall{w: s.world, prefix: s.prefix, calls: map[string]int{}, most: s.graphMost}
	if err := g.authenticate(r); err != nil {
		return reply{}, err
	}
	request, err := readGraph(r, body)
	if err != nil {
		return reply{}, err
	}
	if utf8.RuneCountInString(request.Query) > graphQuerySize {
		return reply{}, graphRefusal(http.StatusUnprocessableEntity, textGraphSize)
	}
	answer := g.run(r.Context(), request)
	if g.broken {
		return reply{}, graphRefusal(http.StatusInternalServerError, textGraphInternal)
	}
	return ok(answer)
}

// authenticate differs from REST in words only: every token that is no good is
// the same "Invalid token", one whose scopes are too small too.
// gitlab: app/controllers/graphql_controller.rb
func (g *graphCall) authenticate(r *http.Request) error {
	value := credential(r.Header)
	if value == "" {
		return nil
	}
	t := g.w.tokens[value]
	if t == nil || t.revoked || !g.w.now.Before(t.expires) || !allows(t.scopes, []string{"api", "read_api"}) {
		return graphRefusal(http.StatusUnauthorized, textGraphToken)
	}
	if t.user.state != "active" {
		return graphRefusal(http.StatusForbidden, textGraphBlocked)
	}
	t.used = g.w.now
	g.u, g.token = t.user, t
	return nil
}

// readGraph takes JSON, and a form whose variables are JSON.
func readGraph(r *http.Request, body []byte) (graphRequest, error) {
	var request graphRequest
	malformed := graphRefusal(http.StatusBadRequest, "Bad request")
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")) // a bad one is a form
	if kind == "application/json" {
		if json.Unmarshal(body, &request) != nil {
			return request, malformed
		}
		return request, nil
	}
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return request, malformed
	}
	request.Query, request.OperationName = form.Get("query"), form.Get("operationName")
	if text := form.Get("variables"); text != "" && json.Unmarshal([]byte(text), &request.Variables) != nil {
		return request, graphRefusal(http.StatusUnprocessableEntity, "Variables are invalid")
	}
	return request, nil
}

// run checks, weighs and executes a query, in this order.
func (g *graphCall) run(ctx context.Context, q graphRequest) *graphql.Response {
	schema := graphEE()
	if g.w.foss {
		schema = graphFOSS()
	}
	if found := schema.ValidateWithVariables(q.Query, q.Variables); len(found) > 0 {
		return &graphql.Response{Errors: inGraphWords(found)}
	}
	most := g.most
	switch {
	case most > 0:
	case g.u == nil:
		most = graphComplexityUnknown
	default:
		most = graphComplexity
	}
	if weight := complexity(q); weight > most {
		return &graphql.Response{Errors: []*graphqlerrors.QueryError{
			graphqlerrors.Errorf("Query has complexity of %d, which exceeds max complexity of %d", weight, most),
		}}
	}
	// A client that goes away does not undo what its request began.
	ctx = context.WithValue(context.WithoutCancel(ctx), graphCallKey{}, g)
	answer := schema.Exec(ctx, q.Query, q.OperationName, q.Variables)
	answer.Errors = inGraphWords(answer.Errors)
	return answer
}

// graphWords are the library's sentences that GitLab's library puts differently.
var graphWords = []struct {
	theirs func() *regexp.Regexp
	ours   string
	code   string
}{
	{pattern(`^Cannot query field "(\w+)" on type "(\w+)"\..*`), "Field '$1' doesn't exist on type '$2'", "undefinedField"},
	{pattern(`^graphql: got nil for non-null "(\w+)"$`), "Cannot return null for non-nullable field of type $1", ""},
}

// inGraphWords rewords errors and puts them in the order of their paths: those of
// siblings come in any.
func inGraphWords(found []*graphqlerrors.QueryError) []*graphqlerrors.QueryError {
	for _, e := range found {
		for _, w := range graphWords {
			parts := w.theirs().FindStringSubmatch(e.Message)
			if parts == nil {
				continue
			}
			e.Message = w.theirs().ReplaceAllString(e.Message, w.ours)
			if w.code != "" {
				e.Extensions = map[string]any{"code": w.code, "typeName": parts[2], "fieldName": parts[1]}
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *graphqlerrors.QueryError) int {
		return strings.Compare(fmt.Sprint(a.Path...), fmt.Sprint(b.Path...))
	})
	return found
}
