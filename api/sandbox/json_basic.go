package sandbox

import (
	"fmt"
	"net/url"
	"time"
)

// stamp is a time as GitLab's rows carry it: milliseconds, UTC, Z; the zero
// time is null.
type stamp time.Time

// MarshalJSON never fails.
func (s stamp) MarshalJSON() ([]byte, error) {
	t := time.Time(s)
	if t.IsZero() {
		return []byte("null"), nil
	}
	return []byte(t.UTC().Format(`"2006-01-02T15:04:05.000Z"`)), nil
}

func (w *world) projectURL(p *project) string { return w.root + "/" + p.fullPath() }

type userJSON struct {
	ID          int64   `json:"id"`
	Username    string  `json:"username"`
	PublicEmail string  `json:"public_email"`
	Name        string  `json:"name"`
	State       string  `json:"state"`
	Locked      bool    `json:"locked"`
	AvatarURL   *string `json:"avatar_url"`
	WebURL      string  `json:"web_url"`
}

// userJSON is UserBasic; nil stays null.
// gitlab: lib/api/entities/user_basic.rb
func (w *world) userJSON(u *user) *userJSON {
	if u == nil {
		return nil
	}
	shape := &userJSON{
		ID: u.id, Username: u.username, Name: u.name, State: u.state, WebURL: w.root + "/" + url.PathEscape(u.username),
	}
	if u.id%3 != 0 {
		avatar := fmt.Sprintf("%s/uploads/-/system/user/avatar/%d/avatar.png", w.root, u.id)
		shape.AvatarURL = &avatar
	}
	return shape
}

type ownUserJSON struct {
	userJSON
	CreatedAt       stamp   `json:"created_at"`
	Bio             string  `json:"bio"`
	Location        string  `json:"location"`
	Bot             bool    `json:"bot"`
	Email           string  `json:"email"`
	CommitEmail     string  `json:"commit_email"`
	LastSignInAt    stamp   `json:"last_sign_in_at"`
	ConfirmedAt     stamp   `json:"confirmed_at"`
	LastActivityOn  string  `json:"last_activity_on"`
	TwoFactor       bool    `json:"two_factor_enabled"`
	External        bool    `json:"external"`
	PrivateProfile  bool    `json:"private_profile"`
	CanCreateGroup  bool    `json:"can_create_group"`
	NamespaceID     int64   `json:"namespace_id"`
	PreferredLocale *string `json:"preferred_language"`
	IsAdmin         *bool   `json:"is_admin,omitempty"`
}

// ownUserJSON is GET /user; is_admin is there for administrators only.
// gitlab: lib/api/entities/user_public.rb
func (w *world) ownUserJSON(u *user) ownUserJSON {
	mail := u.username + "@acme.example"
	shape := ownUserJSON{
		userJSON: *w.userJSON(u), CreatedAt: stamp(w.start.AddDate(-2, 0, 0)), Email: mail, CommitEmail: mail,
		LastSignInAt: stamp(w.start.Add(-day)), ConfirmedAt: stamp(w.start.AddDate(-2, 0, 0)),
		LastActivityOn: w.now.UTC().Format(time.DateOnly), TwoFactor: true, CanCreateGroup: true, NamespaceID: 1000 + u.id,
	}
	if u.admin {
		shape.IsAdmin = &u.admin
	}
	return shape
}

type memberJSON struct {
	userJSON
	AccessLevel     int     `json:"access_level"`
	CreatedAt       stamp   `json:"created_at"`
	ExpiresAt       *string `json:"expires_at"`
	MembershipState string  `json:"membership_state"`
}

func (w *world) memberJSON(u *user, level int) memberJSON {
	return memberJSON{
		userJSON: *w.userJSON(u), AccessLevel: level, CreatedAt: stamp(w.start.AddDate(-1, 0, 0)), MembershipState: "active",
	}
}

type metadataJSON struct {
	Version  string `json:"version"`
	Revision string `json:"revision"`
	KAS      struct {
		Enabled             bool    `json:"enabled"`
		ExternalURL         *string `json:"externalUrl"`
		ExternalK8sProxyURL *string `json:"externalK8sProxyUrl"`
		Version             *string `json:"version"`
	} `json:"kas"`
	Enterprise bool `json:"enterprise"`
}

// metadataJSON is both GET /metadata and GET /version.
func (w *world) metadataJSON() metadataJSON {
	shape := metadataJSON{Version: "18.9.0-ee", Revision: "3f2a91c77aa", Enterprise: true}
	if w.foss {
		shape.Version, shape.Enterprise = "18.9.0", false
	}
	return shape
}

type ownTokenJSON struct {
	ID          int64    `json:"id"`
	Name        string   `json:"name"`
	Revoked     bool     `json:"revoked"`
	CreatedAt   stamp    `json:"created_at"`
	Description *string  `json:"description"`
	Scopes      []string `json:"scopes"`
	UserID      int64    `json:"user_id"`
	LastUsedAt  stamp    `json:"last_used_at"`
	Active      bool     `json:"active"`
	ExpiresAt   string   `json:"expires_at"`
	LastUsedIPs []string `json:"last_used_ips"`
}

// tokenJSON is a personal access token; it is dead from the start of the day
// it expires on, UTC.
// gitlab: lib/api/entities/personal_access_token.rb
func tokenJSON(t *token) ownTokenJSON {
	return ownTokenJSON{
		ID: t.id, Name: t.name, CreatedAt: stamp(t.created), Scopes: t.scopes, UserID: t.user.id, LastUsedAt: stamp(t.used),
		Active: true, ExpiresAt: t.expires.Format(time.DateOnly), LastUsedIPs: []string{"127.0.0.1"},
	}
}
