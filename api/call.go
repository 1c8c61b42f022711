package api

import (
	"encoding/json"
	"net/http"
	"net/url"
)

// The paths of the two APIs below the instance's root.
const (
	apiRoot   = "/api/v4"
	graphRoot = "/api/graphql"
)

// call is one request of an endpoint.
type call struct {
	// op and target make the sentence "cannot <op> <target>".
	op, target string
	method     string
	// path is below the API's root and already escaped.
	path  string
	query url.Values
	// ifUnmodified and ifNoneMatch are If-Unmodified-Since and If-None-Match; empty for
	// none. With the latter a 304 is no error.
	ifUnmodified, ifNoneMatch string
	// body is what a write says; nil sends {}.
	body any
	// limit bounds a successful reply in bytes; 0 means maxBody.
	limit int64
	// patient waits as long as something comes: each pause has the timeout, not the
	// whole.
	patient bool
	// accept is the type that is asked for; empty means JSON.
	accept string
	// graph sends it to GraphQL instead of REST, where a POST only asks: it is
	// treated as a GET is. Never set it on a mutation.
	graph bool
	// alike names the calls that cost the host about the same, each time and whatever they
	// are about: how long these wait tells how it is doing. Empty for what tells nothing.
	alike string
}

func (q call) isWrite() bool { return q.method != http.MethodGet && !q.graph }

// root is the path of the API that it goes to.
func (q call) root() string {
	if q.graph {
		return graphRoot
	}
	return apiRoot
}

// payload is what is sent; a GET has none.
func (q call) payload() ([]byte, *Error) {
	switch {
	case q.method == http.MethodGet:
		return nil, nil
	case q.body == nil:
		return []byte("{}"), nil
	}
	body, err := json.Marshal(q.body)
	if err != nil {
		return nil, &Error{Kind: Invalid, Err: err, Message: "the values cannot be written as JSON"}
	}
	return body, nil
}
