// Package api is what greenlight knows of GitLab: the records of its REST API,
// the one client that reads and writes them, and pure reasoning on what they
// mean. It draws nothing, keeps no configuration and has no clock of its own.
//
// The room, in the order of a reader's questions:
//
//   - types.go, types_ci.go, types_mr.go, types_repo.go: the records, with null as nil
//     and absent as absent, and with sets that stay open, since a newer GitLab sends
//     values that this program does not know;
//   - instance.go, secret.go, client.go: which GitLab, with which token;
//   - deployments.go, approvals.go, projects.go, identity.go, jobs.go, trace.go,
//     repository.go, merge_requests.go, releases.go, freezes.go, with filters.go,
//     filters_mr.go and paths.go: one method an endpoint;
//   - insight.go, graphql.go: the one question to GraphQL, for what REST leaves to
//     inference, and how to tell an instance that has none;
//   - do.go, redirect.go, watch.go, retry.go, transport.go, meter.go, page.go,
//     page_side.go: the
//     only way to the wire. It gives the token to the instance's own origin and
//     nothing else, sends a write once, and bounds time, size and repetition;
//   - budget.go with budget_window.go, budget_limit.go, budget_pace.go and
//     budget_queue.go: when a request may begin, so that the host never has to refuse
//     one and the user never waits behind what nobody waits for;
//   - reply.go, fields.go, network.go, errors.go: what went wrong, as one kind of
//     error that says what failed, for which target, and what to do;
//   - link.go, when.go, terms.go, terms_parse.go, nearest.go: what people write or
//     paste, read into the package's own types;
//   - state.go, tier.go, judge.go, approver.go, warning.go: what GitLab does not
//     say, derived from its records without asking anybody: where a deployment
//     stands, whether the caller may approve it and as whom, what is risky in it.
//
// GitLab's own Go client was rejected: it knows no approvals, sends a POST again
// after a 502 that may have hidden a success, and lets net/http carry the token
// to whatever host a redirect names.
package api
