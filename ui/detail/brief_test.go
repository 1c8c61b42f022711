package detail

import (
	"errors"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
)

func got[T any](v T) fleet.Known[T] { return fleet.Known[T]{Value: v, At: ago(5 * time.Second)} }

func refused[T any]() fleet.Known[T] {
	return fleet.Known[T]{Err: &api.Error{Kind: api.Forbidden, Status: 403, Op: "read", Message: "403 Forbidden"}}
}

func merge(iid int64, title, by string) fleet.MergedRequest {
	return fleet.MergedRequest{MergeRequest: api.MergeRequest{IID: iid, Title: title, Author: user(iid, by)}}
}

func commit(sha, title, by string, age time.Duration) api.Commit {
	return api.Commit{ID: sha + "00112233445566778899aabbccddeeff0", Title: title, AuthorName: by, CreatedAt: new(ago(age))}
}

// gone is a deployment of an environment that has ended.
func gone(id int64, env, ref, by string, status api.Status, state api.State, age time.Duration) fleet.Row {
	return fleet.Row{
		Deployment: &api.Deployment{ID: id, IID: id, Ref: ref, User: user(id, by), Status: status, UpdatedAt: ago(age),
			Environment: api.Environment{Name: env}},
		Verdict: api.Verdict{State: state, Since: ago(age)},
	}
}

const hour, day = time.Hour, 24 * time.Hour

// known is all that the pictures know of the deployment.
func known() *fleet.Brief {
	paths := []string{"app/jobs/retry.rb", "app/jobs/webhook.rb", "spec/a/b.rb", "spec/c/d.rb", "spec/e/f.rb", "lib/x/y.rb",
		"db/migrate/20260214_add_retry_at.rb", "db/migrate/20260215_index.rb", "config/webhooks.yml", "Gemfile.lock"}
	var files []api.FileChange
	for _, p := range paths {
		files = append(files, api.FileChange{OldPath: p, NewPath: p})
	}
	return &fleet.Brief{
		Changes: got(fleet.Changes{
			Ahead: []api.Commit{commit("3f2a91c", "Retry webhooks with jitter", "Lin Chen", 5*hour),
				commit("b7714e0", "Make the jitter a setting", "Lin Chen", 6*hour), commit("90c1f4d", "Bound the retry queue", "Oto Mori", day),
				commit("5e0a9b2", "Add retry_at to webhook_deliveries", "Oto Mori", day), commit("c44d871", "Log the webhook attempt number", "Ana", day),
				commit("1b9e6f3", "Drop Ruby 3.1 from CI", "Kim", 2*day), commit("1b9e6f4", "a", "Kim", 2*day), commit("1b9e6f5", "b", "Kim", 2*day),
				commit("1b9e6f6", "c", "Kim", 2*day), commit("1b9e6f7", "d", "Kim", 2*day), commit("1b9e6f8", "e", "Kim", 2*day), commit("1b9e6f9", "f", "Kim", 2*day)},
			Files: files,
		}),
		Merged: got(fleet.Merged{Requests: []fleet.MergedRequest{merge(881, "Retry webhooks with jitter", "lin"), merge(879, "Bound the retry queue", "oto"),
			merge(874, "Log the webhook attempt number", "ana"), merge(870, "Drop Ruby 3.1 from CI", "kim")}}),
		Release: got(api.Release{}),
		Recent: got([]fleet.Row{gone(300, "production", "v2.13.9", "max", api.StatusSuccess, api.StateLive, 2*day),
			gone(299, "production", "v2.13.8", "lin", api.StatusBlocked, api.StateOutdated, 3*day),
			gone(298, "production", "v2.13.7", "lin", api.StatusSuccess, api.StateDone, 22*day),
			gone(297, "production", "v2.13.6", "ana", api.StatusFailed, api.StateFailed, 23*day)}),
		Elsewhere: got(fleet.Elsewhere{Staging: []string{"staging"},
			Rows: []fleet.Row{gone(340, "staging", "v2.14.0", "lin", api.StatusSuccess, api.StateLive, 3*hour)}}),
		Jobs:    got([]api.Job(nil)),
		Guard:   got(api.RefGuard{Name: "v2.14.0", Tag: true, Protected: true}),
		Freezes: got([]api.Freeze(nil)),
		Insight: got(api.Insight{}),
	}
}

var ahead = api.Ships{Relation: api.RelationAhead, Ahead: 12, Files: 31}

// briefed is the deployment of the pictures with another brief.
func briefed(change func(*fleet.Row, *fleet.Brief)) fleet.Row {
	return variant(func(r *fleet.Row) {
		b := *r.Brief
		r.Brief = &b
		change(r, &b)
	})
}

// without is what is known with some facts still under way.
func without(b *fleet.Brief, facts ...fleet.Fact) *fleet.Brief {
	c := *b
	for _, f := range facts {
		switch f {
		case fleet.FactShips:
			c.Changes = fleet.Known[fleet.Changes]{}
		case fleet.FactMerged:
			c.Merged = fleet.Known[fleet.Merged]{}
		case fleet.FactRelease:
			c.Release = fleet.Known[api.Release]{}
		case fleet.FactRecent:
			c.Recent = fleet.Known[[]fleet.Row]{}
		case fleet.FactElsewhere:
			c.Elsewhere = fleet.Known[fleet.Elsewhere]{}
		case fleet.FactJobs:
			c.Jobs = fleet.Known[[]api.Job]{}
		case fleet.FactGuard:
			c.Guard = fleet.Known[api.RefGuard]{}
		case fleet.FactFreezes:
			c.Freezes = fleet.Known[[]api.Freeze]{}
		case fleet.FactInsight:
			c.Insight = fleet.Known[api.Insight]{}
		}
	}
	return &c
}

// barred is what is known where nothing may be read.
func barred() *fleet.Brief {
	return &fleet.Brief{Changes: refused[fleet.Changes](), Merged: refused[fleet.Merged](), Release: refused[api.Release](),
		Recent: refused[[]fleet.Row](), Elsewhere: refused[fleet.Elsewhere](), Jobs: refused[[]api.Job](), Guard: refused[api.RefGuard](),
		Freezes: refused[[]api.Freeze](), Insight: fleet.Known[api.Insight]{Err: errors.New("GraphQL does not answer")}}
}
