package sandbox

import "time"

// row is a deployment before it is built.
type row struct {
	project     string
	env         string
	ref         string
	title       string
	by          string // empty: the account is gone
	status      string
	age         time.Duration // since the status began
	approvals   string        // "ines=0 lgtm; oto=1!no" : who = number of the rule, ! rejects
	pipeline    string        // failed: a test job failed; empty: passed
	failure     string
	commitAge   time.Duration // how much older than the deployment its commit is
	stale       int           // how many commits earlier than usual its branch left main
	external    bool          // made through the API: no job
	automatic   bool          // the job is not a manual one
	own         *project      // resolved while building
	environment *environment
	history     bool
}

const (
	minute = time.Minute
	hour   = time.Hour
	day    = 24 * time.Hour
	week   = 7 * day
)

// firstRows are project 1's. The first four are the ones every client may
// count on: a decision that one person completes, one that needs two, one
// where the first user wears two hats, and one of the first user's own.
var firstRows = []row{
	{env: "production", ref: "v2.14.0", title: "Retry webhooks with jitter", by: "lin", status: statusBlocked, age: 14 * minute},
	{env: "prod-eu", ref: "v2.14.0", title: "Retry webhooks with jitter", by: "lin", status: statusBlocked, age: 13 * minute,
		approvals: "ines=0 lgtm"},
	{env: "prod-us", ref: "v2.13.10", title: "Show the tax line on receipts 🧾", by: "ana", status: statusBlocked, age: 31 * minute},
	{env: "prod-apac", ref: "v2.14.1-rc1", title: "Raise the webhook timeout\r", by: "maya", status: statusBlocked, age: 52 * minute},
	{env: "staging", ref: "main", title: "Drop the v1 webhook format", by: "lin", status: statusBlocked, age: hour,
		approvals: "ana=0 go"},
	{env: "loadtest", ref: "main", title: "Replay a day of traffic", by: "ivy", status: statusBlocked, age: 48 * minute},
	{env: "production", ref: "v2.13.8", title: "Log the webhook attempt number", by: "lin", status: statusBlocked, age: 3 * day},
	{env: "review/x-12", ref: "x-12", title: "Try the new card form", by: "lin", status: statusFailed, age: 41 * minute,
		failure: "script_failure", automatic: true},
	{env: "qa", ref: "main", title: "Drop the v1 webhook format", by: "lin", status: statusSuccess, age: 50 * minute, automatic: true},
	{env: "staging", ref: "main", title: "Retry webhooks with jitter", by: "lin", status: statusSuccess, age: 3 * hour,
		approvals: "ana=0"},
	{env: "production", ref: "v2.13.9", title: "Cap the retry queue at 10k", by: "max", status: statusSuccess, age: 2 * day,
		approvals: "oto=0 checked the queue length"},
	{env: "prod-eu", ref: "v2.13.9", title: "Cap the retry queue at 10k", by: "max", status: statusSuccess, age: 47 * hour,
		approvals: "ines=0; maya=1 ok; oto=1"},
	{env: "prod-us", ref: "v2.13.9", title: "Cap the retry queue at 10k", by: "max", status: statusSuccess, age: 46 * hour,
		approvals: "maya=0; oto=1"},
	{env: "prod-apac", ref: "v2.13.8", title: "Log the webhook attempt number", by: "lin", status: statusSuccess, age: 70 * hour,
		approvals: "oto=0"},
	{env: "qa", ref: "main", title: "Bound the retry queue", by: "oto", status: statusCanceled, age: 26 * hour, automatic: true},
	{env: "loadtest", ref: "main", title: "Bound the retry queue", by: "oto", status: statusSuccess, age: 4 * day, external: true},
}

// otherRows are what the other told projects show, the most telling first.
var otherRows = []row{
	{project: "payments/web", env: "production", ref: "main", title: "Show the tax line on receipts", by: "ana",
		status: statusBlocked, age: 31 * minute},
	{project: "platform/search-index", env: "staging", ref: "v0.9.2", title: "Rebuild shards in the background", by: "oto",
		status: statusBlocked, age: 2 * hour},
	{project: "payments/ledger", env: "prod-eu", ref: "v6.9.3", title: `Revert "Batch postings by account"`, by: "max",
		status: statusBlocked, age: 3 * hour, commitAge: 36 * hour},
	{project: "platform/sso", env: "production", ref: "v4.2.0", title: "Rotate signing keys every 30 days", by: "kim",
		status: statusBlocked, age: 22 * minute, approvals: "ines=0 smoke ok"},
	{project: "payments/checkout", env: "production", ref: "main", title: "One-page checkout behind a flag", by: "ivy",
		status: statusBlocked, age: 48 * minute, pipeline: statusFailed},
	{project: "data/ingest", env: "staging", ref: "feat/dedupe", title: "Deduplicate by event id", by: "raj",
		status: statusBlocked, age: 5 * hour, stale: 30},
	{project: "platform/mail-relay", env: "production", ref: "v1.31.2", title: "Bump TLS defaults", by: "kim",
		status: statusBlocked, age: 9 * minute, approvals: "oto=0"},
	{project: "platform/edge-proxy", env: "production", ref: "v8.0.1", title: "Prefer HTTP/3 where offered", by: "noa",
		status: statusRunning, age: 126 * time.Second, approvals: "ben=0"},
	{project: "payments/ledger", env: "production", ref: "v7.1.1", title: "Batch postings by account, again", by: "raj",
		status: statusRunning, age: 12 * minute, external: true},
	{project: "payments/web", env: "review/x-12", ref: "x-12", title: "Try the new card form", by: "ana",
		status: statusRunning, age: 70 * time.Second, automatic: true},
	{project: "platform/infra/terraform-live", env: "qa", ref: "main", title: "Move state to the new bucket", by: "ben",
		status: statusRunning, age: 7 * minute, automatic: true},
	{project: "platform/edge-proxy", env: "prod-us", ref: "v8.0.1", title: "Prefer HTTP/3 where offered", by: "noa",
		status: statusFailed, age: 26 * minute, approvals: "ben=0", failure: "runner_system_failure"},
	{project: "platform/search-index", env: "production", ref: "v0.9.1", title: "Raise the shard count to 64", by: "oto",
		status: statusFailed, age: 4 * hour, approvals: "kim=0!64 shards do not fit on eu-3", failure: "deployment_rejected"},
	{project: "payments/checkout", env: "loadtest", ref: "main", title: "One-page checkout behind a flag", by: "ivy",
		status: statusBlocked, age: 48 * minute},
	{project: "platform/search-index", env: "staging", ref: "v0.9.0", title: "Compact on idle", by: "oto",
		status: statusBlocked, age: 6 * day},
	{project: "platform/mail-relay", env: "staging", ref: "main", title: "Bounce parser: accept RFC 6533", by: "kim",
		status: statusCreated, age: 20 * time.Second},
	{project: "platform/infra/terraform-live", env: "production", ref: "main", title: "\x1b[31mrm -rf\x1b[0m state\u202e gnp.exe\u202c \x1b]8;;https://evil.example\x07here\x1b]8;;\x07",
		by: "ben", status: statusBlocked, age: 95 * minute},
	{project: "payments/gateway", env: "production", ref: "发布/2026-02", title: "升级签名算法", by: "li.wei",
		status: statusBlocked, age: 17 * minute},
	{project: "platform/edge-proxy", env: "canary", ref: "v8.0.1", title: "Prefer HTTP/3 where offered", by: "noa",
		status: "paused", age: 2 * hour},
	{project: "data/ingest", env: "qa", ref: "feat/dedupe", title: "Deduplicate by event id", by: "raj",
		status: statusCanceled, age: 6 * hour, automatic: true, stale: 30},
	{project: "data/ingest", env: "qa", ref: "feat/dedupe", title: "Deduplicate by event id", by: "raj",
		status: statusSkipped, age: 6*hour + 2*minute, automatic: true, stale: 30},
	{project: "payments/ledger", env: "prod-eu", ref: "v7.1.0", title: "Batch postings by account", by: "max",
		status: statusSuccess, age: 4 * hour, approvals: "oto=0"},
	{project: "payments/ledger", env: "production", ref: "v7.1.0", title: "Batch postings by account", by: "max",
		status: statusSuccess, age: hour, approvals: "maya=0"},
	{project: "platform/search-index", env: "staging", ref: "v0.9.1", title: "Raise the shard count to 64", by: "oto",
		status: statusSuccess, age: 5 * day, approvals: "noa=0; oto=1"},
	{project: "payments/web", env: "production", ref: "main", title: "Receipts in the customer's language", by: "ana",
		status: statusSuccess, age: day, approvals: "max=0"},
	{project: "payments/gateway", env: "staging", ref: "main", title: "升级签名算法", by: "li.wei",
		status: statusSuccess, age: 3 * hour, automatic: true},
	{project: "data/billing", env: "live prod", ref: "release-41", title: "Yearly invoice run",
		status: statusSuccess, age: 8 * week, external: true},
	{project: "data/billing", env: "live prod", ref: "release-40", title: "Currency table for 2026", by: "raj",
		status: statusSuccess, age: 12 * week, external: true},
	{project: "platform/sso", env: "production", ref: "v4.1.9", title: "Shorter session cookie", by: "kim",
		status: statusSuccess, age: 5 * day, approvals: "ana=0; oto=0"},
	{project: "platform/sso", env: "staging", ref: "v4.2.0", title: "Rotate signing keys every 30 days", by: "kim",
		status: statusSuccess, age: 7 * hour, automatic: true},
	{project: "platform/mail-relay", env: "production", ref: "v1.31.1", title: "Fix DSN on greylisting", by: "kim",
		status: statusSuccess, age: 9 * day, approvals: "maya=0"},
	{project: "platform/search-index", env: "production", ref: "v0.8.8", title: "Query planner: prune empty shards", by: "oto",
		status: statusSuccess, age: 11 * day, approvals: "kim=0; noa=0"},
	{project: "payments/checkout", env: "staging", ref: "main", title: "One-page checkout behind a flag", by: "ivy",
		status: statusSuccess, age: hour, automatic: true},
	{project: "data/ingest", env: "production", ref: "v3.3.0", title: "Backpressure on the write path", by: "raj",
		status: statusSuccess, age: 16 * day, approvals: "noa=0"},
	{project: "platform/edge-proxy", env: "production", ref: "v8.0.0", title: "Drop TLS 1.0 and 1.1", by: "noa",
		status: statusSuccess, age: 20 * day, approvals: "ines=0"},
	{project: "payments/checkout", env: "production", ref: "v12.4.1", title: "Coupon codes ignore case", by: "ivy",
		status: statusSuccess, age: 21 * day, approvals: "ana=0; ines=0"},
	{project: "platform/edge-proxy", env: "staging", ref: "v8.0.1", title: "Prefer HTTP/3 where offered", by: "noa",
		status: statusSuccess, age: 5 * hour, external: true},
}
