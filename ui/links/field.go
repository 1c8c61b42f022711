package links

import (
	"cmp"
	"strconv"
	"strings"

	"github.com/agnivade/levenshtein"

	"greenlight/api/fleet"
	"greenlight/api/text"
	"greenlight/ui/present"
)

// field is what a template may name.
type field uint8

const (
	// fixed is no field: the text of the template.
	fixed field = iota
	project
	environment
	tier
	ref
	sha
	shortSHA
	iid
	deployment
	job
	pipeline
	host
	user
	fieldCount
)

// String is the name in a template, without the dot.
func (f field) String() string {
	switch f {
	case project:
		return "Project"
	case environment:
		return "Environment"
	case tier:
		return "Tier"
	case ref:
		return "Ref"
	case sha:
		return "SHA"
	case shortSHA:
		return "ShortSHA"
	case iid:
		return "IID"
	case deployment:
		return "Deployment"
	case job:
		return "Job"
	case pipeline:
		return "Pipeline"
	case host:
		return "Host"
	case user:
		return "User"
	case fixed, fieldCount:
	}
	return ""
}

// noun names the field in a sentence.
func (f field) noun() string {
	switch f {
	case sha, shortSHA:
		return "the commit"
	case iid:
		return "the deployment's number"
	case deployment:
		return "the deployment's id"
	case user:
		return "who started it"
	case project, environment, tier, ref, job, pipeline, host:
		return "the " + strings.ToLower(f.String())
	case fixed, fieldCount:
	}
	return "the address"
}

// of is a row's value, as it came; empty where it is not known. The row has a
// deployment.
func (f field) of(row fleet.Row, on string) string {
	d := row.Deployment
	switch f {
	case project:
		return row.Project
	case environment:
		return d.Environment.Name
	case tier:
		return string(row.Tier)
	case ref:
		return d.Ref
	case sha:
		return d.SHA
	case shortSHA:
		return present.SHA(text.Line(d.SHA))
	case iid:
		return number(d.IID)
	case deployment:
		return number(cmp.Or(d.ID, row.Ref.Deployment))
	case job:
		return jobID(row)
	case pipeline:
		return pipelineID(row)
	case host:
		return on
	case user:
		return row.Username()
	case fixed, fieldCount:
	}
	return ""
}

func jobID(row fleet.Row) string {
	if row.External() {
		return ""
	}
	return number(row.Deployment.Deployable.ID)
}

func pipelineID(row fleet.Row) string {
	p := row.Pipeline
	if p == nil && !row.External() {
		p = row.Deployment.Deployable.Pipeline
	}
	if p == nil {
		return ""
	}
	return number(p.ID)
}

// number is an id; GitLab gives none that is not above zero.
func number(id int64) string {
	if id <= 0 {
		return ""
	}
	return strconv.FormatInt(id, 10)
}

func fieldNamed(name string) field {
	for f := fixed + 1; f < fieldCount; f++ {
		if f.String() == name {
			return f
		}
	}
	return fixed
}

// names are all fields as they are written in a template.
func names() string {
	all := make([]string, 0, int(fieldCount)-1)
	for f := fixed + 1; f < fieldCount; f++ {
		all = append(all, "{{."+f.String()+"}}")
	}
	return strings.Join(all, " ")
}

// near is the field that a name was most likely meant to be; fixed where none is.
// Letter case does not count, and in short names only one slip may be in it.
func near(name string) field {
	best, slips := fixed, 3
	if len(name) < 5 {
		slips = 2
	}
	name = strings.ToLower(name)
	for f := fixed + 1; f < fieldCount; f++ {
		if d := levenshtein.ComputeDistance(name, strings.ToLower(f.String())); d < slips {
			best, slips = f, d
		}
	}
	return best
}
