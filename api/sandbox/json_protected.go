package sandbox

// deployLevelJSON is one entry of a deploy access list.
// gitlab: ee/lib/api/entities/protected_environments/deploy_access_level.rb
type deployLevelJSON struct {
	ID          int64  `json:"id"`
	AccessLevel *int   `json:"access_level"`
	Description string `json:"access_level_description"`
	UserID      *int64 `json:"user_id"`
	GroupID     *int64 `json:"group_id"`
	Inheritance int    `json:"group_inheritance_type"`
}

// guardJSON is an approval rule without what was ever given under it.
// gitlab: ee/lib/api/entities/protected_environments/approval_rule.rb
type guardJSON struct {
	ID          int64   `json:"id"`
	UserID      *int64  `json:"user_id"`
	GroupID     *int64  `json:"group_id"`
	AccessLevel *int    `json:"access_level"`
	Description *string `json:"access_level_description"`
	Required    int     `json:"required_approvals"`
	Inheritance int     `json:"group_inheritance_type"`
}

// protectionJSON is a protected environment: of a project by its name, of a group by
// its tier. The count of old is always 0 beside rules.
// gitlab: ee/lib/api/entities/protected_environment.rb
type protectionJSON struct {
	Name     string            `json:"name"`
	Deploy   []deployLevelJSON `json:"deploy_access_levels"`
	Required int               `json:"required_approval_count"`
	Rules    []guardJSON       `json:"approval_rules"`
}

func protectionJSONOf(name string, p *protection) protectionJSON {
	shape := protectionJSON{Name: name, Deploy: make([]deployLevelJSON, 0, len(p.deploy)), Rules: make([]guardJSON, 0, len(p.rules))}
	for no, g := range p.deploy {
		level := deployLevelJSON{ID: int64(no + 1), Description: g.humanName()}
		level.UserID, level.GroupID, level.AccessLevel = g.ids()
		shape.Deploy = append(shape.Deploy, level)
	}
	for _, r := range p.rules {
		guard := guardJSON{ID: r.id, Required: r.required}
		guard.UserID, guard.GroupID, guard.AccessLevel = r.ids()
		if r.inherited {
			guard.Inheritance = 1
		}
		if human := r.humanName(); human != "" {
			guard.Description = &human
		}
		shape.Rules = append(shape.Rules, guard)
	}
	return shape
}

// ids is what a grant names; one of the three is not nil.
func (g grant) ids() (user, group *int64, level *int) {
	switch {
	case g.user != nil:
		return &g.user.id, nil, nil
	case g.group != nil:
		return nil, &g.group.id, nil
	default:
		return nil, nil, &g.level
	}
}
