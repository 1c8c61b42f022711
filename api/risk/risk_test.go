package risk_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/risk"
)

func builtIn(t testing.TB) risk.Set {
	t.Helper()
	s, err := risk.New(risk.Default())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestTheBuiltInRulesKnowWhatDeservesALook(t *testing.T) {
	t.Parallel()
	for name, paths := range map[string][]string{
		"migration": {
			"db/migrate/20240102_add.rb", "db/post_migrate/1.rb", "app/migrations/0001_initial.py", "services/pay/migrations/x.sql", "db/structure.sql",
			"alembic/versions/1.py", "src/main/resources/db/migration/V1__init.sql", "sql/V2_1__more.sql", "prisma/schema.prisma", "store/0001_init.up.sql",
			// What does not come back goes before what guards it.
			"auth/migrations/0002_roles.py",
		},
		"secrets": {
			".env", ".env.production", "web/.env.local", ".sops.yaml", "k8s/prod/db.sops.yaml", "k8s/db-secret.yaml", "deploy/sealed-secrets/a.yaml", "k8s/sealed-secret-db.yaml",
			"config/secrets.yml", "config/credentials.yml.enc", "ansible/group_vars/all/vault.yml", "tls/server.pem", "vault/policies.hcl", "secrets/prod.json",
		},
		"permissions": {
			"CODEOWNERS", ".gitlab/CODEOWNERS", "docs/CODEOWNERS", "k8s/rbac/admin.yaml", "deploy/app-rbac.yml", "terraform/iam/users.tf", "infra/iam_roles.tf", "policies/deploy.rego",
			"src/auth/login.go", "internal/authz/check.go", "k8s/rolebinding.yaml", "bucket-policy.json",
		},
		"pipeline":     {".gitlab-ci.yml", ".gitlab/ci/deploy.yml", ".gitlab/ci/a/b.yml", "sub/.gitlab-ci.yml", "templates/deploy.gitlab-ci.yml", ".github/workflows/x.yml", "Jenkinsfile"},
		"dependencies": {"go.sum", "web/package-lock.json", "yarn.lock", "pnpm-lock.yaml", "Cargo.lock", "Gemfile.lock", "composer.lock", "poetry.lock", "uv.lock", "mix.lock", "requirements.txt", "requirements-dev.txt", "gradle.lockfile", "packages.lock.json", "Package.resolved", "flake.lock", "pubspec.lock"},
		"container":    {"Dockerfile", "services/api/Dockerfile", "Dockerfile.prod", "build/app.Dockerfile", "docker-compose.yml", "docker-compose.prod.yaml", "compose.yaml"},
		"infrastructure": {
			"main.tf", "infra/prod.tfvars", ".terraform.lock.hcl", "charts/app/templates/a.yaml", "Chart.yaml", "values-production.yaml", "k8s/deployment.yaml",
			"overlay/kustomization.yaml", "ansible/site.yml", "roles/web/tasks/main.yml", "helm/app/values.yaml",
		},
		"configuration": {
			"config/production.yml", "config/environments/production.rb", "config/environments/production/cache.yml", "application-prod.yml", "src/appsettings.Production.json", "config/live/a.json",
			"config/runtime.exs", "settings/production.py", "overlays/production/patch.yaml", "config/database.yml",
		},
		"": {
			"", "README.md", "main.go", "src/migration_notes.md", "docs/docker.md", "app/authors/list.rb", "src/environment.ts", "Dockerfiles/readme.txt", "my.gitlab-ci.yml.bak",
			"config/test.yml", "migrationsx/a.sql", "xmigrations/a.sql", "DOCKERFILE", "products/live.go", "src/sandbox.envoy", "/", "//", "\x1b[2J", "\xff\xfe", "数据库/迁移.txt",
		},
	} {
		for _, path := range paths {
			got, ok := builtIn(t).Of(path)
			if got != name || ok != (name != "") {
				t.Errorf("%q is %q (%t), want %q", path, got, ok, name)
			}
		}
	}
}

func TestGlobs(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		glob, path string
		want       bool
	}{
		{"Makefile", "Makefile", true}, {"Makefile", "sub/Makefile", false}, {"/Makefile", "Makefile", true}, {"**/Makefile", "Makefile", true},
		{"**/Makefile", "a/b/Makefile", true}, {"**/Makefile", "a/Makefile/b", false}, {"**/Makefile", "a/xMakefile", false},
		{"deploy/", "deploy/a/b", true}, {"deploy/", "x/deploy/a", false}, {"deploy/**", "deploy/a", true}, {"**/deploy/**", "x/deploy/a/b", true},
		{"**/deploy/**", "deploy/a", true}, {"**/deploy/**", "xdeploy/a", false}, {"**/deploy/**", "deployx/deploy/a", true}, {"**/deploy/**", "deployx/a", false},
		{"**/dd/**", "ddd/dd/a", true}, {"*.sql", "a.sql", true}, {"*.sql", "a/b.sql", false}, {"**/*.sql", "a/b.sql", true}, {"**/*.{yml,yaml}", "a/b.yaml", true},
		{"**/*.{yml,yaml}", "a/b.json", false}, {"a/**/b", "a/b", true}, {"a/**/b", "a/x/y/b", true}, {"a/?/b", "a/x/b", true}, {"a/?/b", "a/xy/b", false},
		{"[ab]/c", "b/c", true}, {"[!ab]/c", "b/c", false}, {`a\*b`, "a*b", true}, {`a\*b`, "axb", false}, {"**", "any/thing", true}, {"**/**", "any/thing", true},
		{" a ", "a", true}, {"迁移/**", "迁移/一.sql", true}, {"**/x/y", "a/x/y", true}, {"**/x/y", "a/x/z", false},
	} {
		s, err := risk.New([]risk.Rule{{Name: "r", Globs: []string{c.glob}}})
		if err != nil {
			t.Errorf("%q: %v", c.glob, err)
			continue
		}
		if _, got := s.Of(c.path); got != c.want {
			t.Errorf("%q fits %q: %t, want %t", c.glob, c.path, got, c.want)
		}
	}
}

func TestARuleThatIsNoGoodIsRefusedInOneSentence(t *testing.T) {
	t.Parallel()
	many := make([]risk.Rule, 65)
	for i := range many {
		many[i] = risk.Rule{Name: fmt.Sprint("r", i)}
	}
	for _, c := range []struct {
		name  string
		rules []risk.Rule
		want  string
	}{
		{"open bracket", []risk.Rule{{Name: "mine", Globs: []string{"ok", "a/[b"}}}, `the risk rule "mine" has a glob that is no good, "a/[b": a bracket, a brace or an escape in it has no end`},
		{"open brace", []risk.Rule{{Name: "mine", Globs: []string{"{a,b"}}}, `"{a,b": a bracket, a brace or an escape`},
		{"escape at the end", []risk.Rule{{Name: "mine", Globs: []string{`a\`}}}, `a bracket, a brace or an escape`},
		{"empty", []risk.Rule{{Name: "mine", Globs: []string{" "}}}, `"": it is empty`},
		{"root alone", []risk.Rule{{Name: "mine", Globs: []string{"/"}}}, `it is empty`},
		{"long", []risk.Rule{{Name: "mine", Globs: []string{strings.Repeat("a", 201)}}}, "it has 201 bytes, 200 are allowed"},
		{"braces", []risk.Rule{{Name: "mine", Globs: []string{strings.Repeat("{a,b}", 7)}}}, "it has more than 6 {"},
		{"no name", []risk.Rule{{Name: " ", Globs: []string{"a"}}}, `a risk rule has no name; give it one, as in "migration"`},
		{"hostile name", []risk.Rule{{Name: "a\x1b[2Jb", Globs: []string{"a"}}}, `the name of the risk rule "ab" must be one line of at most 32 characters`},
		{"long name", []risk.Rule{{Name: strings.Repeat("é", 33), Globs: []string{"a"}}}, "at most 32 characters"},
		{"twice", []risk.Rule{{Name: "a", Globs: []string{"a"}}, {Name: "A", Globs: []string{"b"}}}, `the risk rule "A" is there twice; put the globs into one`},
		{"many globs", []risk.Rule{{Name: "a", Globs: make([]string, 201)}}, `the risk rule "a" has 201 globs, 200 are allowed`},
		{"many rules", many, "there are 65 risk rules, 64 are allowed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, err := risk.New(c.rules)
			if err == nil || !strings.Contains(err.Error(), c.want) || strings.ContainsAny(err.Error(), "\x1b\n") {
				t.Errorf("the error is %v, want %q in it", err, c.want)
			}
		})
	}
}

func TestAUsersRulesComeFirstReplaceAndSwitchOff(t *testing.T) {
	t.Parallel()
	before := builtIn(t)
	s, err := before.Merge([]risk.Rule{
		{Name: "billing", Globs: []string{"billing/**", "**/Dockerfile"}},
		{Name: "Migration", Globs: []string{"sql/**"}},
		{Name: "dependencies"},
		{Name: "ledger", Globs: []string{"billing/ledger/**", "ledger/**"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		"billing/a.go": "billing", "a/Dockerfile": "billing", "billing/ledger/a": "billing", "ledger/a": "ledger", "sql/1.sql": "Migration", "db/migrate/1.rb": "", "go.sum": "", ".env": "secrets",
	} {
		if got, _ := s.Of(path); got != want {
			t.Errorf("%s is %q, want %q", path, got, want)
		}
	}
	if got, _ := before.Of("db/migrate/1.rb"); got != "migration" {
		t.Error("a merge changed the set it began with")
	}
	_, err = builtIn(t).Merge([]risk.Rule{{Name: "migratoin"}})
	if err == nil || !strings.Contains(err.Error(), `the risk rule "migratoin" has no globs and no built-in rule has that name; the built-in ones are migration, secrets,`) {
		t.Errorf("a slip of the pen is taken: %v", err)
	}
	if _, err = builtIn(t).Merge([]risk.Rule{{Name: "a", Globs: []string{"["}}}); err == nil {
		t.Error("a bad glob of a user is taken")
	}
}

func TestFilesAreFoundInTheOrderOfTheRules(t *testing.T) {
	t.Parallel()
	diff := "--- a/x\n+++ b/x\n@@ -1,2 +1,3 @@\n one\n+two\n+three\n-- old\n\\ No newline at end of file"
	got := builtIn(t).Files([]api.FileChange{
		{OldPath: "README.md", NewPath: "README.md", Diff: diff},
		{OldPath: "go.sum", NewPath: "go.sum", Diff: diff},
		{OldPath: "db/migrate/2.rb", NewPath: "db/migrate/2.rb", New: true, Diff: diff},
		{OldPath: "old/auth/x.go", NewPath: "attic/x.go", Renamed: true},
		{OldPath: "attic/y.rb", NewPath: "db/migrate/1.rb", Renamed: true},
		{OldPath: "db/migrate/0.rb", NewPath: "k8s/0.rb", Renamed: true, Diff: diff},
		{OldPath: "k8s/9.sql", NewPath: "db/migrate/9.rb", Renamed: true},
		{OldPath: ".env", NewPath: ".env", Deleted: true, TooLarge: true},
	})
	want := []string{
		"migration db/migrate/1.rb +0 -0", "migration db/migrate/2.rb +2 -1", "migration db/migrate/9.rb +0 -0", "migration k8s/0.rb +2 -1",
		"secrets .env +0 -0", "permissions attic/x.go +0 -0", "dependencies go.sum +2 -1",
	}
	var lines []string
	for _, f := range got {
		lines = append(lines, fmt.Sprintf("%s %s +%d -%d", f.Name, f.File.NewPath, f.Added, f.Removed))
	}
	if strings.Join(lines, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	if !got[4].File.TooLarge {
		t.Error("a finding forgets that GitLab left the text out")
	}
}

func TestNothingIsFoundByNoRules(t *testing.T) {
	t.Parallel()
	var none risk.Set
	if name, ok := none.Of("go.sum"); ok || name != "" || len(none.Files([]api.FileChange{{NewPath: "go.sum"}})) != 0 {
		t.Error("a set without rules finds something")
	}
}

// Thousands of files, and names made to keep a matcher busy, must not hold up the
// card on which somebody waits to decide.
func TestManyAndHostilePathsAreQuick(t *testing.T) {
	t.Parallel()
	hostile := strings.Repeat("a/", 2000) + "x"
	s, err := builtIn(t).Merge([]risk.Rule{{Name: "deep", Globs: []string{"**/a/**/a/**/a/**/b", "{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}*a*a*a*a*b"}}})
	if err != nil {
		t.Fatal(err)
	}
	start := time.Now()
	s.Of(hostile)
	s.Of(strings.Repeat("a", 4096))
	s.Files(many(5000))
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("it took %s", took)
	}
}

func many(n int) []api.FileChange {
	dirs := []string{"src/service/handler", "db/migrate", "web/components/list", "k8s/base", "internal/store/cache/lru", "docs/guide"}
	names := []string{"file_%d.go", "view-%d.tsx", "notes%d.md", "config%d.yaml"}
	out := make([]api.FileChange, n)
	for i := range out {
		p := dirs[i%len(dirs)] + "/" + fmt.Sprintf(names[i%len(names)], i)
		out[i] = api.FileChange{OldPath: p, NewPath: p, Diff: "@@ -1 +1 @@\n-a\n+b\n"}
	}
	return out
}

func BenchmarkFiles(b *testing.B) {
	s, changes := builtIn(b), many(5000)
	b.ReportAllocs()
	for b.Loop() {
		s.Files(changes)
	}
}
