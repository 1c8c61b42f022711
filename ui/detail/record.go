package detail

import (
	"slices"
	"strconv"
	"strings"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// record is all else that GitLab keeps about the deployment. Nobody decides by it, so
// it comes below the decision, where it is scrolled to.
func (p pane) record() []line {
	out := []line{{kind: kindExtra, flush: true}}
	section := func(label string, parts ...[]span) {
		out = append(out, p.extra(label, parts)...)
	}
	d := p.row.Deployment
	section("Started", p.starter()...)
	section("Ref", p.refKind(), said(theme.Text, d.SHA))
	section("Guard", p.guard()...)
	job := d.Deployable
	if job == nil {
		return out
	}
	section("Commit", p.author(job.Commit)...)
	section("Runner", p.machine(job)...)
	return append(out, p.artifacts(job)...)
}

// extra is packed for what is only nice to have.
func (p pane) extra(label string, parts [][]span) []line {
	lines := p.packed(label, parts)
	for i := range lines {
		lines[i].kind = kindExtra
	}
	return lines
}

// starter is who started the deployment, with the name that the short form of the
// summary has no room for, and when it was made.
func (p pane) starter() [][]span {
	d := p.row.Deployment
	who := present.User(d.User)
	if d.User != nil && d.User.Name != "" && d.User.Name != d.User.Username {
		who += ", " + d.User.Name
	}
	out := [][]span{said(theme.Text, "by "+who)}
	if !d.CreatedAt.IsZero() {
		out = append(out, said(theme.Muted, present.Age(p.now.Sub(d.CreatedAt))+" ago"))
	}
	return out
}

// refKind says whether the ref is a branch or a tag, which only a job tells.
func (p pane) refKind() []span {
	d := p.row.Deployment
	switch {
	case d.Ref == "":
		return nil
	case d.Deployable == nil:
		return said(theme.Text, d.Ref)
	case d.Deployable.Tag:
		return said(theme.Text, "tag "+d.Ref)
	default:
		return said(theme.Text, "branch "+d.Ref)
	}
}

// guard is how the branch or the tag is protected.
func (p pane) guard() [][]span {
	f := look(p, p.brief().Guard)
	switch {
	case !p.open() || f.pending:
		return nil
	case f.why != "":
		return [][]span{notRead("protection not read", f.why)}
	}
	g := p.brief().Guard.Value
	words := "not protected"
	if g.Protected {
		words = "protected"
	}
	out := [][]span{said(theme.Text, g.Name+", "+words)}
	if g.Default {
		out = append(out, said(theme.Muted, "default branch"))
	}
	if g.DevelopersPush {
		out = append(out, said(theme.Muted, "developers may push"))
	}
	if g.DevelopersMerge {
		out = append(out, said(theme.Muted, "developers may merge"))
	}
	return aging(out, f)
}

// aging appends the age of a fact to the last part of a sentence.
func aging(parts [][]span, f fact) [][]span {
	parts[len(parts)-1] = aged(parts[len(parts)-1], f)
	return parts
}

func (p pane) author(c *api.Commit) [][]span {
	if c == nil || c.AuthorName == "" && c.AuthorEmail == "" {
		return nil
	}
	who := c.AuthorName
	if c.AuthorEmail != "" {
		who = strings.TrimSpace(who + " <" + c.AuthorEmail + ">")
	}
	out := [][]span{said(theme.Text, "by "+who)}
	if c.CreatedAt != nil {
		out = append(out, said(theme.Muted, present.Age(p.now.Sub(*c.CreatedAt))+" ago"))
	}
	return out
}

// machine is the runner with the program on it, and the tags that a runner must have
// to take the job.
func (p pane) machine(job *api.Job) [][]span {
	var out [][]span
	if job.Runner != nil {
		out = append(out, said(theme.Text, runner(job.Runner)))
	}
	if m := job.RunnerManager; m != nil {
		if m.Version != nil && *m.Version != "" {
			out = append(out, said(theme.Muted, "version "+*m.Version))
		}
		if m.SystemID != "" {
			out = append(out, said(theme.Muted, "system "+m.SystemID))
		}
	}
	tags := slices.DeleteFunc(slices.Clone(job.TagList), func(s string) bool { return strings.TrimSpace(s) == "" })
	if len(tags) > 0 {
		out = append(out, said(theme.Muted, "tags "+strings.Join(tags, ", ")))
	}
	if job.Runner != nil && len(out) == 1 {
		return nil // the job's own line names it already
	}
	return out
}

// artifacts are the files that the job left, one on a line, and how long they are kept.
func (p pane) artifacts(job *api.Job) []line {
	if len(job.Artifacts) == 0 {
		return nil
	}
	head := line{kind: kindExtra, label: "Artifacts", left: said(theme.Text, p.kept(job))}
	out := []line{head}
	for _, a := range job.Artifacts {
		name := a.Filename
		if name == "" {
			name = a.FileType
		}
		l := line{kind: kindExtra, right: said(theme.Muted, fileSize(a.Size)),
			left: said(theme.Text, name)}
		if a.FileType != "" && a.FileType != name {
			l.left = append(l.left, span{theme.Muted, "  " + words(a.FileType)})
		}
		out = append(out, l)
	}
	return out
}

// kept is "2 files, kept until 2026-03-01".
func (p pane) kept(job *api.Job) string {
	n := present.Plural(len(job.Artifacts), "file", "files")
	at := job.ArtifactsExpireAt
	switch {
	case job.ErasedAt != nil:
		return n + ", erased " + present.Age(p.now.Sub(*job.ErasedAt)) + " ago"
	case at == nil:
		return n + ", kept"
	case at.Before(p.now):
		return n + ", expired on " + present.Date(at.In(p.now.Location()))
	default:
		return n + ", kept until " + present.Date(at.In(p.now.Location()))
	}
}

// fileSize is a number of bytes, "312 B", "1.2 MB".
func fileSize(n int64) string {
	const step = 1000
	units := []string{"B", "kB", "MB", "GB", "TB"}
	v, i := float64(max(n, 0)), 0
	for v >= step && i < len(units)-1 {
		v, i = v/step, i+1
	}
	if i == 0 || v >= 100 {
		return strconv.FormatFloat(v, 'f', 0, 64) + " " + units[i]
	}
	return strconv.FormatFloat(v, 'f', 1, 64) + " " + units[i]
}
