package api

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"greenlight/api/text"
)

func TestParseMergeRequestTerms(t *testing.T) {
	t.Parallel()
	day := time.Date(2026, 2, 14, 0, 0, 0, 0, time.UTC)
	for line, want := range map[string]MergeRequestFilter{
		"":      {},
		"  \t ": {},
		"state=merged labels=a,b not[author_username]=x created_after=2026-02-14": {State: "merged", Labels: []string{"a", "b"},
			Not: map[string]string{"author_username": "x"}, CreatedAfter: &day},
		`search="a \"big\" \\ b"  in=title`:                     {Search: `a "big" \ b`, In: []string{"title"}},
		`search=a\b milestone="v 2"`:                            {Search: `a\b`, Milestone: "v 2"},
		`labels="x, y z"`:                                       {Labels: []string{"x", "y z"}},
		`search=a=b&c source_branch=f/1#2`:                      {Search: "a=b&c", SourceBranch: "f/1#2"},
		`created_before="2026-02-14 00:00"`:                     {CreatedBefore: &day},
		"updated_after=2026-02-14T01:00:00+01:00":               {UpdatedAfter: &day},
		"wip=no author_id=7 page=2 per_page=100":                {WIP: new(false), AuthorID: 7, Page: 2, PerPage: 100},
		"not[labels]=a,b not[assignee_id]=3 not[milestone]=v.1": {Not: map[string]string{"labels": "a,b", "assignee_id": "3", "milestone": "v.1"}},
	} {
		got, err := ParseMergeRequestTerms(line)
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %+v, %v; want %+v", line, got, err, want)
		}
	}
}

func TestEveryParameterHasATerm(t *testing.T) {
	t.Parallel()
	byID := MergeRequestFilter{AuthorID: 1, AssigneeID: 2, ReviewerID: 3, Scope: "all", WIP: new(false), Not: map[string]string{"reviewer_id": "4", "my_reaction_emoji": "eyes"}}
	full := reflect.ValueOf(fullMergeRequestFilter())
	for i := range full.NumField() {
		if full.Field(i).IsZero() && reflect.ValueOf(byID).Field(i).IsZero() {
			t.Errorf("%s is not tried", full.Type().Field(i).Name)
		}
	}
	for _, f := range []MergeRequestFilter{{}, fullMergeRequestFilter(), byID} {
		line := f.Terms()
		got, err := ParseMergeRequestTerms(line)
		if err != nil || !reflect.DeepEqual(got, f) {
			t.Errorf("%s\nbecame %+v, %v;\nwant %+v", line, got, err, f)
		}
		if query := got.query().v; len(query) != len(strings.Split(strings.ReplaceAll(line, "y z", "y_z"), " ")) && line != "" {
			t.Errorf("%s\nsends %v", line, query)
		}
	}
	want := `state=merged search=a&b in=title,description labels="x,y z" milestone=m author_username=lin assignee_username=ana reviewer_username=oto ` +
		`source_branch=f/1 target_branch=main created_after=2026-02-01T12:00:00Z created_before=2026-02-01T12:00:00Z updated_after=2026-02-01T12:00:00Z ` +
		`updated_before=2026-02-01T12:00:00Z deployed_after=2026-02-01T12:00:00Z deployed_before=2026-02-01T12:00:00Z environment=production wip=yes ` +
		`order_by=merged_at sort=asc view=simple page=3 per_page=10 not[labels]=z`
	if got := fullMergeRequestFilter().Terms(); got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

func TestTermsThatAreRefused(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"sate=merged":                        "sate is no parameter of merge requests; did you mean state?",
		"State=merged":                       "State is no parameter of merge requests; did you mean state?",
		"label=a":                            "label is no parameter of merge requests; did you mean labels?",
		"author=ines":                        "author is no parameter of merge requests; did you mean author_username?",
		"created-after=2026-01-01":           "created-after is no parameter of merge requests; did you mean created_after?",
		"not[label]=a":                       "not[label] is no parameter of merge requests; did you mean not[labels]?",
		"not[state]=merged":                  "not[state] is no parameter of merge requests; use GitLab's names, as state, labels or created_after",
		"not[labels=a":                       "not[labels is no parameter of merge requests; did you mean not[labels]?",
		"draft=yes":                          "draft is no parameter of merge requests; use GitLab's names, as state, labels or created_after",
		strings.Repeat("x", 1000):            "x… is no parameter of merge requests; use GitLab's names, as state, labels or created_after",
		"x\x1b[2J=y":                         "x is no parameter of merge requests; use GitLab's names, as state, labels or created_after",
		"state":                              "state has no value; write state=…",
		"state = merged":                     "a value has no name before its =; write name=value without blanks around the =",
		"state=":                             "state= has no value; write one, or leave state out",
		`search="  "`:                        "search= has no value; write one, or leave search out",
		"=merged":                            "a value has no name before its =; write name=value without blanks around the =",
		"state=merged labels=a state=opened": "state stands there twice; keep one",
		"not[labels]=a not[labels]=b":        "not[labels] stands there twice; keep one",
		`search="a b`:                        `a quote is not closed; write "two words"`,
		`search="a\"`:                        `a quote is not closed; write "two words"`,
		"search=a\x1b[2J":                    "the value of search holds characters that cannot be seen; write it anew",
		"labels=a,,b":                        "labels=a,,b has a comma too many",
		"state=open":                         "state=open does not exist; use opened, closed, locked, merged, all",
		"in=body":                            "in=body does not exist; use title, description",
		"wip=true":                           "wip=true does not exist; use yes, no",
		"author_id=0":                        "author_id=0 is no number from 1 on",
		"page=x":                             "page=x is no number from 1 on",
		"not[author_id]=ines":                "not[author_id]=ines is no number from 1 on",
		"per_page=101":                       "per_page is 1 to 100; GitLab cuts more without a word",
		"author_id=1 author_username=x":      "author_id and author_username cannot be combined; drop one",
		"not[author_id]=1 not[author_username]=x":   "not[author_id] and not[author_username] cannot be combined; drop one",
		"created_after=soon":                        `created_after: "soon" is no time; write 2026-02-14, 2026-02-14 03:00, or 2h, 3d, 1w for that long ago`,
		"created_after=3d":                          "created_after: 3d ago cannot be told without a clock; write a date",
		"page=99999999999999999999999 state=merged": "page=99999999999999999999999 is no number from 1 on",
	} {
		f, err := ParseMergeRequestTerms(line)
		if err == nil || !strings.HasSuffix(err.Error(), want) || !reflect.DeepEqual(f, MergeRequestFilter{}) {
			t.Errorf("%s: %v\nwant %s", line, err, want)
		}
	}
}

func TestTermsWithAClock(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 2, 14, 3, 0, 0, 0, time.FixedZone("CET", 3600))
	f, err := ParseMergeRequestTermsAt(`deployed_after=2h deployed_before="2026-02-14 03:00"`, now)
	if err != nil || !f.DeployedAfter.Equal(now.Add(-2*time.Hour)) || !f.DeployedBefore.Equal(now) {
		t.Errorf("%+v, %v", f, err)
	}
	if want := "deployed_after=2026-02-14T00:00:00Z deployed_before=2026-02-14T02:00:00Z"; f.Terms() != want {
		t.Errorf("%s, want %s", f.Terms(), want)
	}
}

// What was understood is written in one way, which means the same.
func FuzzParseMergeRequestTerms(f *testing.F) {
	for _, s := range []string{`state=merged labels=a,"b c" not[author_username]=x`, `search="\"\\ "`, "created_after=2026-02-14T03:00+01:00 wip=no", `in=title,title page=3`,
		`search=a"b c"d labels=" a , b "`, "=", `"`, "a=\xff", "updated_before=9999-12-31T23:59:59.999999999-23:59", "not[]=x", "search=\u00a0x\u2028"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, line string) {
		got, err := ParseMergeRequestTerms(line)
		if err != nil {
			if text.Line(err.Error()) != err.Error() {
				t.Fatalf("%q", err)
			}
			return
		}
		written := got.Terms()
		again, err := ParseMergeRequestTerms(written)
		if err != nil || again.Terms() != written || !reflect.DeepEqual(again.query(), got.query()) {
			t.Fatalf("%q became %q, then %q, %v", line, written, again.Terms(), err)
		}
	})
}
