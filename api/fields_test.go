package api

import (
	"reflect"
	"testing"
)

// Every shape in which GitLab words a refusal, and what of it belongs to a field.
func TestFieldsOfARefusal(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		status int
		body   string
		want   map[string][]string
	}{
		"commit":            {400, `{"message":{"sha":["The commit does not exist"]}}`, map[string][]string{"sha": {"The commit does not exist"}}},
		"ref":               {400, `{"message":{"ref":["The branch or tag does not exist"]}}`, map[string][]string{"ref": {"The branch or tag does not exist"}}},
		"environment":       {400, `{"message":{"name":["is bad","is too long"]}}`, map[string][]string{"name": {"is bad", "is too long"}}},
		"nested":            {400, `{"message":{"environment":{"tier":["no"]}}}`, map[string][]string{"environment.tier": {"no"}}},
		"under errors":      {422, `{"errors":{"status":"is odd"}}`, map[string][]string{"status": {"is odd"}}},
		"parameter":         {400, `{"error":"environment is empty"}`, map[string][]string{"environment": {"is empty"}}},
		"parameters":        {400, `{"error":"environment is missing, environment is empty, status does not have a valid value"}`, map[string][]string{"environment": {"is missing", "is empty"}, "status": {"does not have a valid value"}}},
		"nested parameter":  {400, `{"error":"not[labels] is invalid"}`, map[string][]string{"not[labels]": {"is invalid"}}},
		"exclusive":         {400, `{"error":"author_id, author_username are mutually exclusive"}`, map[string][]string{"author_id": {"are mutually exclusive"}, "author_username": {"are mutually exclusive"}}},
		"sentence":          {400, `{"message":"Cannot destroy running deployment"}`, nil},
		"small sentence":    {400, `{"message":"nothing is here"}`, nil},
		"with its status":   {400, `{"message":"400 Bad request - updated_at is odd"}`, nil},
		"list":              {400, `{"message":["Comment is too long (maximum is 255 characters)"]}`, nil},
		"no such route":     {404, `{"error":"404 Not Found"}`, nil},
		"a code":            {400, `{"error":"unsupported_grant"}`, nil},
		"a code explained":  {400, `{"error":"invalid_request","error_description":"token is missing"}`, nil},
		"OAuth":             {401, `{"error":"invalid_token","error_description":"Token is expired."}`, nil},
		"prose after a dot": {400, `{"error":"environment is empty, and more went wrong"}`, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := serve(t, answer(c.status, c.body))
			e := AsError(create(t.Context(), client(t, g.URL)))
			if !reflect.DeepEqual(e.Fields, c.want) {
				t.Errorf("%v, want %v", e.Fields, c.want)
			}
		})
	}
}
