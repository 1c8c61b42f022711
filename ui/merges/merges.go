// Package merges is the card of the merge requests that one deployment shipped: read
// page by page while one scrolls, narrowed and sorted by GitLab with everything that
// its API takes.
//
// The card does no IO and knows no clock. Keys go in, a new card and an intent come
// out; what it asked for comes back through Loaded.
package merges

import (
	"slices"
	"strconv"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/field"
	"greenlight/ui/intent"
)

// The choices; the first of each is GitLab's default and goes unsaid.
// gitlab: lib/api/helpers/merge_requests_helpers.rb
var (
	states     = []string{"all", "opened", "merged", "closed", "locked"}
	orders     = []string{"created_at", "merged_at", "updated_at", "title", "label_priority", "milestone_due", "popularity", "priority"}
	directions = []string{string(api.Desc), string(api.Asc)}
)

const (
	// perPage is how many are asked for at once, ahead how many rows before the end
	// the next page is.
	perPage = 50
	ahead   = 5
	// maxTerms bounds what can be typed, in characters.
	maxTerms = 2000
)

// Model is the card.
type Model struct {
	row                     fleet.Row
	state, order, direction int
	terms                   field.Input
	focus                   spot
	// typed is what the terms say, as they were understood last; complaint is why
	// they were not, empty where they were.
	typed     api.MergeRequestFilter
	applied   string
	complaint string

	// asked is the filter with the page that is under way or was read last.
	asked   api.MergeRequestFilter
	want    bool
	loading bool
	loaded  bool
	// err says why the last page could not be read; empty where it could.
	err   string
	items []api.MergeRequest
	next  int
	total int
	pick  int
	// tall is the most rows that the list had: it keeps them, so that the card stays
	// where it is while another question is asked.
	tall int
}

// New is the card of a row. Where GitLab can have linked something already it wants
// the first page: see Wants.
func New(row fleet.Row) Model {
	m := Model{row: row, terms: field.New("", maxTerms), total: -1}
	if !m.finished() {
		return m
	}
	m, _ = m.reload()
	m.want = true
	return m
}

// Ref is the deployment the card is about.
func (m Model) Ref() api.Ref { return m.row.Ref }

// finished reports a deployment that GitLab links merge requests to.
// gitlab: app/services/deployments/link_merge_requests_service.rb
func (m Model) finished() bool {
	return m.row.Deployment != nil && m.row.Deployment.Status == api.StatusSuccess
}

// Wants is what the card asks for once it is open; nil for nothing. It is told until
// the first key.
func (m Model) Wants() intent.Intent {
	if !m.want {
		return nil
	}
	return m.ask()
}

func (m Model) ask() intent.Intent { return intent.MergeRequests{Ref: m.row.Ref, Filter: m.asked} }

// Loaded takes a page, or why there is none. f is the filter it was asked for with;
// an answer to another question than the last one changes nothing.
func (m Model) Loaded(page api.Page[api.MergeRequest], f api.MergeRequestFilter, err error) Model {
	if !m.loading || same(f) != same(m.asked) {
		return m
	}
	m.loading, m.want = false, false
	if err != nil {
		m.err = api.AsError(err).Reason()
		return m
	}
	m.loaded, m.err, m.next, m.total = true, "", page.Next, page.Total
	all := slices.Clone(m.items)
	for _, it := range page.Items {
		// rows shift between pages while new ones arrive
		if !slices.ContainsFunc(all, func(have api.MergeRequest) bool { return have.ID == it.ID }) {
			all = append(all, it)
		}
	}
	m.items, m.tall = all, max(m.tall, len(all)+min(page.Next, 1)) // with the row that says there are more
	return m
}

// same names a question: filters with maps and times in them cannot be compared.
func same(f api.MergeRequestFilter) string {
	return f.Terms() + " " + strconv.Itoa(f.Page) + " " + strconv.Itoa(f.PerPage)
}

// filter is what the controls and the terms say together. What is typed wins.
func (m Model) filter() api.MergeRequestFilter {
	f := m.typed
	if f.PerPage == 0 {
		f.PerPage = perPage
	}
	if f.State == "" && m.state > 0 {
		f.State = states[m.state]
	}
	if f.OrderBy == "" && m.order > 0 {
		f.OrderBy = orders[m.order]
	}
	if f.Sort == "" && m.direction > 0 {
		f.Sort = api.Sort(directions[m.direction])
	}
	return f
}

// reload asks for the first page of what is set now.
func (m Model) reload() (Model, intent.Intent) {
	m.asked = m.filter()
	m.items, m.next, m.total, m.pick, m.err = nil, 0, -1, 0, ""
	m.loading, m.loaded = true, false
	return m, m.ask()
}

// further asks for the next page where the pick comes near the end of what was read.
func (m Model) further() (Model, intent.Intent) {
	if m.loading || m.next == 0 || m.pick < len(m.items)-ahead {
		return m, nil
	}
	m.asked.Page, m.loading, m.err = m.next, true, ""
	return m, m.ask()
}

// apply reads the terms and asks anew where they say something else.
func (m Model) apply() (Model, intent.Intent) {
	line := m.terms.Value()
	if line == m.applied && m.complaint == "" {
		return m, nil
	}
	f, err := m.parse(line)
	if err != nil {
		m.complaint = sentence(err)
		return m, nil
	}
	m.typed, m.applied, m.complaint = f, line, ""
	return m.reload()
}

// parse reads terms; "3d" counts from when the row was read.
func (m Model) parse(line string) (api.MergeRequestFilter, error) {
	if m.row.ReadAt.IsZero() {
		return api.ParseMergeRequestTerms(line)
	}
	return api.ParseMergeRequestTermsAt(line, m.row.ReadAt)
}

// picked is the merge request under the cursor; false where there is none.
func (m Model) picked() (api.MergeRequest, bool) {
	if m.pick < 0 || m.pick >= len(m.items) {
		return api.MergeRequest{}, false
	}
	return m.items[m.pick], true
}

// Dirty is false: a filter is no draft.
func (m Model) Dirty() bool { return false }

// sentence is an error as one.
func sentence(err error) string {
	s := []rune(text.Line(err.Error()))
	if len(s) == 0 {
		return "GitLab would not take it."
	}
	if last := s[len(s)-1]; last != '.' && last != '?' {
		s = append(s, '.')
	}
	return string(s)
}
