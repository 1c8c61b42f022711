package api

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
)

// Version is what an instance says of itself.
// gitlab: lib/api/entities/metadata.rb
type Version struct {
	// Version is "18.9.0-ee", "-pre" or "-jh".
	Version  string `json:"version"`
	Revision string `json:"revision"`
	// Enterprise is false for a FOSS build, which has no approvals.
	Enterprise bool `json:"enterprise"`
}

// CurrentUser reads the owner of the token: a person, or the bot of a project or
// group token.
// gitlab: lib/api/users.rb
func (c *Client) CurrentUser(ctx context.Context) (CurrentUser, error) {
	q := call{op: "read the token's user", method: http.MethodGet, path: "/user"}
	var u CurrentUser
	_, err := c.do(ctx, q, &u)
	return u, err
}

// TokenInfo reads what GitLab knows of the token. It is nil, without an error,
// for OAuth and job tokens, which have no such record.
// gitlab: lib/api/personal_access_tokens/self_information.rb
func (c *Client) TokenInfo(ctx context.Context) (*Token, error) {
	q := call{op: "read the token", method: http.MethodGet, path: "/personal_access_tokens/self"}
	var t Token
	_, err := c.do(ctx, q, &t)
	if e := AsError(err); e != nil {
		if e.Status == http.StatusBadRequest {
			return nil, nil
		}
		return nil, err
	}
	return &t, nil
}

// Version reads the release of the instance. It needs a token.
// gitlab: lib/api/metadata.rb
func (c *Client) Version(ctx context.Context) (Version, error) {
	q := call{op: "read the version", method: http.MethodGet, path: "/metadata"}
	var v Version
	_, err := c.do(ctx, q, &v)
	return v, err
}

// ProjectMember reads somebody's place in a project with everything that gives
// one: groups above it and groups invited. found is false for no member, and for
// a project that this token may not see.
// gitlab: lib/api/members.rb
func (c *Client) ProjectMember(ctx context.Context, project, user int64) (m Member, found bool, err error) {
	q := call{op: "read the role", target: fmt.Sprintf("of user %d in project %d", user, project), method: http.MethodGet,
		path: projectPath(project, "members", "all", strconv.FormatInt(user, 10))}
	if err := c.positive(q, project, user); err != nil {
		return Member{}, false, err
	}
	return c.member(ctx, q)
}

// GroupMember reads somebody's place in a group, with inherited membership where
// inherited is set. Not found means no member, or a group that this token may not
// see: GroupVisible tells them apart. Forbidden, an error, means that nothing is
// told.
// gitlab: lib/api/members.rb
func (c *Client) GroupMember(ctx context.Context, group, user int64, inherited bool) (m Member, found bool, err error) {
	path := fmt.Sprintf("/groups/%d/members/%d", group, user)
	if inherited {
		path = fmt.Sprintf("/groups/%d/members/all/%d", group, user)
	}
	q := call{op: "read the role", target: fmt.Sprintf("of user %d in group %d", user, group), method: http.MethodGet, path: path}
	if err := c.positive(q, group, user); err != nil {
		return Member{}, false, err
	}
	return c.member(ctx, q)
}

// GroupVisible tells whether this token may see a group and its projects, with the
// smallest of listings.
// gitlab: lib/api/groups.rb
func (c *Client) GroupVisible(ctx context.Context, group int64) (bool, error) {
	q := call{op: "read the group", target: strconv.FormatInt(group, 10), method: http.MethodGet,
		path: fmt.Sprintf("/groups/%d/projects", group), query: url.Values{"per_page": {"1"}, "simple": {"true"}}}
	if err := c.positive(q, group); err != nil {
		return false, err
	}
	var rows []struct{}
	_, err := c.do(ctx, q, &rows)
	switch KindOf(err) {
	case KindNone:
		return true, nil
	case NotFound, Forbidden:
		return false, nil
	default:
		return false, err
	}
}

// member reads a membership; found is false where GitLab finds none.
func (c *Client) member(ctx context.Context, q call) (m Member, found bool, err error) {
	_, err = c.do(ctx, q, &m)
	if KindOf(err) == NotFound {
		return Member{}, false, nil
	}
	return m, err == nil, err
}
