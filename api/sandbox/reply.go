package sandbox

import (
	"bytes"
	"encoding/json"
	"net/http"
)

// reply is a whole HTTP answer before it is sent, so that faults can drop it.
type reply struct {
	status int
	header http.Header
	body   []byte
	stream *stream // sent in place of body
}

// refusal is an error that knows its HTTP answer.
type refusal struct{ reply }

// Error names the answer, for test failures only.
func (r *refusal) Error() string { return http.StatusText(r.status) + ": " + string(r.body) }

// jsonReply encodes as Rails does: no escaping of <, > and &, no line end.
func jsonReply(status int, value any) reply {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		// Only a shape of ours that cannot be encoded gets here.
		panic("sandbox: " + err.Error())
	}
	return reply{
		status: status,
		header: http.Header{"Content-Type": {"application/json"}},
		body:   bytes.TrimSuffix(buf.Bytes(), []byte("\n")),
	}
}

func ok(value any) (reply, error) { return jsonReply(http.StatusOK, value), nil }

func created(value any) (reply, error) { return jsonReply(http.StatusCreated, value), nil }

type messageBody struct {
	Message any `json:"message"`
}

type errorBody struct {
	Error       string `json:"error"`
	Description string `json:"error_description,omitempty"`
	Scope       string `json:"scope,omitempty"`
}

// refuse answers {"message": …}, a string, a list or a map of lists.
func refuse(status int, message any) error {
	return &refusal{jsonReply(status, messageBody{message})}
}

// refuseError answers {"error": …}, the form of Grape and of the token checks.
func refuseError(status int, body errorBody) error {
	return &refusal{jsonReply(status, body)}
}

func badRequest(reason string) error {
	return refuse(http.StatusBadRequest, "400 Bad request - "+reason)
}

func notFound(what string) error {
	if what == "" {
		return refuse(http.StatusNotFound, "404 Not found")
	}
	return refuse(http.StatusNotFound, "404 "+what+" Not Found")
}

func forbidden(reason string) error {
	if reason == "" {
		return refuse(http.StatusForbidden, "403 Forbidden")
	}
	return refuse(http.StatusForbidden, "403 Forbidden - "+reason)
}

func unauthorized() error { return refuse(http.StatusUnauthorized, "401 Unauthorized") }

func invalid(field, text string) error {
	return refuse(http.StatusBadRequest, map[string][]string{field: {text}})
}
