package api

import (
	"net/http"
	"net/url"
	"strings"
)

func isRedirect(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther,
		http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// sameOrigin compares scheme, host and port.
func sameOrigin(a, b *url.URL) bool {
	return a.Scheme == b.Scheme && strings.EqualFold(a.Hostname(), b.Hostname()) && portOf(a) == portOf(b)
}

func portOf(u *url.URL) string {
	if p := u.Port(); p != "" {
		return p
	}
	if u.Scheme == "http" {
		return "80"
	}
	return "443"
}

// refusedRedirect names where the reply pointed, and that the token stayed.
func refusedRedirect(r reply) *Error {
	e := &Error{Kind: Redirect, Status: r.status, Message: "the server redirects to an address that cannot be read; it was not followed"}
	loc := r.header.Get("Location")
	u, err := url.Parse(loc)
	switch {
	case loc == "" || err != nil:
	case u.Host == "":
		e.Message = "the server redirects to its own " + printable(u.Path) + "; that was not followed"
	default:
		e.Message = printable("the server redirects to " + u.Scheme + "://" + u.Host + "; that was not followed and the token not sent there")
	}
	return e
}
