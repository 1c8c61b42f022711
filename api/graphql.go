package api

import (
	"encoding/json"
	"net/http"
	"strings"
)

// NoGraphQL reports whether an error says that an instance has no GraphQL, or none that
// knows what is asked: an old GitLab, one without approvals. Asking again soon is no use
// for anything on it, and REST goes on.
func NoGraphQL(err error) bool {
	e := AsError(err)
	return ofGraphQL(e) && (e.NoRoute || e.Status == http.StatusMethodNotAllowed || e.Status == http.StatusGone)
}

// RefusedGraphQL reports whether an error says that this question got no further than a
// proxy or a rule on the way, or came back as something else than GitLab's answer. It
// says nothing of other projects.
func RefusedGraphQL(err error) bool {
	e := AsError(err)
	if !ofGraphQL(e) || NoGraphQL(err) {
		return false
	}
	return e.Kind == NotGitLab || e.Kind == Redirect || e.Status == http.StatusForbidden
}

func ofGraphQL(e *Error) bool { return e != nil && strings.HasSuffix(e.Path, graphRoot) }

// maxReasons bounds how many of the errors are told.
const maxReasons = 3

// question is what is sent to GraphQL.
type question struct {
	Query     string         `json:"query"`
	Variables map[string]any `json:"variables"`
}

// response is every answer of GraphQL's: data, errors, or a part of the one and the
// reasons for the other. T is the data.
type response[T any] struct {
	// Data is nil where the question was refused before anything was read, and where
	// an error left nothing.
	Data   *T           `json:"data"`
	Errors []graphError `json:"errors"`
}

// graphError is one entry of errors. Its path, where it was in the data, tells an
// error of reading from a question that was refused as a whole.
type graphError struct {
	Message string            `json:"message"`
	Path    []json.RawMessage `json:"path"`
}

// failure makes the Error of errors that did not leave enough of the data; nil for
// no errors.
// gitlab: lib/gitlab/graphql/errors.rb, app/graphql/gitlab_schema.rb
func (r response[T]) failure() *Error {
	if len(r.Errors) == 0 {
		return nil
	}
	e := &Error{Kind: Invalid, Status: http.StatusOK}
	whole := r.Data == nil
	var words []string
	for _, one := range r.Errors {
		if s := printable(one.Message); s != "" && len(words) < maxReasons {
			words = append(words, s)
		}
		whole = whole && len(one.Path) == 0
	}
	e.Message = printable(strings.Join(words, "; "))
	said := strings.ToLower(e.Message)
	switch {
	case strings.Contains(said, "timeout") || strings.Contains(said, "timed out"):
		e.Kind = Timeout
	case strings.Contains(said, "internal server error"):
		e.Kind = Server
	case whole:
		// nothing was read: the schema lacks a field, or takes no such question
		e.Kind, e.NoRoute = NotFound, true
	case strings.Contains(said, "does not exist or you don't have permission"):
		e.Kind = NotFound
	}
	return e
}

// sentences takes the messages out of errors in GraphQL's shape; what has another is
// returned as it is.
// gitlab: app/controllers/graphql_controller.rb
func sentences(v any) any {
	list, ok := v.([]any)
	if !ok {
		return v
	}
	out := make([]any, 0, len(list))
	for _, one := range list {
		fields, _ := one.(map[string]any)
		message, ok := fields["message"].(string)
		if !ok {
			return v
		}
		out = append(out, message)
	}
	return out
}
