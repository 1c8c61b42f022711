package fleet

import (
	"context"
	"fmt"

	"greenlight/api"
)

// askMemberships finds out which of the rules cover the caller, asking only what
// is not known. What cannot be read stays unknown, and the verdict says so.
func (h *host) askMemberships(ctx context.Context, p *project, d *api.Deployment) {
	if d.ApprovalSummary == nil || d.PendingApprovalCount == nil {
		return
	}
	h.mu.Lock()
	me := h.me.ID
	h.mu.Unlock()
	work := side()
	for _, r := range d.ApprovalSummary.Rules {
		switch {
		case r.GroupID != nil:
			key := api.GroupKey{ID: *r.GroupID, Inherited: r.Inheritance == 1}
			work.Go(func() error {
				h.once(ctx, fmt.Sprint("group", me, key), func() { h.askGroup(ctx, key, me) })
				return nil
			})
		case r.AccessLevel != nil:
			work.Go(func() error {
				h.once(ctx, fmt.Sprint("role", me, "/", p.id), func() { h.askRole(ctx, p, me) })
				return nil
			})
		}
	}
	if h.ownUndecided(p, d) {
		work.Go(func() error {
			h.once(ctx, fmt.Sprint("self", p.id), func() { h.askSelfApproval(ctx, p) })
			return nil
		})
	}
	_ = work.Wait()
}

// askGroup asks whether somebody is in a group. Where the caller is another one by
// the time of the answer, it is dropped.
func (h *host) askGroup(ctx context.Context, key api.GroupKey, me int64) {
	h.mu.Lock()
	at := h.asked[key]
	h.mu.Unlock()
	if recent(at, h.now(), membershipLife) {
		return
	}
	coverage, err := h.groupCoverage(ctx, key, me)
	if err != nil {
		return
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID == me {
		h.groups[key], h.asked[key] = coverage, h.now()
	}
}

// groupCoverage tells "not a member" from "the group is hidden": GitLab answers
// both alike, but only the first shows the group's projects. A group that keeps its
// members to itself says nothing.
// gitlab: lib/api/members.rb
func (h *host) groupCoverage(ctx context.Context, key api.GroupKey, me int64) (api.Coverage, error) {
	_, found, err := h.source.Client.GroupMember(ctx, key.ID, me, key.Inherited)
	switch {
	case api.KindOf(err) == api.Forbidden:
		return api.MaybeCovered, nil
	case err != nil:
		return api.MaybeCovered, err
	case found:
		return api.Covered, nil
	}
	visible, err := h.source.Client.GroupVisible(ctx, key.ID)
	if err == nil && visible {
		return api.NotCovered, nil
	}
	return api.MaybeCovered, err
}

// askRole asks for somebody's highest role in the project, as askGroup does. A
// project that keeps its members to itself leaves it unknown.
func (h *host) askRole(ctx context.Context, p *project, me int64) {
	h.mu.Lock()
	fresh := recent(p.roleAt, h.now(), membershipLife)
	h.mu.Unlock()
	if fresh {
		return
	}
	m, found, err := h.source.Client.ProjectMember(ctx, p.id, me)
	level := api.NoAccess
	role := &level
	switch {
	case api.KindOf(err) == api.Forbidden:
		role = nil
	case err != nil:
		return
	case found:
		level = m.AccessLevel
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.me.ID == me {
		p.role, p.roleAt = role, h.now()
	}
}

// ownUndecided reports whether it matters, and is unknown, that one may approve
// what one started oneself.
func (h *host) ownUndecided(p *project, d *api.Deployment) bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	return p.info.SelfApproval == nil && d.User != nil && d.User.ID == h.me.ID && *d.PendingApprovalCount > 0
}

// askSelfApproval reads the project singly: a group's listing may leave the
// setting out.
func (h *host) askSelfApproval(ctx context.Context, p *project) {
	if info, err := h.source.Client.ProjectByID(ctx, p.id); err == nil {
		h.remember(info)
	}
}
