package record

import (
	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/intent"
	"greenlight/ui/present"
	"greenlight/ui/suggest"
)

// statuses are those that a deployment may be recorded with, the least consequence
// first.
// gitlab: lib/api/deployments.rb
var statuses = []api.Status{api.StatusRunning, api.StatusSuccess, api.StatusFailed, api.StatusCanceled}

// Wants is what the card wants to know after it was opened and after each key or
// paste: nil, or what a project has. It is told once; the next key takes it as heard.
func (m Model) Wants() intent.Intent {
	if !m.look {
		return nil
	}
	return intent.Look{Project: m.looked}
}

// Known takes what a project has. An answer about another project than the chosen one
// changes nothing. p may be there beside err, as far as it was read.
func (m Model) Known(project api.ProjectRef, p fleet.Places, err error) Model {
	if project != m.looked {
		return m
	}
	m.look, m.known, m.places, m.err = false, true, p, err
	return m.offer()
}

// Checked takes the answer about a commit. One about another name changes nothing.
func (m Model) Checked(name string, c api.Commit, err error) Model {
	if name != m.check.name || m.check.waits == 0 {
		return m
	}
	m.check.waits--
	m.check.commit, m.check.err = c, err
	return m
}

// choose takes notice of the project that is chosen now.
func (m Model) choose() Model {
	p, ok := m.project()
	if !ok || p.Ref == m.looked {
		return m.offer()
	}
	m.look, m.looked = true, p.Ref
	m.known, m.places, m.err = false, fleet.Places{}, nil
	return m.offer()
}

// offer puts what is known of the project below its fields.
func (m Model) offer() Model {
	var envs []suggest.Choice
	for _, e := range m.environments() {
		envs = append(envs, suggest.Choice{Text: e.Name, Note: string(e.Tier)})
	}
	m.in[inEnvironment] = m.in[inEnvironment].Offer(envs)
	var refs []suggest.Choice
	for _, r := range m.refs() {
		refs = append(refs, suggest.Choice{Text: r.Name, Note: kind(r) + " " + present.SHA(r.SHA)})
	}
	m.in[inRef] = m.in[inRef].Offer(refs)
	return m
}

func kind(r api.GitRef) string {
	if r.Tag {
		return "tag"
	}
	return "branch"
}

// environments are those of the chosen project: those that were read, and those that
// its deployments named.
func (m Model) environments() []Environment {
	p, ok := m.project()
	if !ok {
		return nil
	}
	var out []Environment
	seen := map[string]int{}
	if p.Ref == m.looked {
		for _, e := range m.places.Environments {
			seen[e.Name] = len(out)
			out = append(out, Environment{Name: e.Name, Tier: e.Tier, Live: e.LastDeployment})
		}
	}
	for _, e := range p.Environments {
		i, there := seen[e.Name]
		switch {
		case !there:
			out = append(out, e)
		case out[i].Live == nil:
			out[i].Live = e.Live
		}
	}
	return out
}

// environment is the one that is named; false for one that is not known.
func (m Model) environment() (Environment, bool) {
	for _, e := range m.environments() {
		if text.Line(e.Name) == m.value(inEnvironment) {
			return e, true
		}
	}
	return Environment{}, false
}

// tier is that of the environment, by GitLab's own guess where it would be new or was
// not read: production must never look harmless.
func (m Model) tier() api.Tier {
	name := m.value(inEnvironment)
	if name == "" {
		return api.TierUnknown
	}
	if e, ok := m.environment(); ok && e.Tier != api.TierUnknown {
		return e.Tier
	}
	return api.GuessTier(name)
}

func (m Model) production() bool { return m.tier() == api.TierProduction }

// lookedAt reports that what was heard, or is waited for, is about the chosen project.
func (m Model) lookedAt() bool {
	p, ok := m.project()
	return ok && p.Ref == m.looked
}

// refs are the branches and tags of the chosen project.
func (m Model) refs() []api.GitRef {
	if !m.lookedAt() {
		return nil
	}
	return m.places.Refs
}

// ref is the branch or tag that is named, a tag rather where there are both and the
// tick says so.
func (m Model) ref() (api.GitRef, bool) {
	var found api.GitRef
	ok := false
	for _, r := range m.refs() {
		if text.Line(r.Name) == m.value(inRef) && (!ok || r.Tag == m.tag) {
			found, ok = r, true
		}
	}
	return found, ok
}

// fill puts in what a ref says of the commit, once for each ref.
func (m Model) fill() Model {
	r, ok := m.ref()
	if !ok || m.filled == m.value(inRef) {
		return m
	}
	m.filled, m.tag = m.value(inRef), r.Tag
	m.in[inSHA] = m.in[inSHA].Set(r.SHA)
	return m.forget(fieldSHA).forget(fieldTag)
}

// left acts on a field that was left. It asks for the commit where there is another
// one than was asked about.
func (m Model) left() (Model, intent.Intent) {
	if m.focus != fieldProject {
		m = m.choose()
	}
	if m.focus != fieldRef {
		m = m.fill()
	}
	p, ok := m.project()
	name := m.value(inSHA)
	if !ok || name == "" || m.focus == fieldSHA || m.check.name == name && m.check.project == p.Ref {
		return m, nil
	}
	under := 0
	if m.check.name == name {
		under = m.check.waits
	}
	m.check = check{project: p.Ref, name: name, waits: under + 1}
	return m, intent.CheckCommit{Project: p.Ref, Name: name}
}

// current reports that what was asked about is what stands there.
func (m Model) current() bool {
	p, ok := m.project()
	return ok && m.check.name != "" && m.check.name == m.value(inSHA) && m.check.project == p.Ref
}

// found reports that the commit is known to be there.
func (m Model) found() bool {
	return m.current() && m.check.waits == 0 && m.check.err == nil && m.check.commit.ID != ""
}

// missing reports that the commit is known not to be there.
func (m Model) missing() bool {
	return m.current() && m.check.waits == 0 && api.KindOf(m.check.err) == api.NotFound
}

// again is the deployment that GitLab would return in the place of a new one; sure is
// false where it also hangs on the tag, which is not known of that one.
// gitlab: app/services/deployments/create_service.rb
func (m Model) again() (live *api.Deployment, sure bool) {
	e, ok := m.environment()
	want := m.record().New
	if !ok || e.Live == nil || want.Status != api.StatusSuccess || e.Live.Ref != want.Ref || e.Live.SHA != want.SHA {
		return nil, false
	}
	if e.Live.Deployable == nil {
		return e.Live, false
	}
	if e.Live.Deployable.Tag != want.Tag {
		return nil, false
	}
	return e.Live, true
}

// first is the first error there is.
func first(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}
