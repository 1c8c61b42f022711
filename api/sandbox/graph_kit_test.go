package sandbox_test

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
)

// graphAnswer is an answer of GraphQL.
type graphAnswer struct {
	Data   object
	Errors []struct {
		Message    string
		Path       []any
		Extensions object
	}
}

// askGraph sends a query as JSON; variables come in pairs of name and value.
func (l *lab) askGraph(user, query string, variables ...any) answer {
	l.t.Helper()
	vars := object{}
	for i := 0; i+1 < len(variables); i += 2 {
		vars[variables[i].(string)] = variables[i+1]
	}
	raw, err := json.Marshal(object{"query": query, "variables": vars})
	if err != nil {
		l.t.Fatal(err)
	}
	return l.postGraph(user, "application/json", string(raw))
}

// postGraph sends any body to the path of GraphQL.
func (l *lab) postGraph(user, kind, body string, headers ...string) answer {
	l.t.Helper()
	a, err := l.tryGraph(user, kind, body, headers...)
	if err != nil {
		l.t.Fatal(err)
	}
	return a
}

func (l *lab) tryGraph(user, kind, body string, headers ...string) (answer, error) {
	req, err := http.NewRequest("POST", l.URL()+"/api/graphql", strings.NewReader(body))
	if err != nil {
		return answer{}, err
	}
	req.Header.Set("Content-Type", kind)
	if user != "" {
		req.Header.Set("Private-Token", l.Token(user))
	}
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := client.Do(req)
	if err != nil {
		return answer{}, err
	}
	defer resp.Body.Close()
	raw, err := io.ReadAll(resp.Body)
	return answer{resp.StatusCode, resp.Header, string(raw)}, err
}

func (l *lab) graph(user, query string, variables ...any) graphAnswer {
	l.t.Helper()
	return decode[graphAnswer](l, l.askGraph(user, query, variables...), 200)
}

// at follows names into the data.
func (a graphAnswer) at(path string) any {
	var found any = a.Data
	for _, name := range strings.Split(path, ".") {
		inside, ok := found.(object)
		if !ok {
			return nil
		}
		found = inside[name]
	}
	return found
}

// wants compares a part of the data with JSON.
func (a graphAnswer) wants(t *testing.T, path, want string) {
	t.Helper()
	got, err := json.Marshal(a.at(path))
	if err != nil {
		t.Fatal(err)
	}
	var compact any
	if err := json.Unmarshal([]byte(want), &compact); err != nil {
		t.Fatalf("%v in %s", err, want)
	}
	if ordered, _ := json.Marshal(compact); string(got) != string(ordered) {
		t.Errorf("%s is\n%s, want\n%s (errors %v)", path, got, ordered, a.Errors)
	}
}

// fails wants exactly one error of exactly these words.
func (a graphAnswer) fails(t *testing.T, message string) {
	t.Helper()
	if len(a.Errors) != 1 || a.Errors[0].Message != message {
		t.Errorf("the errors are %v, want %q", a.Errors, message)
	}
}
