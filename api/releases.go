package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"unicode"
)

// Release reads what a project published for a tag. found is false, without an
// error, for a tag without a release. A project that this token may not see is an
// error.
// gitlab: lib/api/releases.rb
func (c *Client) Release(ctx context.Context, project int64, tag string) (release Release, found bool, err error) {
	q := call{op: "read release", target: fmt.Sprintf("%s of project %d", printable(tag), project), method: http.MethodGet}
	if q.path, err = c.refPath(q, project, "releases", tag); err != nil {
		return Release{}, false, err
	}
	_, err = c.do(ctx, q, &release)
	if e := AsError(err); e != nil {
		// what hides the project, and a proxy that takes an encoded slash for a
		// step, say nothing of the release
		absent := e.Kind == NotFound && !e.NoRoute && !strings.Contains(e.Message, "Project")
		if absent {
			err = nil
		}
		return Release{}, false, err
	}
	return release, true, nil
}

// RefGuard reads how a branch, or with tag a tag, is protected. GitLab gives no
// more than these flags to those who are not Maintainers: who may push or make it
// is not among them.
// gitlab: lib/api/branches.rb, lib/api/tags.rb
func (c *Client) RefGuard(ctx context.Context, project int64, name string, tag bool) (RefGuard, error) {
	what, kind := "branch", "repository/branches"
	if tag {
		what, kind = "tag", "repository/tags"
	}
	q := call{op: "read " + what, target: fmt.Sprintf("%s of project %d", printable(name), project), method: http.MethodGet}
	var err error
	if q.path, err = c.refPath(q, project, kind, name); err != nil {
		return RefGuard{}, err
	}
	var got RefGuard
	if _, err := c.do(ctx, q, &got); err != nil {
		return RefGuard{}, err
	}
	got.Tag = tag
	return got, nil
}

// refPath is the path of what a project has under the name of a branch or a tag,
// which is one segment whatever is in it. It refuses what git allows no ref to be
// called and what could be read as a step up the tree.
// gitlab: lib/api/helpers.rb, lib/gitlab/git_ref_validator.rb
func (c *Client) refPath(q call, project int64, kind, name string) (string, error) {
	if err := c.positive(q, project); err != nil {
		return "", err
	}
	if strings.ContainsFunc(name, func(r rune) bool { return unicode.IsControl(r) || r == ' ' || r == unicode.ReplacementChar }) {
		return "", invalid(q, c.host, fmt.Sprintf("%q is no name of a branch or tag; nothing was sent", printable(name)))
	}
	for part := range strings.SplitSeq(name, "/") {
		if part == "" || part == "." || part == ".." {
			return "", invalid(q, c.host, fmt.Sprintf("%q is no name of a branch or tag; nothing was sent", printable(name)))
		}
	}
	return projectPath(project, kind, url.PathEscape(name)), nil
}
