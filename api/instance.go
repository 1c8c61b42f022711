package api

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
)

// Instance is one GitLab: scheme, host and, where it lives below a path, its
// root. The zero value is none.
type Instance struct {
	// URL has the scheme, the host in lower case without a default port, and the
	// root without a slash at the end. It has no user, query or fragment.
	URL *url.URL
}

// Host is the name of the instance in a Ref: "gitlab.acme.dev",
// "acme.dev:8443/gitlab".
func (i Instance) Host() string {
	if i.URL == nil {
		return ""
	}
	return i.URL.Host + i.URL.Path
}

// String is the address a browser opens, "https://acme.dev/gitlab".
func (i Instance) String() string {
	if i.URL == nil {
		return ""
	}
	return i.URL.Scheme + "://" + i.Host()
}

// ParseInstance reads the address of a GitLab as people paste it: with or
// without https://, a slash at the end, /api/v4, a root below the host, or the
// address of a page. It refuses passwords, queries, other schemes, and plain
// http to anything but this machine, since the token would travel readable.
//
// A path alone does not tell where the root ends and a project begins. One
// segment is taken as the root; more are cut at what only GitLab has (/api/v4,
// /-/, /users/sign_in ...), and are a project's path on gitlab.com and on hosts
// named gitlab.*. What is still open after that is refused, and the error says
// how to write it.
func ParseInstance(raw string) (Instance, error) {
	raw = strings.TrimSpace(raw)
	if raw == "" {
		return Instance{}, errors.New("the address of GitLab is empty; write it as https://gitlab.example.com")
	}
	if !strings.Contains(raw, "://") {
		raw = "https://" + raw
	}
	u, err := url.Parse(raw)
	if err != nil {
		// the error of url.Parse quotes its input, which may hold a password
		return Instance{}, errors.New("the address of GitLab is not a URL; write it as https://gitlab.example.com")
	}
	if err := checkURL(u); err != nil {
		return Instance{}, err
	}
	host, err := canonicalHost(u)
	if err != nil {
		return Instance{}, err
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return Instance{}, fmt.Errorf("http://%s would send the token readable for everyone on the way; use https://%s", host, host)
	}
	root, err := rootOf(host, u.Path)
	if err != nil {
		return Instance{}, err
	}
	return Instance{URL: &url.URL{Scheme: u.Scheme, Host: host, Path: root}}, nil
}

func checkURL(u *url.URL) error {
	u.Scheme = strings.ToLower(u.Scheme)
	switch {
	case u.Scheme != "https" && u.Scheme != "http":
		return errors.New("the address of GitLab must begin with https://")
	case u.User != nil:
		return errors.New("the address of GitLab holds a user or a password; remove everything up to the @")
	case u.RawQuery != "" || u.ForceQuery || u.Fragment != "":
		return errors.New("the address of GitLab holds a query or a fragment; remove everything from the ? or #")
	case u.Hostname() == "":
		return errors.New("the address of GitLab has no host; write it as https://gitlab.example.com")
	}
	return nil
}

// canonicalHost writes one host in one way, so that a Ref compares equal.
func canonicalHost(u *url.URL) (string, error) {
	name := strings.TrimSuffix(strings.ToLower(u.Hostname()), ".")
	if ip := net.ParseIP(name); ip != nil && strings.Contains(name, ":") {
		name = "[" + ip.String() + "]"
	} else if slices.Contains(strings.Split(name, "."), "") || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789.-_") != "" {
		return "", errors.New("the host of GitLab holds characters that a host name cannot; write international names as xn--…")
	}
	port := u.Port()
	if port == "" || u.Scheme == "https" && port == "443" || u.Scheme == "http" && port == "80" {
		return name, nil
	}
	return name + ":" + port, nil
}

// loopback tells whether a host is this machine. Names below localhost are not:
// a resolver may send them anywhere, and a proxy may get them.
func loopback(host string) bool {
	if strings.EqualFold(host, "localhost") {
		return true
	}
	ip := net.ParseIP(host)
	return ip != nil && ip.IsLoopback()
}

// reserved are first segments that only GitLab's own pages have.
// gitlab: lib/gitlab/path_regex.rb
var reserved = []string{"-", "admin", "dashboard", "explore", "groups", "help", "profile", "projects", "search", "users"}

// rootOf cuts the root out of a path.
func rootOf(host, path string) (string, error) {
	segs := strings.FieldsFunc(path, func(r rune) bool { return r == '/' })
	for _, s := range segs {
		if s == "." || s == ".." {
			return "", errors.New("the address of GitLab holds . or .. in its path; write it without")
		}
	}
	n, err := rootLen(host, segs)
	if err != nil {
		return "", err
	}
	for _, s := range segs[:n] {
		if strings.Trim(strings.ToLower(s), "abcdefghijklmnopqrstuvwxyz0123456789.-_~") != "" {
			return "", errors.New("the path in the address of GitLab holds characters that need encoding; check it")
		}
	}
	if n == 0 {
		return "", nil
	}
	return "/" + strings.Join(segs[:n], "/"), nil
}

// rootLen is how many segments belong to the root.
func rootLen(host string, segs []string) (int, error) {
	if i := slices.Index(segs, "api"); i >= 0 && i+1 < len(segs) && (segs[i+1] == "v4" || segs[i+1] == "graphql") {
		return i, nil
	}
	if host == "gitlab.com" {
		return 0, nil
	}
	for i := range min(2, len(segs)) {
		if slices.Contains(reserved, segs[i]) {
			return i, nil
		}
	}
	if len(segs) <= 1 {
		return len(segs), nil
	}
	if strings.HasPrefix(host, "gitlab.") || slices.Index(segs, "-") == 2 {
		return 0, nil
	}
	return 0, fmt.Errorf("cannot tell where GitLab ends and the project begins in %s/%s; write https://%s, or https://%s/%s/api/v4 if GitLab lives below /%s",
		host, printable(strings.Join(segs, "/")), host, host, printable(segs[0]), printable(segs[0]))
}
