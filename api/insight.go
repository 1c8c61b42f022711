package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// insightQuery costs about 30 of the 250 that GitLab allows a question. Each of the
// fields that it grants once a request is there once.
// gitlab: ee/app/graphql/ee/types/deployment_type.rb, app/graphql/types/environment_type.rb
const insightQuery = `query($path: ID!, $iid: ID!, $environment: String!, $freezes: Boolean!) {
  project(fullPath: $path) {
    deployment(iid: $iid) {
      id
      approvalSummary { rules { requiredApprovals canApprove user { id } group { id } accessLevel { integerValue } } }
    }
    environment(name: $environment) @include(if: $freezes) { deployFreezes { status startTime endTime cronTimezone } }
  }
}`

// Insight asks GraphQL about a deployment, given by its id, and for GraphQL's sake by the
// full path of its project and by the iid of the web pages, and about the freezes of its environment, given by its
// exact name. It is one request, and a second without the freezes where those break the
// answer; a read although it is a POST, and needs the scope
// read_api. Rules whose user or group this token may not see are left out, and so is
// all that GitLab answers with null. An answer about a deployment of another id is an
// error: a project that moved leaves its path to the next one. Where the rules came, an error about the freezes
// is none of Insight's: FreezesKnown is false. NoGraphQL and RefusedGraphQL tell the
// errors that are of more than this question.
// gitlab: app/controllers/graphql_controller.rb
func (c *Client) Insight(ctx context.Context, path string, id, iid int64, environment string) (Insight, error) {
	q := call{op: "ask about deployment", target: fmt.Sprintf("#%d of %s", iid, printable(path)), method: http.MethodPost, graph: true,
		body: question{insightQuery, map[string]any{"path": path, "iid": strconv.FormatInt(iid, 10), "environment": environment, "freezes": true}}}
	if err := c.positive(q, id, iid); err != nil {
		return Insight{}, err
	}
	if _, err := c.keyed(q, path); err != nil {
		return Insight{}, err
	}
	if strings.TrimSpace(environment) == "" || strings.ContainsFunc(environment, unicode.IsControl) {
		return Insight{}, invalid(q, c.host, fmt.Sprintf("%q is no environment; nothing was sent", printable(environment)))
	}
	in, e := c.insight(ctx, q, id)
	if e != nil && e.Kind == Server {
		// a freeze period that never comes on, or whose zone is unknown, breaks the whole
		// answer; gitlab: app/services/ci/freeze_period_status.rb
		q.body = question{insightQuery, map[string]any{"path": path, "iid": strconv.FormatInt(iid, 10), "environment": environment, "freezes": false}}
		in, e = c.insight(ctx, q, id)
	}
	if e != nil {
		return Insight{}, e
	}
	return in, nil
}

func (c *Client) insight(ctx context.Context, q call, id int64) (Insight, *Error) {
	var got response[insightData]
	r, err := c.do(ctx, q, &got)
	if e := AsError(err); e != nil {
		e.NoRoute = e.NoRoute || e.Status == http.StatusNotFound
		return Insight{}, e
	}
	in, e := insightOf(got, id)
	if e != nil {
		return Insight{}, c.named(e, q, r)
	}
	return in, nil
}

// insightData is the data of insightQuery. Everything may be null.
type insightData struct {
	Project *struct {
		Deployment *struct {
			ID      string `json:"id"`
			Summary *struct {
				Rules []*insightRule `json:"rules"`
			} `json:"approvalSummary"`
		} `json:"deployment"`
		Environment *struct {
			Freezes []*insightFreeze `json:"deployFreezes"`
		} `json:"environment"`
	} `json:"project"`
}

type insightRule struct {
	Required   int   `json:"requiredApprovals"`
	CanApprove *bool `json:"canApprove"`
	User       *struct {
		ID string `json:"id"`
	} `json:"user"`
	Group *struct {
		ID string `json:"id"`
	} `json:"group"`
	Level *struct {
		Value *AccessLevel `json:"integerValue"`
	} `json:"accessLevel"`
}

type insightFreeze struct {
	Status string     `json:"status"`
	Start  *time.Time `json:"startTime"`
	End    *time.Time `json:"endTime"`
	Zone   *string    `json:"cronTimezone"`
}

// insightOf reads an answer about the deployment of an id.
func insightOf(got response[insightData], id int64) (Insight, *Error) {
	lacks := func(what string) (Insight, *Error) {
		if e := got.failure(); e != nil {
			return Insight{}, e
		}
		return Insight{}, &Error{Kind: NotFound, Status: http.StatusOK, Message: "GraphQL knows no such " + what}
	}
	if got.Data == nil && len(got.Errors) == 0 {
		return Insight{}, strange("it has neither data nor errors")
	}
	if got.Data == nil || got.Data.Project == nil {
		return lacks("project")
	}
	d := got.Data.Project.Deployment
	if d == nil {
		return lacks("deployment")
	}
	if of, ok := gid("Deployment", d.ID); !ok || *of != id {
		return Insight{}, &Error{Kind: NotFound, Status: http.StatusOK,
			Message: printable("GraphQL tells of another deployment at that path: " + cmp.Or(d.ID, "one without an id"))}
	}
	var in Insight
	switch {
	case d.Summary == nil && len(got.Errors) > 0:
		return Insight{}, got.failure()
	case d.Summary != nil:
		var e *Error
		if in.Rules, e = rulesOf(d.Summary.Rules); e != nil {
			return Insight{}, e
		}
	}
	if env := got.Data.Project.Environment; env != nil {
		in.Freezes, in.FreezesKnown = freezesOf(env.Freezes)
	}
	return in, nil
}

func rulesOf(rows []*insightRule) (rules []RuleInsight, e *Error) {
	for _, row := range rows {
		rule, ok, e := row.read()
		if e != nil {
			return nil, e
		}
		if ok {
			rules = append(rules, rule)
		}
	}
	return rules, nil
}

// strange is the Error of an answer that GitLab would not give.
func strange(what string) *Error {
	return &Error{Kind: NotGitLab, Status: http.StatusOK, Message: printable("the reply has another shape than GitLab's: " + what)}
}

// read names the rule by what it covers; ok is false for one that covers nothing
// this token may see, and for one that GitLab says nothing of.
func (row *insightRule) read() (rule RuleInsight, ok bool, e *Error) {
	if row == nil || row.CanApprove == nil {
		return RuleInsight{}, false, nil
	}
	rule = RuleInsight{Required: row.Required, CanApprove: *row.CanApprove}
	switch {
	case row.User != nil:
		rule.UserID, ok = gid("User", row.User.ID)
	case row.Group != nil:
		rule.GroupID, ok = gid("Group", row.Group.ID)
	case row.Level != nil && row.Level.Value != nil:
		rule.AccessLevel, ok = row.Level.Value, true
	default:
		return RuleInsight{}, false, nil
	}
	if !ok {
		return RuleInsight{}, false, strange("a rule names nobody by an id of GitLab's")
	}
	return rule, true, nil
}

// gid reads a global id of one kind, "gid://gitlab/User/12". Nothing else is one: a
// number that is taken for another's names another rule.
// gitlab: lib/gitlab/global_id.rb
func gid(kind, s string) (*int64, bool) {
	digits, ok := strings.CutPrefix(s, "gid://gitlab/"+kind+"/")
	if !ok || strings.Trim(digits, "0123456789") != "" || strings.HasPrefix(digits, "0") {
		return nil, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return nil, false
	}
	return &n, true
}

// freezesOf reads the current or the next occurrence of each freeze period; known is
// false where one cannot be told, since it may be the one that is on. A period
// without any time never comes.
// gitlab: app/graphql/types/ci/freeze_period_type.rb, app/presenters/ci/freeze_period_presenter.rb
func freezesOf(rows []*insightFreeze) (freezes []Freeze, known bool) {
	if rows == nil {
		return nil, false
	}
	freezes = make([]Freeze, 0, len(rows))
	for _, row := range rows {
		switch {
		case row == nil:
			return nil, false
		case row.Start == nil && row.End == nil && row.Status != "ACTIVE":
			continue
		case row.Start == nil || row.End == nil || !row.Start.Before(*row.End):
			// of a period that is off, GitLab sends the next start and the next end from
			// now, which need not be of one occurrence
			return nil, false
		}
		f := Freeze{From: *row.Start, Until: *row.End, Zone: "UTC", Place: time.UTC}
		if row.Zone != nil && *row.Zone != "" {
			f.Zone, f.Place = *row.Zone, place(*row.Zone)
		}
		freezes = append(freezes, f)
	}
	return freezes, true
}

// place is a zone by its IANA name, UTC for one it does not know.
func place(zone string) *time.Location {
	at, err := time.LoadLocation(zone)
	if err != nil || at == time.Local {
		return time.UTC
	}
	return at
}
