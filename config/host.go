package config

import (
	"errors"
	"net/netip"
	"net/url"
	"path"
	"strconv"
	"strings"
)

const hostExample = `"https://gitlab.acme.dev" or "https://acme.dev/gitlab"`

// NormalHost checks an instance's address and returns it as
// scheme://host[:port][/prefix]: in small letters, without a default port,
// without the dot that ends a full name, without /api/v4 and without a slash at the
// end. Below a prefix of several parts
// /api/v4 stays: there it alone tells a GitLab's root from a project's path. The
// error is a sentence that never shows a user name, a password or a query, which
// may be secrets.
func NormalHost(raw string) (string, error) {
	u, problem := parseHost(raw)
	if problem != "" {
		return "", errors.New(problem)
	}
	return u.Scheme + "://" + u.Host + u.Path, nil
}

func parseHost(raw string) (*url.URL, string) {
	raw = strings.TrimSpace(raw)
	switch {
	case raw == "":
		return nil, "an address is missing; wanted is one such as " + hostExample
	case strings.ContainsAny(raw, "@?#"):
		return nil, "an address has no user, password, ? or # in it; wanted is one such as " + hostExample
	case !strings.Contains(raw, "://"):
		return nil, quote(raw) + " does not say how to connect; wanted is " + quote("https://"+raw)
	}
	u, err := url.Parse(raw)
	if err != nil || !validHostname(u.Hostname()) || !validPort(u) {
		return nil, quote(raw) + " is not an address; wanted is one such as " + hostExample
	}
	if u.Scheme != "https" && u.Scheme != "http" {
		return nil, quote(raw) + " is neither https nor http; wanted is an address such as " + hostExample
	}
	if u.Scheme == "http" && !loopback(u.Hostname()) {
		return nil, quote(raw) + " would send the token readable through the network; wanted is https (plain http is for this machine only)"
	}
	prefix := path.Clean("/" + u.EscapedPath())
	if prefix != "/" && strings.Contains(prefix, "%") {
		return nil, quote(raw) + " has a path that no GitLab is installed under; wanted is an address such as " + hostExample
	}
	if root, marked := strings.CutSuffix(prefix, "/api/v4"); marked && strings.Count(root, "/") < 2 {
		prefix = root
	}
	return &url.URL{Scheme: u.Scheme, Host: normalAuthority(u), Path: strings.TrimSuffix(prefix, "/")}, ""
}

func normalAuthority(u *url.URL) string {
	defaults := map[string]string{"https": ":443", "http": ":80"}
	authority := strings.TrimSuffix(strings.TrimSuffix(strings.ToLower(u.Host), defaults[u.Scheme]), ":")
	return strings.TrimSuffix(strings.Replace(authority, ".:", ":", 1), ".")
}

// validHostname takes names and addresses in ASCII; other names have an xn--
// form, and letters that merely look alike must not lead elsewhere.
func validHostname(name string) bool {
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	for i := range len(name) {
		if c := name[i]; !bareByte(c) && c != '.' {
			return false
		}
	}
	return name != "" && name[0] != '.' && name[0] != '-' && !strings.Contains(name, "..")
}

func validPort(u *url.URL) bool {
	if u.Port() == "" {
		return true
	}
	n, err := strconv.Atoi(u.Port())
	return err == nil && n >= 1 && n <= 65535
}

func loopback(name string) bool {
	if strings.EqualFold(name, "localhost") {
		return true
	}
	addr, err := netip.ParseAddr(name)
	return err == nil && addr.Unmap().IsLoopback()
}

// pathProblem checks a project's or a group's full path or numeric id, and
// returns a sentence, or "" when it is one.
func pathProblem(kind, raw string) string {
	example := map[string]string{"project": `"payments/api"`, "group": `"platform"`}[kind]
	wanted := "; wanted is a full path such as " + example + " or a numeric id"
	switch {
	case strings.TrimSpace(raw) == "":
		return "a " + kind + " is empty" + wanted
	case strings.Contains(raw, "://"):
		return quote(raw) + " is an address" + wanted
	case strings.ContainsAny(raw, " \t\r\n?#%@\\") || printable(raw) != raw:
		return quote(raw) + " has characters that no path has" + wanted
	case raw[0] == '/' || raw[len(raw)-1] == '/' || strings.Contains(raw, "//"):
		return quote(raw) + " has a slash too many" + wanted
	case kind == "project" && !strings.Contains(raw, "/") && strings.Trim(raw, "0123456789") != "":
		return quote(raw) + " does not name its group" + wanted
	}
	return ""
}
