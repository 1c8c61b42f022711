// Package sandbox is an embedded GitLab: a real HTTP server over a small,
// stateful, deterministic world. The demo, the tests and the benchmarks run
// on it, and `greenlight sandbox` serves it to curl, glab or scripts.
//
// The room is laid out in four layers, each a group of files:
//
//   - server.go, serve.go, http.go, route.go, reply.go, params.go,
//     multipart.go, page.go, auth.go, limit.go, etag.go: the transport, which
//     is what Rack, Grape and Rails do in a GitLab;
//   - journal.go, fault.go, mutate*.go: what a test may ask and do behind the
//     server's back; scene*.go: whole situations of a decision, ready to be staged;
//   - api_*.go: one file for a group of endpoints, and json_*.go: the shapes
//     they answer with. A new endpoint is a line in route.go and a handler;
//   - world.go, index.go, access.go, rules.go, status.go, commits.go, jobs.go,
//     job_acts.go, pipeline_jobs.go, merge_request.go, merge_query.go,
//     merge_approvals.go, release.go, freeze.go: the entities and who may do what
//     with them; compare.go, diff*.go, trace*.go: what repositories and runners
//     say; telling.go: what tests put in their mouths; events.go and life.go:
//     time; random.go and build_*.go: how a seed becomes a world.
//
// All state hangs off one world behind one mutex. Time is the injected clock:
// before each request every event that has become due is played in order, so
// there is no goroutine and nothing drifts. The package imports nothing of the
// client's: a wrong JSON tag must not be able to pass on both sides.
package sandbox
