package links

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/uitest"
)

const on = "acme.dev:8443/gitlab"

func row() fleet.Row {
	return fleet.Row{
		Ref:     api.Ref{Host: on, Project: 12, Deployment: 99001},
		Project: "payments/api", ProjectURL: "https://acme.dev:8443/gitlab/payments/api", Tier: api.TierProduction,
		Deployment: &api.Deployment{
			ID: 99001, IID: 4821, Ref: "release/2.14", SHA: "3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3", Status: api.StatusBlocked,
			User: &api.User{ID: 2, Username: "lin"}, Environment: api.Environment{ID: 7, Name: "prod/eu west"},
			Deployable: &api.Job{ID: 5511, Pipeline: &api.Pipeline{ID: 90211}},
		},
		Verdict: api.Verdict{State: api.StateNeedsYou, Since: uitest.Now.Add(-time.Hour)},
	}
}

func mustParse(t *testing.T, url, filterText string) Link {
	t.Helper()
	l, err := Parse("Runbook", url, filterText)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func TestEveryFieldIsFilled(t *testing.T) {
	t.Parallel()
	for template, want := range map[string]string{
		"https://r.dev/{{.Project}}/{{.Environment}}": "https://r.dev/payments/api/prod/eu%20west",
		"https://r.dev/{{.Tier}}":                     "https://r.dev/production",
		"https://r.dev/{{.Ref}}":                      "https://r.dev/release/2.14",
		"https://r.dev/{{.SHA}}":                      "https://r.dev/3f2a91c0d4e5f60718293a4b5c6d7e8f90a1b2c3",
		"https://r.dev/{{.ShortSHA}}":                 "https://r.dev/3f2a91c",
		"https://r.dev/{{.IID}}-{{.Deployment}}":      "https://r.dev/4821-99001",
		"https://r.dev/{{.Job}}{{.Pipeline}}":         "https://r.dev/551190211",
		"https://r.dev/{{.Host}}":                     "https://r.dev/acme.dev%3A8443/gitlab",
		"https://r.dev/~{{ .User }}":                  "https://r.dev/~lin",
		// What is fixed stays as it is, but for what an address cannot hold.
		"HTTP://R.dev:8080/d?var-x=$__all&y={{.IID}}#{{.Tier}}": "HTTP://R.dev:8080/d?var-x=$__all&y=4821#production",
		" https://r.dev/%7Bü%7d/[a]?f[]=1 ":                     "https://r.dev/%7B%C3%BC%7d/[a]?f[]=1",
		"https://r.dev":                                         "https://r.dev",
		"https://r.dev?all":                                     "https://r.dev?all",
		"https://[::1]:3000/{{.IID}}":                           "https://[::1]:3000/4821",
		"https://r.dev/.{{.Tier}}/..a/":                         "https://r.dev/.production/..a/",
	} {
		got, ok, why := mustParse(t, template, "").For(row(), on)
		if got != want || !ok || why != "" {
			t.Errorf("%s gives %q, %t, %q; wanted %q", template, got, ok, why, want)
		}
	}
}

func TestTemplatesThatAreRefused(t *testing.T) {
	t.Parallel()
	const (
		begin  = "the address has to begin with https:// or http://, such as https://runbooks.acme.dev/{{.Project}}"
		before = " stands before the path: fields come behind the first / after the host, as in https://runbooks.acme.dev/{{.Project}}"
		braces = " is refused: only a field such as {{.Project}} can stand in braces"
		user   = "the address has a user or a password in it; leave it out, the address is shown on the screen"
		host   = " is not a host; wanted is an address such as https://runbooks.acme.dev/{{.Project}}"
		names  = "{{.Project}} {{.Environment}} {{.Tier}} {{.Ref}} {{.SHA}} {{.ShortSHA}} {{.IID}} {{.Deployment}} {{.Job}} {{.Pipeline}} {{.Host}} {{.User}}"
	)
	for template, want := range map[string]string{
		" ":                                   "the address is missing; wanted is one such as https://runbooks.acme.dev/{{.Project}}",
		"runbooks.acme.dev/x":                 begin,
		"javascript:alert(1)//":               begin,
		"javascript://r.dev/%0aalert(1)":      begin,
		"file:///etc/passwd":                  begin,
		"//r.dev/x":                           begin,
		"{{.Tier}}://r.dev/":                  begin,
		"https:{{.Tier}}//r.dev/":             begin,
		"https://{{.Host}}/x":                 "{{.Host}}" + before,
		"https://{{.Host}}":                   "{{.Host}}" + before,
		"https://r.dev.{{.Host}}/x":           "{{.Host}}" + before,
		"https://r.dev:{{.IID}}/x":            "{{.IID}}" + before,
		"https://{{.User}}@r.dev/x":           "{{.User}}" + before,
		"https://r.dev{{.Ref}}":               "{{.Ref}}" + before,
		"https://r.dev?x={{.Ref}}":            "{{.Ref}}" + before,
		"https://r.dev#{{.Ref}}/":             "{{.Ref}}" + before,
		`https://r.dev\{{.Ref}}/`:             "{{.Ref}}" + before,
		"https://me:secret@r.dev/x":           user,
		"https://me@r.dev/{{.Ref}}":           user,
		"https://":                            "“”" + host,
		"https:///x":                          "“”" + host,
		"https://:80/x":                       "“:80”" + host,
		"https://r.dev:/x":                    "“r.dev:”" + host,
		"https://r.dev:0/x":                   "“r.dev:0”" + host,
		"https://r.dev:99999/x":               "“r.dev:99999”" + host,
		"https://r.dev:http/x":                "“r.dev:http”" + host,
		"https://r dev/x":                     "“r dev”" + host,
		"https://bücher.dev/x":                "“bücher.dev”" + host,
		"https://r%2edev/x":                   "“r%2edev”" + host,
		"https://r,dev/x":                     "“r,dev”" + host,
		"https://./x":                         "“.”" + host,
		"https://r.dev/{{.Enviroment}}":       "there is no field “{{.Enviroment}}”; did you mean {{.Environment}}?",
		"https://r.dev/{{.project}}":          "there is no field “{{.project}}”; did you mean {{.Project}}?",
		"https://r.dev/{{Ref}}":               "there is no field “{{Ref}}”; did you mean {{.Ref}}?",
		"https://r.dev/{{ short_sha }}":       "there is no field “{{short_sha}}”; did you mean {{.ShortSHA}}?",
		"https://r.dev/{{.Token}}":            "there is no field “{{.Token}}”; known are " + names,
		"https://r.dev/{{.IDD}}":              "there is no field “{{.IDD}}”; did you mean {{.IID}}?",
		"https://r.dev/{{.Ref | html}}":       "“{{.Ref | html}}”" + braces,
		"https://r.dev/{{.Ref.Name}}":         "“{{.Ref.Name}}”" + braces,
		"https://r.dev/{{if .Ref}}":           "“{{if .Ref}}”" + braces,
		"https://r.dev/{{.Ref}}{{end}}":       "“{{end}}”" + braces,
		"https://r.dev/{{.print}}":            "“{{.print}}”" + braces,
		"https://r.dev/{{.Foo}}":              "there is no field “{{.Foo}}”; known are " + names,
		"https://r.dev/%2g":                   "% is not followed by two hexadecimal digits; a percent sign itself is written %25",
		"https://r.dev\\x/{{.Ref}}":           "“r.dev\\x”" + host,
		"https://r.dev/{{- .Ref -}}":          "“{{- .Ref -}}”" + braces,
		"https://r.dev/{{/* x */}}":           "“{{/* x */}}”" + braces,
		`https://r.dev/{{"x"}}`:               "“{{\"x\"}}”" + braces,
		"https://r.dev/{{$}}":                 "“{{$}}”" + braces,
		"https://r.dev/{{.}}":                 "“{{.}}”" + braces,
		"https://r.dev/{{}}":                  "“{{}}”" + braces,
		"https://r.dev/{{{.Ref}}}":            "“{{{.Ref}}”" + braces,
		"https://r.dev/{{.Ref":                "{{ is not closed; a field is written {{.Project}}",
		"https://r.dev/{.Ref}":                "{ stands alone; a field is written {{.Project}}, the character itself %7B",
		"https://r.dev/{{.Ref}}}":             "} stands alone; a field is written {{.Project}}, the character itself %7D",
		"https://r.dev/a b":                   "“ ” cannot stand in an address; it is written %20",
		`https://r.dev/a\b`:                   "“\\” cannot stand in an address; it is written %5C",
		`https://r.dev/?q="{{.Ref}}"`:         "“\"” cannot stand in an address; it is written %22",
		"https://r.dev/100%":                  "% is not followed by two hexadecimal digits; a percent sign itself is written %25",
		"https://r.dev/%{{.SHA}}":             "% is not followed by two hexadecimal digits; a percent sign itself is written %25",
		"https://r.dev/%2{{.SHA}}":            "% is not followed by two hexadecimal digits; a percent sign itself is written %25",
		"https://r.dev/{{.Ref}}/../x":         "the path has a .. in it; write it without",
		"https://r.dev/./{{.Ref}}":            "the path has a . in it; write it without",
		"https://r.dev/a/%2e%2E/x":            "the path has a .. in it; write it without",
		"https://r.dev/a%2f..":                "the path has a .. in it; write it without",
		"https://r.dev/a\u202eb":              "there are characters in it that cannot be seen; write it anew",
		"https://r.dev/\x1b[2Jb":              "there are characters in it that cannot be seen; write it anew",
		"https://r.dev/" + long:               "the address is longer than 4096 characters",
		"https://r.dev/{{" + long[:80] + "}}": "there is no field “{{" + long[:37] + "…”; known are " + names,
	} {
		_, err := Parse("Runbook", template, "")
		if problem, ok := err.(Problem); !ok || problem.Message != want || problem.Key != "url" {
			t.Errorf("%q is told %v; wanted %q", template, err, want)
		}
	}
}

var long = strings.Repeat("y", maxAddress)

// Whatever a row holds stays in its place, or the link is not offered.
func TestHostileValuesStayInTheirPlace(t *testing.T) {
	t.Parallel()
	const template = "https://r.dev/a/{{.Ref}}/b?q={{.Ref}}&z=1#f"
	for value, want := range map[string]string{
		"main":                  "https://r.dev/a/main/b?q=main&z=1#f",
		"feature/x":             "https://r.dev/a/feature/x/b?q=feature/x&z=1#f",
		"a?b#c&d=e;f":           "https://r.dev/a/a%3Fb%23c%26d%3De%3Bf/b?q=a%3Fb%23c%26d%3De%3Bf&z=1#f",
		"a%2e%2e":               "https://r.dev/a/a%252e%252e/b?q=a%252e%252e&z=1#f",
		"100%":                  "https://r.dev/a/100%25/b?q=100%25&z=1#f",
		`a\..\b`:                "https://r.dev/a/a%5C..%5Cb/b?q=a%5C..%5Cb&z=1#f",
		"{{.User}}":             "https://r.dev/a/%7B%7B.User%7D%7D/b?q=%7B%7B.User%7D%7D&z=1#f",
		"$(reboot)`x`'\"<b>|&!": "https://r.dev/a/%24%28reboot%29%60x%60%27%22%3Cb%3E%7C%26%21/b?q=%24%28reboot%29%60x%60%27%22%3Cb%3E%7C%26%21&z=1#f",
		"x\x1b[2J\r\ny\u202e":   "https://r.dev/a/x%20y/b?q=x%20y&z=1#f",
		"日\xff":                 "https://r.dev/a/%E6%97%A5%EF%BF%BD/b?q=%E6%97%A5%EF%BF%BD&z=1#f",
		"@evil.example:80":      "https://r.dev/a/%40evil.example%3A80/b?q=%40evil.example%3A80&z=1#f",
		"v1..v2/...":            "https://r.dev/a/v1..v2/.../b?q=v1..v2/...&z=1#f",
		// Not offered.
		"": "", " ": "", "\u200b": "", ".": "", "..": "", "../..": "", "a/../b": "", "a/./b": "", "a/..": "", "./a": "",
		"/a": "", "a/": "", "a//b": "", "//evil.example": "", "/": "", ".\u200b.": "", "\x1b[m..": "",
	} {
		r := row()
		r.Deployment.Ref = value
		got, ok, why := mustParse(t, template, "").For(r, on)
		if got != want || ok != (want != "") || ok != (why == "") {
			t.Errorf("%q gives %q, %t, %q; wanted %q", value, got, ok, why, want)
		}
	}
}

func TestWhyALinkIsNotOffered(t *testing.T) {
	t.Parallel()
	bare := fleet.Row{Deployment: &api.Deployment{}}
	for template, want := range map[string]string{
		"{{.Project}}": "the project is not known", "{{.Environment}}": "the environment is not known", "{{.Tier}}": "the tier is not known",
		"{{.Ref}}": "the ref is not known", "{{.SHA}}": "the commit is not known", "{{.ShortSHA}}": "the commit is not known",
		"{{.IID}}": "the deployment's number is not known", "{{.Deployment}}": "the deployment's id is not known",
		"{{.Job}}": "the job is not known", "{{.Pipeline}}": "the pipeline is not known", "{{.Host}}": "the host is not known",
		"{{.User}}": "who started it is not known",
	} {
		if url, ok, why := mustParse(t, "https://r.dev/"+template, "").For(bare, ""); url != "" || ok || why != want {
			t.Errorf("%s: %q, %t, %q; wanted %q", template, url, ok, why, want)
		}
	}
	r := row()
	r.Deployment.Ref = "a/../b"
	l := mustParse(t, "https://r.dev/{{.Ref}}", "")
	if _, _, why := l.For(r, on); why != "the ref has a part in it that is empty, or one or two dots" {
		t.Errorf("dots are told as %q", why)
	}
	r.Deployment.Ref = strings.Repeat("ü", 1000)
	if _, ok, why := l.For(r, on); ok || why != "the address would be too long" {
		t.Errorf("a long ref is told as %t, %q", ok, why)
	}
	for _, l := range []Link{l, {}} {
		if _, ok, why := l.For(fleet.Row{}, on); ok || why == "" || l.Match(&fleet.Row{}, uitest.Now) {
			t.Error("a row without a deployment has a page")
		}
	}
}

// The single read of a pipeline is newer than what came with the job.
func TestThePipelineOfARow(t *testing.T) {
	t.Parallel()
	r := row()
	r.Pipeline = &api.Pipeline{ID: 3}
	l := mustParse(t, "https://r.dev/{{.Pipeline}}", "")
	if got, _, _ := l.For(r, on); got != "https://r.dev/3" {
		t.Errorf("got %q", got)
	}
	r.Pipeline, r.Deployment.Deployable.Pipeline = nil, nil
	if _, ok, why := l.For(r, on); ok || why != "the pipeline is not known" {
		t.Errorf("without one: %t, %q", ok, why)
	}
}

func TestPagesAreThoseWhoseFilterMatches(t *testing.T) {
	t.Parallel()
	all := []Link{
		mustParse(t, "https://r.dev/{{.IID}}", ""),
		mustParse(t, "https://r.dev/staging", "tier:staging"),
		mustParse(t, "https://r.dev/prod", "env:prod can:approve"),
		mustParse(t, "https://r.dev/old", "age:>2h"),
		mustParse(t, "https://r.dev/{{.User}}", "tier:production"),
	}
	r := row()
	r.Deployment.User = nil
	want := []Page{{"Runbook", "https://r.dev/4821", ""}, {"Runbook", "https://r.dev/prod", ""}, {"Runbook", "", "who started it is not known"}}
	got := Pages(all, r, on, uitest.Now)
	if len(got) != 3 || got[0] != want[0] || got[1] != want[1] || got[2] != want[2] {
		t.Errorf("got %+v", got)
	}
	if later := Pages(all, r, on, uitest.Now.Add(2*time.Hour)); len(later) != 4 || later[2].URL != "https://r.dev/old" {
		t.Errorf("two hours later %+v", later)
	}
	if none := Pages(all, fleet.Row{}, on, uitest.Now); none != nil {
		t.Errorf("nothing has the pages %+v", none)
	}
}

func TestCheckTellsTemplateAndFilter(t *testing.T) {
	t.Parallel()
	got := Check("ftp://r.dev", "stat:blocked env:prod tier:prodution")
	want := []string{"url the address has to begin", "filter No key “stat:”", "filter No tier “prodution”. Did you mean production?"}
	if len(got) != len(want) {
		t.Fatalf("got %+v", got)
	}
	for i, p := range got {
		if !strings.HasPrefix(p.Key+" "+p.Error(), want[i]) {
			t.Errorf("problem %d is %+v, wanted %q", i, p, want[i])
		}
	}
	if got := Check("", "env:prod"); got != nil {
		t.Errorf("an address that the configuration misses is told again: %+v", got)
	}
	if _, err := Parse("x", "", ""); err == nil {
		t.Error("a link without an address is read")
	}
	if _, err := Parse("x", "https://r.dev/", "stat:blocked"); err == nil {
		t.Error("a filter with an unknown key is read")
	}
}

func TestTheNameIsClean(t *testing.T) {
	t.Parallel()
	if l, err := Parse("Run\x1b[2J\nbook", "https://r.dev/", ""); err != nil || l.Name != "Run book" {
		t.Errorf("got %q, %v", l.Name, err)
	}
}

// marks are the characters that structure an address.
const marks = "?#&=;@:"

// Whatever a template and a row hold, an address is the template's: its scheme, host
// and structure, clean, and with no way up in its path.
func FuzzFor(f *testing.F) {
	f.Add("https://r.dev/{{.Project}}/{{.Environment}}?a={{.Ref}}#{{.User}}", "a/b", "prod", "main", "3f2a", "lin", on)
	f.Add("http://r.dev:80/.{{.Ref}}{{.SHA}}%2f.{{.Host}}", "..", ".", "./a", "..", "\x1b]0;x\x07", "%2e%2e")
	f.Add("https://[::1]/x{{.ShortSHA}}/..{{.Tier}}", "a", "b", "c", "ééééé", "e", "//h")
	f.Fuzz(func(t *testing.T, template, project, environment, ref, sha, user, host string) {
		l, err := Parse("x", template, "")
		if err != nil {
			if text.Line(template) == template && text.Line(err.Error()) != err.Error() {
				t.Fatalf("%q: the problem %q is not clean", template, err)
			}
			return
		}
		r := row()
		r.Project, r.Tier = project, api.Tier(user)
		r.Deployment.Environment.Name, r.Deployment.Ref, r.Deployment.SHA, r.Deployment.User.Username = environment, ref, sha, user
		got, ok, why := l.For(r, host)
		if ok != (why == "") || ok != (got != "") {
			t.Fatalf("%q gives %q, %t, %q", template, got, ok, why)
		}
		if ok {
			checkAddress(t, template, got)
		}
	})
}

func checkAddress(t *testing.T, template, got string) {
	t.Helper()
	for i := range len(got) {
		if got[i] <= ' ' || got[i] > '~' {
			t.Fatalf("%q gives %q", template, got)
		}
	}
	u, err := url.Parse(got)
	if err != nil {
		t.Fatalf("%q gives %q: %v", template, got, err)
	}
	head, _, _ := strings.Cut(strings.TrimSpace(template), "{{")
	fixed, err := url.Parse(head)
	if err != nil { // text behind the host that url.Parse does not take and the link encodes
		fixed, err = url.Parse(head[:len("https://")+strings.IndexByte(head[len("https://"):]+"/", '/')])
	}
	if err != nil || u.Scheme != fixed.Scheme || u.Host != fixed.Host || u.User != nil {
		t.Fatalf("%q gives %q on %s, not on %v", template, got, u.Host, fixed)
	}
	for segment := range strings.SplitSeq(u.Path, "/") {
		if segment == "." || segment == ".." {
			t.Fatalf("%q leads up: %q", template, got)
		}
	}
	for _, mark := range marks {
		if strings.Count(got, string(mark)) != strings.Count(template, string(mark)) {
			t.Fatalf("%q gives %q, with another number of %c", template, got, mark)
		}
	}
}
