package api

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// ProjectKey names a project by id or by path. Ids are safer: proxies spoil
// encoded slashes, and paths change when projects move.
type ProjectKey string

// ByID names a project by its id.
func ByID(id int64) ProjectKey { return ProjectKey(strconv.FormatInt(id, 10)) }

// invalid is an Error of a call that was not sent.
func invalid(q call, host, message string) error {
	return &Error{Kind: Invalid, Op: q.op, Target: strings.TrimSpace(q.target + " on " + host), Method: q.method, Message: message}
}

// positive refuses ids that GitLab cannot have given: they come from a zero
// value, and would name the wrong thing.
func (c *Client) positive(q call, ids ...int64) error {
	for _, id := range ids {
		if id <= 0 {
			return invalid(q, c.host, fmt.Sprintf("%d is no id; nothing was sent", id))
		}
	}
	return nil
}

// own refuses a deployment of another instance: the same two numbers name
// another deployment here.
func (c *Client) own(q call, r Ref) error {
	if r.Host != c.host {
		return invalid(q, c.host, fmt.Sprintf("the deployment belongs to %q; nothing was sent", printable(r.Host)))
	}
	return c.positive(q, r.Project, r.Deployment)
}

// segment encodes an id or a path as one segment. It refuses what a proxy or a
// server could read as a step up the tree.
func segment(idOrPath string) (string, bool) {
	s := strings.Trim(idOrPath, "/")
	if s == "" || strings.ContainsFunc(s, unicode.IsControl) {
		return "", false
	}
	if n, err := strconv.ParseInt(s, 10, 64); err == nil && n <= 0 {
		return "", false
	}
	for part := range strings.SplitSeq(s, "/") {
		if part == "" || part == "." || part == ".." {
			return "", false
		}
	}
	return url.PathEscape(s), true
}

// keyed encodes the key of a project or group into q, or says why it cannot.
func (c *Client) keyed(q call, idOrPath string) (string, error) {
	seg, ok := segment(idOrPath)
	if !ok {
		return "", invalid(q, c.host, fmt.Sprintf("%q is no id and no path; nothing was sent", printable(idOrPath)))
	}
	return seg, nil
}

func projectPath(project int64, rest ...string) string {
	return strings.Join(slices.Concat([]string{"/projects", strconv.FormatInt(project, 10)}, rest), "/")
}

func deploymentPath(r Ref, rest ...string) string {
	return projectPath(r.Project, slices.Concat([]string{"deployments", strconv.FormatInt(r.Deployment, 10)}, rest)...)
}

// deploymentTarget words a Ref for a sentence that names the host by itself.
func deploymentTarget(r Ref) string {
	return fmt.Sprintf("%d of project %d", r.Deployment, r.Project)
}

// params builds a query and leaves out what is empty.
type params struct{ v url.Values }

func (p *params) set(key, value string) {
	if value == "" {
		return
	}
	if p.v == nil {
		p.v = url.Values{}
	}
	p.v.Set(key, value)
}

func (p *params) number(key string, n int64) {
	if n != 0 {
		p.set(key, strconv.FormatInt(n, 10))
	}
}

// time is sent in UTC with Z: the plus sign of a zone arrives as a blank where
// somebody forgets to encode it.
func (p *params) time(key string, t *time.Time) {
	if t != nil {
		p.set(key, t.UTC().Format(time.RFC3339Nano))
	}
}

// httpDate writes t for If-Unmodified-Since, which has whole seconds. It is
// rounded up, since GitLab compares with the microseconds of its database: cut
// off, every unchanged record would look changed.
func httpDate(t time.Time) string {
	up := t.UTC().Truncate(time.Second)
	if up.Before(t) {
		up = up.Add(time.Second)
	}
	return up.Format(http.TimeFormat)
}
