package list_test

import (
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/filter"
	"greenlight/ui/list"
)

var now = time.Date(2026, 2, 14, 3, 0, 0, 0, time.UTC)

const host = "gitlab.acme.dev"

// row is a deployment of project 1; edits change it. Newer ones have higher ids.
func row(id int64, state api.State, edits ...func(*fleet.Row)) fleet.Row {
	r := fleet.Row{
		Ref:     api.Ref{Host: host, Project: 1, Deployment: id},
		Project: "payments/api",
		Deployment: &api.Deployment{
			ID: id, IID: id, Ref: "main", SHA: "3f2a91c0d4", Status: statusOf(state),
			Environment: api.Environment{Name: "staging"},
			User:        &api.User{Username: "lin"},
			Deployable:  &api.Job{Commit: &api.Commit{Title: "Retry webhooks"}},
		},
		Tier:    api.TierStaging,
		Verdict: api.Verdict{State: state, Since: now.Add(-time.Hour)},
	}
	for _, edit := range edits {
		edit(&r)
	}
	return r
}

func statusOf(s api.State) api.Status {
	switch s {
	case api.StateRunning:
		return api.StatusRunning
	case api.StateFailed, api.StateRejected:
		return api.StatusFailed
	case api.StateLive, api.StateDone:
		return api.StatusSuccess
	case api.StateCreated:
		return api.StatusCreated
	case api.StateCanceled:
		return api.StatusCanceled
	case api.StateSkipped:
		return api.StatusSkipped
	case api.StateOther:
		return "paused"
	case api.StateNeedsYou, api.StateMaybeYou, api.StateNeedsOthers, api.StateToRun,
		api.StateManual, api.StateOutdated, api.StateReading:
	}
	return api.StatusBlocked
}

func prod(r *fleet.Row) { r.Tier, r.Deployment.Environment.Name = api.TierProduction, "production" }

func of(project int64, at string) func(*fleet.Row) {
	return func(r *fleet.Row) { r.Ref.Project, r.Ref.Host = project, at }
}

func projectOne() api.ProjectRef { return api.ProjectRef{Host: host, ID: 1} }

// open is a list on the view All with so many lines.
func open(lines int, rows ...fleet.Row) list.Model {
	m := list.New(nil).Resize(lines).SelectView(4, now)
	return m.Replace(projectOne(), rows, now)
}

func parse(t testing.TB, text string) filter.Filter {
	t.Helper()
	f, problems := filter.Parse(text)
	if len(problems) > 0 {
		t.Fatalf("filter %q: %v", text, problems)
	}
	return f
}

// selected is the id under the cursor, 0 when there is none.
func selected(m list.Model) int64 {
	r, _ := m.Selected()
	return r.Ref.Deployment
}

// ids are the shown rows in order.
func ids(m list.Model) []int64 {
	var out []int64
	for r := range m.Shown() {
		out = append(out, r.Ref.Deployment)
	}
	return out
}

// design is the made-up world of the pictures: state, count, environment, project,
// ref, title, user, age, flag.
var design = []string{
	"you|1/3|◆ production|payments/api|v2.14.0|Retry webhooks with jitter|lin|14m|▲",
	"you|0/1|◆ production|payments/web|main|Show the tax line on receipts|ana|31m|",
	"you|0/2|staging|search/index|v0.9.2|Rebuild shards in the background|oto|2h|",
	`you|0/1|◆ prod-eu|ledger/core|v6.9.3|Revert "Batch postings by account" for now|max|3h|▲`,
	"others|1/2|◆ production|identity/sso|v4.2.0|Rotate signing keys every 30 days|kim|22m|•",
	"others|0/2|◆ production|growth/checkout|main|One-page checkout behind a flag|ivy|48m|",
	"others|0/1|staging|data/ingest|feat/dedupe|Deduplicate by event id|raj|5h|",
	"to run||◆ production|mail/relay|v1.31.2|Bump TLS defaults|kim|9m|•",
	"to run||staging|payments/api|main|Drop the v1 webhook format|lin|1h|",
	"running||◆ production|edge/proxy|v8.0.1|Prefer HTTP/3 where offered|noa|2m|",
	"running||review/x-12|payments/web|x-12|Try the new card form|ana|1m|",
	"running||qa|platform/infra/terraform-live|main|Move state to the new bucket|ben|7m|",
	"failed||◆ prod-us|edge/proxy|v8.0.1|Prefer HTTP/3 where offered|noa|26m|",
	"failed||review/x-12|payments/api|x-12|Try the new card form|lin|41m|",
	"rejected||◆ production|search/index|v0.9.1|Raise the shard count to 64|oto|4h|",
	"manual||loadtest|growth/checkout|main|One-page checkout behind a flag|ivy|48m|",
	"outdated||◆ production|payments/api|v2.13.8|Log the webhook attempt number|lin|3d|",
	"outdated||staging|search/index|v0.9.0|Compact on idle|oto|6d|",
	"live||◆ production|payments/api|v2.13.9|Cap the retry queue at 10k|max|2d|",
	"live||◆ production|ledger/core|v7.1.0|Batch postings by account|max|1h|",
	"live||◆ production|payments/web|main|Receipts in the customer's language|ana|1d|",
	"live||◆ live|legacy/billing|release-41|Yearly invoice run||8w|",
	"live||staging|支付/网关|main|升级签名算法|li.wei.chen|3h|",
	"done||◆ production|identity/sso|v4.1.9|Shorter session cookie|kim|5d|",
	"done||staging|payments/api|main|Retry webhooks with jitter|lin|3h|",
	"done||staging|identity/sso|v4.2.0|Rotate signing keys every 30 days|kim|7h|",
	"created||staging|mail/relay|main|Bounce parser: accept RFC 6533|kim|<1m|",
	"canceled||qa|data/ingest|feat/dedupe|Deduplicate by event id|raj|6h|",
	"skipped||qa|data/ingest|feat/dedupe|Deduplicate by event id|raj|6h|",
	"paused||canary|edge/proxy|v8.0.1|Prefer HTTP/3 where offered|noa|2h|",
}

var stateOf = map[string]api.State{
	"you": api.StateNeedsYou, "others": api.StateNeedsOthers, "to run": api.StateToRun,
	"running": api.StateRunning, "failed": api.StateFailed, "rejected": api.StateRejected,
	"manual": api.StateManual, "outdated": api.StateOutdated, "live": api.StateLive,
	"done": api.StateDone, "created": api.StateCreated, "canceled": api.StateCanceled,
	"skipped": api.StateSkipped, "paused": api.StateOther,
}

// designRow reads a line of design. Earlier lines are newer.
func designRow(i int) fleet.Row {
	f := strings.Split(design[i], "|")
	r := row(int64(1000-i), stateOf[f[0]])
	if f[1] != "" {
		r.Verdict.Given, r.Verdict.Required = int(f[1][0]-'0'), int(f[1][2]-'0')
	}
	name, production := strings.CutPrefix(f[2], "◆ ")
	if production {
		r.Tier = api.TierProduction
	}
	d := r.Deployment
	d.Environment.Name, r.Project, d.Ref, d.Deployable.Commit.Title = name, f[3], f[4], f[5]
	d.User.Username = f[6]
	if f[6] == "" {
		d.User = nil
	}
	r.Verdict.Since = now.Add(-ageOf(f[7]))
	switch f[8] {
	case "▲":
		r.Verdict.Warnings = []api.Warning{{Word: "Newer"}, {Word: "OLDER", Must: true}}
	case "•":
		r.Verdict.Warnings = []api.Warning{{Word: "Newer"}}
	}
	return r
}

func ageOf(s string) time.Duration {
	if s == "<1m" {
		return 0
	}
	n := time.Duration(0)
	for _, c := range s[:len(s)-1] {
		n = 10*n + time.Duration(c-'0')
	}
	return n * map[byte]time.Duration{
		'm': time.Minute, 'h': time.Hour, 'd': 24 * time.Hour, 'w': 7 * 24 * time.Hour,
	}[s[len(s)-1]]
}

// fleetModel is a list of the made-up world.
func fleetModel(lines int) list.Model {
	rows := make([]fleet.Row, len(design))
	for i := range design {
		rows[i] = designRow(i)
	}
	return open(lines, rows...)
}

// parseAny parses a filter that is still being typed.
func parseAny(text string) filter.Filter {
	f, _ := filter.Parse(text)
	return f
}
