package api

import (
	"cmp"
	"context"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode"
)

// MaxPulse is how many projects one question of Pulse asks about at most: GitLab gives
// no more on a page.
// gitlab: app/graphql/gitlab_schema.rb
const MaxPulse = 100

// Newest holds the id of an environment's newest deployment with each of the statuses
// that GitLab can be asked for; 0 for none. For those that have ended, the newest is the
// one that ended last, for the others the one with the highest id. Two that are equal
// tell that no deployment came to that environment or got another status, but for these,
// which only a listing shows: one that was skipped, one below the newest of its status that
// was deleted, and one that went from one of "created", "blocked" and "running" to another
// below the newest of both.
// gitlab: app/graphql/resolvers/environments/last_deployment_resolver.rb, app/models/environment.rb
type Newest struct {
	Created, Blocked, Running, Success, Failed, Canceled int64
}

// At is the place of a status; nil for one that GitLab cannot be asked for.
func (n *Newest) At(s Status) *int64 {
	switch s {
	case StatusCreated:
		return &n.Created
	case StatusBlocked:
		return &n.Blocked
	case StatusRunning:
		return &n.Running
	case StatusSuccess:
		return &n.Success
	case StatusFailed:
		return &n.Failed
	case StatusCanceled:
		return &n.Canceled
	case StatusSkipped:
		return nil
	default:
		return nil
	}
}

// EnvironmentPulse is what is newest in one environment of a project.
type EnvironmentPulse struct {
	// Name is the name that was asked for.
	Name string
	// ID is 0 where the project has no environment of that name, or does not show it.
	ID     int64
	Tier   Tier
	Newest Newest
}

// PulseAnswer is what GitLab says of several projects.
type PulseAnswer struct {
	// Projects holds the environments that were answered of each project, by its id. A
	// project that was deleted, or that this token does not see, is not in it; an
	// environment that GitLab failed at is missing from its project.
	Projects map[int64][]EnvironmentPulse
	// Questions is how many were sent.
	Questions int
}

// pulseEnvironment is what is asked of an environment. With the field itself it weighs
// environmentWeight.
const pulseEnvironment = `fragment E on Environment { id tier
  created: lastDeployment(status: CREATED) { id }
  blocked: lastDeployment(status: BLOCKED) { id }
  running: lastDeployment(status: RUNNING) { id }
  success: lastDeployment(status: SUCCESS) { id }
  failed: lastDeployment(status: FAILED) { id }
  canceled: lastDeployment(status: CANCELED) { id }
}`

// Pulse asks GraphQL what is newest in environments of up to MaxPulse projects, given by
// their ids, since a renamed one keeps that. The environments are exact names, the same
// for all of the projects. It is a read although it is a POST, and needs the scope
// read_api. What does not fit into one question, by PulseRoom, is asked in several, one
// after the other; a host that finds a question too complex is asked smaller ones from
// then on. A project at which the host breaks or takes too long is found within some calls,
// and left out for ten minutes. On an error the answer holds what was answered all the
// same. NoGraphQL and RefusedGraphQL tell the errors that asking again does not mend.
// gitlab: app/graphql/resolvers/projects_resolver.rb, app/graphql/types/project_type.rb
func (c *Client) Pulse(ctx context.Context, ids []int64, environments []string) (PulseAnswer, error) {
	answer := PulseAnswer{Projects: map[int64][]EnvironmentPulse{}}
	q := call{op: "ask what is newest in", target: fmt.Sprintf("%d projects", len(ids)), method: http.MethodPost, graph: true}
	if err := c.positive(q, ids...); err != nil {
		return answer, err
	}
	for _, name := range environments {
		if !Askable(name) {
			return answer, invalid(q, c.host, fmt.Sprintf("%q is no environment; nothing was sent", printable(name)))
		}
	}
	if len(ids) == 0 || len(environments) == 0 {
		return answer, nil
	}
	left, why := c.pulses.apart(pulseAsk{ids, environments}, c.now())
	for len(left) > 0 {
		ask := left[0]
		if parts := c.pulses.split(ask); len(parts) > 1 {
			left = append(parts, left[1:]...)
			continue
		}
		answer.Questions++
		next, e := c.pulse(ctx, q, ask, answer.Projects)
		switch why = cmp.Or(why, e); next {
		case pulseEnd:
			return answer, e
		case pulseNext:
			left = left[1:]
		case pulseAgain:
		}
	}
	if why != nil {
		return answer, why
	}
	return answer, nil
}

// pulseStep is how it goes on after a question.
type pulseStep int

const (
	// pulseNext asks the next, pulseAgain a smaller one of the same, pulseEnd nothing more.
	pulseNext pulseStep = iota
	pulseAgain
	pulseEnd
)

// Askable reports whether an environment can have a name: one of no letters or with
// control characters breaks a question for all of its projects.
// gitlab: lib/gitlab/regex.rb
func Askable(name string) bool {
	return strings.TrimSpace(name) != "" && !strings.ContainsFunc(name, unicode.IsControl)
}

// PulseRoom is how many environments fit into a question about that many projects, by
// what GitLab allows and what was learned of this host; 0 for too many projects.
func (c *Client) PulseRoom(projects int) int { return c.pulses.names(projects) }

// pulseAsk is what one question asks.
type pulseAsk struct {
	ids   []int64
	names []string
}

// text is the question. The names go in variables: they are anybody's words.
func (a pulseAsk) text() question {
	var declared, asked strings.Builder
	ids := make([]string, 0, len(a.ids))
	for _, id := range a.ids {
		ids = append(ids, "gid://gitlab/Project/"+strconv.FormatInt(id, 10))
	}
	vars := map[string]any{"ids": ids, "first": len(ids)}
	for i, name := range a.names {
		fmt.Fprintf(&declared, ", $n%d: String!", i)
		fmt.Fprintf(&asked, " e%d: environment(name: $n%d) { ...E }", i, i)
		vars["n"+strconv.Itoa(i)] = name
	}
	return question{"query($ids: [ID!], $first: Int" + declared.String() + ") {\n  projects(ids: $ids, first: $first) { nodes { id" +
		asked.String() + " } }\n}\n" + pulseEnvironment, vars}
}

// pulse sends one question. The error goes with pulseEnd, or with pulseNext where others
// may be answered all the same.
func (c *Client) pulse(ctx context.Context, q call, ask pulseAsk, into map[int64][]EnvironmentPulse) (pulseStep, *Error) {
	q.body = ask.text()
	var got response[pulseData]
	r, err := c.do(ctx, q, &got)
	if e := AsError(err); e != nil {
		e.NoRoute = e.NoRoute || e.Status == http.StatusNotFound
		return c.pulseFailed(ctx, ask, e)
	}
	if c.pulses.shrink(ask, got.Errors) {
		return pulseAgain, nil
	}
	if e := got.failure(); e != nil && (got.Data == nil || got.Data.Projects == nil || !inNodes(got.Errors)) {
		return c.pulseFailed(ctx, ask, c.named(e, q, r))
	}
	found, e := got.Data.read(ask, got.Errors)
	if e != nil {
		return pulseEnd, c.named(e, q, r)
	}
	c.pulses.answered(ask)
	for id, environments := range found {
		into[id] = slices.Concat(into[id], environments)
	}
	return pulseNext, nil
}

func (c *Client) pulseFailed(ctx context.Context, ask pulseAsk, e *Error) (pulseStep, *Error) {
	if ctx.Err() == nil && c.pulses.fail(ask, e, c.now()) {
		return pulseNext, e
	}
	return pulseEnd, e
}
