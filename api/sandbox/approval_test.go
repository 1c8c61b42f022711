package sandbox_test

import (
	"strings"
	"testing"
	"time"

	"greenlight/api/sandbox"
)

func TestApprovalRefusals(t *testing.T) {
	t.Parallel()
	l := start(t)
	production, own := l.in(api, "production", "blocked"), l.in(api, "prod-apac", "blocked")
	const noRight = `{"message":"You don't have permission to approve this deployment. Contact the project or group owner for help."}`
	const waitsNot = `{"message":"This deployment is not waiting for approvals."}`
	for _, c := range []struct {
		name, user, path string
		body             any
		status           int
		want             string
	}{
		{"no status", "maya", at(api, production, "/approval"), object{}, 400,
			`{"error":"status is missing, status does not have a valid value"}`},
		{"bad status", "maya", at(api, production, "/approval"), object{"status": "ok"}, 400, `{"error":"status does not have a valid value"}`},
		{"bad status before bad project", "maya", "/projects/77/deployments/1/approval", "status=ok", 400,
			`{"error":"status does not have a valid value"}`},
		{"bad id", "maya", "/projects/1/deployments/x/approval", object{"status": "approved"}, 400, `{"error":"deployment_id is invalid"}`},
		{"no project", "maya", "/projects/77/deployments/1/approval", object{"status": "approved"}, 404, `{"message":"404 Project Not Found"}`},
		{"stranger", "sam", at(api, production, "/approval"), object{"status": "approved"}, 404, `{"message":"404 Project Not Found"}`},
		{"guest", "gus", at(api, production, "/approval"), object{"status": "approved"}, 403, `{"message":"403 Forbidden"}`},
		{"no deployment", "maya", "/projects/1/deployments/1/approval", object{"status": "approved"}, 404, `{"message":"404 Not found"}`},
		{"another project's", "maya", at(web, production, "/approval"), object{"status": "approved"}, 404, `{"message":"404 Not found"}`},
		{"unprotected", "maya", at(api, l.in(api, "loadtest", "blocked"), "/approval"), object{"status": "approved"}, 400,
			`{"message":"This environment is not protected."}`},
		{"own", "maya", at(api, own, "/approval"), object{"status": "approved"}, 400,
			`{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`},
		{"own before no right", "lin", at(api, production, "/approval"), object{"status": "approved"}, 400,
			`{"message":"You cannot approve your own deployment. This configuration can be adjusted in the protected environment settings."}`},
		{"complete", "maya", at(mail, l.in(mail, "production", "blocked"), "/approval"), object{"status": "approved"}, 400, waitsNot},
		{"complete before no right", "rae", at(mail, l.in(mail, "production", "blocked"), "/approval"), object{"status": "rejected"}, 400, waitsNot},
		{"no rule", "rae", at(api, production, "/approval"), object{"status": "approved"}, 400, noRight},
		{"no rule, though a Maintainer", "maya", at(checkout, l.in(checkout, "production", "blocked"), "/approval"),
			object{"status": "approved"}, 400, noRight},
		{"no rule, direct members only", "maya", at(ingest, l.in(ingest, "production", "success"), "/approval"),
			object{"status": "approved"}, 400, waitsNot},
		{"no hat", "maya", at(api, production, "/approval"), object{"status": "approved", "represented_as": "Payments-Leads"}, 400,
			"{\"message\":\"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.\"}"},
		{"hat before long comment", "maya", at(api, production, "/approval"),
			object{"status": "approved", "represented_as": "zz", "comment": strings.Repeat("é", 256)}, 400,
			"{\"message\":\"There are no approval rules for the given `represent_as` parameter. Use a valid User/Group/Role name instead.\"}"},
		{"long comment", "maya", at(api, production, "/approval"), object{"status": "approved", "comment": strings.Repeat("é", 256)}, 400,
			`{"message":["Comment is too long (maximum is 255 characters)"]}`},
		{"read only token", "read_api", at(api, production, "/approval"), object{"status": "approved"}, 403,
			`{"error":"insufficient_scope","error_description":"The request requires higher privileges than provided by the access token.","scope":"api"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			l.want(l.ask(c.user, "POST", c.path, c.body), c.status, c.want)
		})
	}
	if left := l.full(production, api); left.Pending != 1 || len(left.Approvals) != 0 {
		t.Errorf("refusals changed the deployment: %+v", left)
	}
}

func TestApproveCompletesButDoesNotRun(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "production", "blocked")
	a := decode[approval](l, l.ask("maya", "POST", at(api, d, "/approval"), "status=approved&comment="+strings.Repeat("%C3%A9", 255)), 201)
	if a.User.Username != "maya" || a.Status != "approved" || *a.Comment != strings.Repeat("é", 255) || !a.CreatedAt.Equal(night) {
		t.Errorf("approval is %+v", a)
	}
	after := l.full(d, api)
	if after.Pending != 0 || after.Status != "blocked" || after.Deployable.Status != "manual" {
		t.Errorf("after it: %+v", after)
	}
	l.want(l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"}), 400,
		`{"message":"This deployment is not waiting for approvals."}`)
}

func TestRulesCountOneByOne(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-eu", "blocked") // qa-group 1 (ines has), security-group 2
	steps := []struct {
		user    string
		pending int
	}{
		{"ana", 2},  // qa-group again: surplus there pays for nothing
		{"rae", 2},  // a Reporter may approve, too
		{"oto", 1},  // security-group
		{"root", 1}, // an administrator covers all, and the first rule takes it
		{"ben", 0},
	}
	for _, s := range steps {
		decode[approval](l, l.ask(s.user, "POST", at(api, d, "/approval"), object{"status": "approved"}), 201)
		if got := l.full(d, api).Pending; got != s.pending {
			t.Errorf("after @%s %d are pending, want %d", s.user, got, s.pending)
		}
	}
}

func TestRepeatedDecision(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.in(api, "prod-eu", "blocked")
	first := decode[approval](l, l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved", "comment": "one"}), 201)
	l.clock.add(time.Minute)
	again := decode[approval](l, l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved", "comment": "two"}), 201)
	if *again.Comment != "one" || !again.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("the second answer is %+v, want the first approval", again)
	}
	if n := len(l.full(d, api).Approvals); n != 2 {
		t.Errorf("%d approvals, want 2", n)
	}
	l.clock.add(time.Minute)
	turned := decode[approval](l, l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "rejected", "comment": "no"}), 201)
	if turned.Status != "rejected" || *turned.Comment != "no" || !turned.CreatedAt.Equal(first.CreatedAt) {
		t.Errorf("the change of mind is %+v", turned)
	}
}

func TestRejectionFailsTheJobForGood(t *testing.T) {
	t.Parallel()
	l := start(t)
	own := l.in(api, "prod-apac", "blocked")
	for user, d := range map[string]row{"maya": own, "oto": l.in(api, "prod-eu", "blocked")} {
		decode[approval](l, l.ask(user, "POST", at(api, d, "/approval"), object{"status": "rejected"}), 201)
		after := l.full(d, api)
		if after.Status != "failed" || after.Deployable.Status != "failed" || *after.Deployable.FailureReason != "deployment_rejected" {
			t.Errorf("after it: %+v", after)
		}
		if after.Pending == 0 {
			t.Error("a rejected deployment keeps its open rules")
		}
		l.want(l.ask("root", "POST", jobPath(api, d, "/play"), object{}), 400, `{"message":"400 Bad request - Unplayable Job"}`)
		decode[approval](l, l.ask(user, "POST", at(api, d, "/approval"), object{"status": "rejected"}), 201)
	}
	l.want(l.ask("oto", "POST", at(api, own, "/approval"), object{"status": "rejected"}), 500, `{"message":"500 Internal Server Error"}`)
	if n := len(l.full(own, api).Approvals); n != 2 {
		t.Errorf("%d rejections are stored, want 2", n)
	}
}

func TestRejectingAnExternalOneKeepsItsStatus(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := decode[row](l, l.ask("lin", "POST", "/projects/1/deployments",
		object{"environment": "production", "sha": "main", "ref": "main", "tag": false, "status": "running"}), 201)
	decode[approval](l, l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "rejected"}), 201)
	if after := l.full(d, api); after.Status != "running" {
		t.Errorf("it is %s now", after.Status)
	}
}

func TestHats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		user, hat string
		status    int
		rule      int
	}{
		{"maya", "", 201, 0},
		{"maya", "Maintainers", 201, 1},
		{"maya", "aintain", 201, 1},
		{"maya", "payments", 201, 0},
		{"maya", "maintainers", 400, 0},
		{"ana", "Maintainers", 400, 0}, // there is such a rule, but it does not cover her
		{"root", "Maintainers", 201, 1},
	} {
		t.Run(c.user+" as "+c.hat, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			d := l.in(api, "prod-us", "blocked") // payments-leads 1, Maintainers 1; started by ana
			if c.user == "ana" {
				if err := l.SetDeployer(d.ID, "lin"); err != nil {
					t.Fatal(err)
				}
			}
			a := l.ask(c.user, "POST", at(api, d, "/approval"), object{"status": "approved", "represented_as": c.hat})
			if a.status != c.status {
				t.Fatalf("got %d %s", a.status, a.body)
			}
			if c.status != 201 {
				return
			}
			after := l.full(d, api)
			if after.Pending != 1 {
				t.Errorf("%d are pending, want 1", after.Pending)
			}
			for i, r := range after.Summary.Rules {
				has := false
				for _, g := range r.Given {
					has = has || g.User.Username == c.user && g.CreatedAt.Equal(night)
				}
				if has != (i == c.rule) {
					t.Errorf("rule %d has it: %v", i, has)
				}
			}
		})
	}
}

func TestHatWhereARuleHasNoName(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.first(edge, "", func(d row) bool { return d.Status == "paused" }) // canary: Reporters
	l.want(l.ask("maya", "POST", at(edge, d, "/approval"), object{"status": "approved", "represented_as": "x"}), 500,
		`{"message":"500 Internal Server Error"}`)
	decode[approval](l, l.ask("rae", "POST", at(edge, d, "/approval"), object{"status": "approved"}), 201)
	if r := l.full(d, edge).Summary.Rules[0]; r.Description != nil || *r.AccessLevel != 20 {
		t.Errorf("the rule is %+v, want level 20 without a name", r)
	}
}

func TestWhomARuleCovers(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name    string
		project int64
		env     string
		user    string
		covered bool
	}{
		{"a user", ingest, "staging", "ana", true},
		{"another user", ingest, "staging", "maya", false},
		{"a group of the ancestors' members too", infra, "production", "maya", true},
		{"a group's own member", infra, "production", "noa", true},
		{"a member of neither", infra, "production", "lin", false},
		{"a role", ledger, "prod-eu", "maya", true},
		{"less than the role", ledger, "prod-eu", "kim", false},
		{"an administrator", ledger, "prod-eu", "root", true},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			l := start(t)
			a := l.ask(c.user, "POST", at(c.project, l.in(c.project, c.env, "blocked"), "/approval"), object{"status": "approved"})
			if (a.status == 201) != c.covered {
				t.Errorf("got %d %s", a.status, a.body)
			}
		})
	}
}

func TestDirectMembersOnly(t *testing.T) {
	t.Parallel()
	l := start(t)
	made := decode[row](l, l.ask("lin", "POST", "/projects/7/deployments",
		object{"environment": "production", "sha": "main", "ref": "main", "tag": false, "status": "running"}), 201)
	if r := made.Summary.Rules[0]; r.Inheritance != 0 || *r.Description != "oncall" {
		t.Fatalf("the rule is %+v", r)
	}
	if a := l.ask("maya", "POST", at(ingest, made, "/approval"), object{"status": "approved"}); a.status != 400 {
		t.Errorf("a member of the parent group got %d", a.status)
	}
	if a := l.ask("noa", "POST", at(ingest, made, "/approval"), object{"status": "approved"}); a.status != 201 {
		t.Errorf("a direct member got %d %s", a.status, a.body)
	}
}

func TestRuleListsHoldOtherDeployments(t *testing.T) {
	t.Parallel()
	l := start(t)
	d := l.full(l.in(api, "production", "blocked"), api)
	if len(d.Approvals) != 0 || len(d.Summary.Rules[0].Given) == 0 {
		t.Errorf("%d of its own and %d under the rule; want 0 and some", len(d.Approvals), len(d.Summary.Rules[0].Given))
	}
	decode[approval](l, l.ask("oto", "POST", at(api, d, "/approval"), object{"status": "approved"}), 201)
	other := l.full(l.in(api, "production", "success"), api)
	if before, after := len(d.Summary.Rules[0].Given), len(other.Summary.Rules[0].Given); after != before+1 {
		t.Errorf("another deployment shows %d under the rule, want %d", after, before+1)
	}
}

func TestSelfApprovalWhereAllowed(t *testing.T) {
	t.Parallel()
	l := start(t)
	if err := l.SetSelfApproval(api, true); err != nil {
		t.Fatal(err)
	}
	p := decode[object](l, l.get("maya", "/projects/1"), 200)
	if p["allow_pipeline_trigger_approve_deployment"] != true {
		t.Error("the project does not say so")
	}
	decode[approval](l, l.ask("maya", "POST", at(api, l.in(api, "prod-apac", "blocked"), "/approval"), object{"status": "approved"}), 201)
}

func TestFOSSHasNoApprovals(t *testing.T) {
	t.Parallel()
	l := start(t, func(o *sandbox.Options) { o.FOSS = true })
	d := l.in(api, "production", "blocked")
	l.want(l.ask("maya", "POST", at(api, d, "/approval"), object{"status": "approved"}), 404, `{"error":"404 Not Found"}`)
	for _, path := range []string{at(api, d, ""), "/projects/1"} {
		a := l.get("maya", path)
		for _, field := range []string{"pending_approval_count", "approvals", "approval_summary", "allow_pipeline_trigger_approve_deployment"} {
			if strings.Contains(a.body, `"`+field+`"`) {
				t.Errorf("%s has %s", path, field)
			}
		}
	}
	if v := decode[object](l, l.get("maya", "/version"), 200); v["version"] != "18.9.0" || v["enterprise"] != false {
		t.Errorf("version is %v", v)
	}
	if got := decode[job](l, l.ask("maya", "POST", jobPath(api, d, "/play"), object{}), 200); got.Status != "pending" {
		t.Errorf("the job is %s", got.Status)
	}
}
