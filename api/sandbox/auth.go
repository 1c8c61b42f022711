package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// credential is the token of a request: PRIVATE-TOKEN, or Authorization:
// Bearer, which takes personal access tokens too.
func credential(h http.Header) string {
	if t := h.Get("Private-Token"); t != "" {
		return t
	}
	scheme, value, _ := strings.Cut(h.Get("Authorization"), " ")
	if strings.EqualFold(scheme, "Bearer") {
		return strings.TrimSpace(value)
	}
	return ""
}

const (
	textExpired = "Token is expired. You can either do re-authorization or token refresh."
	textRevoked = "Token was revoked. You have to re-authorize from the user."
	textScope   = "The request requires higher privileges than provided by the access token."
)

// authenticate finds the user of a request and checks the token against the
// route's needs. Both results are nil for anonymous requests where allowed.
// gitlab: lib/gitlab/auth/auth_finders.rb
func (w *world) authenticate(r *http.Request, rt *route) (*user, *token, error) {
	value := credential(r.Header)
	if value == "" {
		if rt.anonymous {
			return nil, nil, nil
		}
		return nil, nil, unauthorized()
	}
	t := w.tokens[value]
	if t == nil {
		return nil, nil, unauthorized()
	}
	switch {
	case t.revoked:
		return nil, nil, refuseError(http.StatusUnauthorized, errorBody{Error: "invalid_token", Description: textRevoked})
	case !w.now.Before(t.expires):
		return nil, nil, refuseError(http.StatusUnauthorized, errorBody{Error: "invalid_token", Description: textExpired})
	case t.user.state != "active":
		return nil, nil, forbidden("Your account has been blocked.")
	}
	if wanted := rt.scopes(); !allows(t.scopes, wanted) {
		return nil, nil, refuseError(http.StatusForbidden,
			errorBody{Error: "insufficient_scope", Description: textScope, Scope: strings.Join(wanted, " ")})
	}
	t.used = w.now
	return t.user, t, nil
}

// scopes are those that open a route, any one of them is enough; nil is any.
func (rt *route) scopes() []string {
	switch {
	case rt.anyScope:
		return nil
	case rt.method != http.MethodGet:
		return []string{"api"}
	case rt.readUser:
		return []string{"api", "read_api", "read_user"}
	default:
		return []string{"api", "read_api"}
	}
}

func allows(have, wanted []string) bool {
	return len(wanted) == 0 || slices.ContainsFunc(wanted, func(s string) bool { return slices.Contains(have, s) })
}
