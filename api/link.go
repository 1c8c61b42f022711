package api

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"greenlight/api/text"
)

// LinkKind says what a Link leads to.
type LinkKind uint8

// The kinds of pages that lead to deployments.
const (
	LinkProject LinkKind = iota
	LinkEnvironment
	LinkDeployment
	LinkJob
	LinkPipeline
)

// String is one word, "deployment".
func (k LinkKind) String() string {
	switch k {
	case LinkProject:
		return "project"
	case LinkEnvironment:
		return "environment"
	case LinkDeployment:
		return "deployment"
	case LinkJob:
		return "job"
	case LinkPipeline:
		return "pipeline"
	}
	return fmt.Sprintf("link %d", uint8(k))
}

// Link is the address of a page of GitLab, taken apart.
type Link struct {
	// Root is the instance, "https://gitlab.acme.dev" or "https://acme.dev/gitlab".
	Root string
	// Project is its full path, "group/sub/name".
	Project string
	Kind    LinkKind
	// ID is that of the job, pipeline or environment, and for a deployment its iid,
	// which the API does not take; 0 for a project.
	ID int64
	// Environment is the id of the environment for LinkEnvironment and
	// LinkDeployment; 0 otherwise.
	Environment int64
}

// String is the address of the page.
// gitlab: config/routes/project.rb
func (l Link) String() string {
	page := l.Root + "/" + l.Project
	switch l.Kind {
	case LinkProject:
		return page
	case LinkEnvironment:
		return fmt.Sprintf("%s/-/environments/%d", page, l.Environment)
	case LinkDeployment:
		return fmt.Sprintf("%s/-/environments/%d/deployments/%d", page, l.Environment, l.ID)
	case LinkJob:
		return fmt.Sprintf("%s/-/jobs/%d", page, l.ID)
	case LinkPipeline:
		return fmt.Sprintf("%s/-/pipelines/%d", page, l.ID)
	}
	return page
}

// maxLink bounds an address in bytes; GitLab's own pages have shorter ones.
const maxLink = 4096

// linkPages is what ParseLink takes, for its errors.
const linkPages = "the page of a deployment, environment, job, pipeline or project"

// ParseLink reads the address of a page as people paste it: what follows the page,
// a query and a fragment are ignored, and so is a missing https://. Older
// addresses without /-/ are read too.
//
// An address alone does not tell a GitLab below a path from a group, so roots are
// the addresses of the instances that are known, as ParseInstance takes them. The
// longest that the address lies below becomes Root; where none does, Root is the
// scheme and host.
// gitlab: config/routes/project.rb, config/routes/pipelines.rb
func ParseLink(raw string, roots ...string) (Link, error) {
	raw = strings.TrimSpace(raw)
	switch {
	case raw == "":
		return Link{}, errors.New("the link is empty; paste " + linkPages)
	case len(raw) > maxLink:
		return Link{}, fmt.Errorf("the link is longer than %d characters; paste %s", maxLink, linkPages)
	case text.Line(raw) != raw:
		return Link{}, errors.New("the link holds invisible or control characters; copy it anew")
	}
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		// the error of url.Parse quotes its input, which may hold a password
		return Link{}, errors.New("the link is not a URL; paste " + linkPages)
	}
	if err := checkLink(u); err != nil {
		return Link{}, err
	}
	host, err := canonicalHost(u)
	if err != nil {
		return Link{}, err
	}
	segs := strings.FieldsFunc(u.Path, func(r rune) bool { return r == '/' })
	root, n := knownRoot(host, segs, roots)
	if root == "" {
		root = u.Scheme + "://" + host
	}
	l, err := parsePage(segs[n:])
	if err != nil {
		return Link{}, err
	}
	l.Root = root
	return l, nil
}

func checkLink(u *url.URL) error {
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("the link must begin with https://")
	case u.User != nil:
		return errors.New("the link holds a user or a password; remove everything up to the @")
	case u.Hostname() == "":
		return errors.New("the link has no host; paste " + linkPages)
	}
	return nil
}

// knownRoot finds the longest of the roots that a path lies below, and how many
// segments of it are the root's.
func knownRoot(host string, segs, roots []string) (root string, n int) {
	for _, r := range roots {
		in, err := ParseInstance(r)
		if err != nil || in.URL.Host != host {
			continue
		}
		own := strings.FieldsFunc(in.URL.Path, func(r rune) bool { return r == '/' })
		if len(own) <= len(segs) && slices.Equal(own, segs[:len(own)]) && (root == "" || len(own) > n) {
			root, n = in.String(), len(own)
		}
	}
	return root, n
}

// parsePage reads a path below the root.
func parsePage(segs []string) (Link, error) {
	if len(segs) > 0 && (segs[0] == "api" || segs[0] != "-" && slices.Contains(reserved, segs[0])) {
		return Link{}, fmt.Errorf("the link leads to GitLab's /%s; paste %s", segs[0], linkPages)
	}
	project, page := splitPage(segs)
	if len(project) < 2 {
		return Link{}, errors.New("the link names no project; paste " + linkPages)
	}
	last := &project[len(project)-1]
	*last = strings.TrimSuffix(*last, ".git")
	for _, s := range project {
		if !isPathName(s) {
			return Link{}, fmt.Errorf("the link names no project: %q cannot be in the path of one", printable(s))
		}
	}
	l := Link{Project: strings.Join(project, "/")}
	if len(page) == 0 {
		return l, nil
	}
	if err := l.read(page); err != nil {
		return Link{}, err
	}
	return l, nil
}

// splitPage cuts a path where the project ends and its page begins. Addresses of
// older releases have no /-/ between them.
func splitPage(segs []string) (project, page []string) {
	if i := slices.Index(segs, "-"); i >= 0 {
		return segs[:i], segs[i+1:]
	}
	for i := 2; i+1 < len(segs); i++ {
		if _, ok := pageID(segs[i+1]); ok && slices.Contains([]string{"builds", "jobs", "pipelines", "environments"}, segs[i]) {
			return segs[:i], segs[i:]
		}
	}
	return segs, nil
}

// isPathName tells what GitLab allows as the path of a group or project.
// gitlab: lib/gitlab/path_regex.rb
func isPathName(s string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_."
	return strings.Trim(s, ".") != "" && s[0] != '-' && !strings.HasSuffix(s, ".git") && strings.Trim(s, letters+"-") == ""
}

func pageID(s string) (int64, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	return n, err == nil && n > 0 && s[0] != '+'
}

// read takes the page of a project: its kind, an id, and for an environment
// perhaps a deployment. What follows is a part of that page.
func (l *Link) read(page []string) error {
	if slices.Contains(page, "..") || slices.Contains(page, ".") {
		return errors.New("the link holds . or .. in its path; write it without")
	}
	kind, known := map[string]LinkKind{"environments": LinkEnvironment, "jobs": LinkJob, "builds": LinkJob, "pipelines": LinkPipeline}[page[0]]
	if !known {
		return fmt.Errorf("the link leads to /-/%s, which greenlight does not show; paste %s", printable(page[0]), linkPages)
	}
	if len(page) == 1 {
		return nil // a list of the project's
	}
	id, ok := pageID(page[1])
	if !ok {
		return fmt.Errorf("the link names no %s: %q is no id", kind, printable(page[1]))
	}
	l.Kind, l.ID = kind, id
	if kind != LinkEnvironment {
		return nil
	}
	l.Environment = id
	if len(page) < 4 || page[2] != "deployments" {
		return nil
	}
	if l.ID, ok = pageID(page[3]); !ok {
		return fmt.Errorf("the link names no deployment: %q is no number of one", printable(page[3]))
	}
	l.Kind = LinkDeployment
	return nil
}
