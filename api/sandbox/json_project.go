package sandbox

import (
	"fmt"
	"strings"
)

type namespaceJSON struct {
	ID       int64  `json:"id"`
	Name     string `json:"name"`
	Path     string `json:"path"`
	Kind     string `json:"kind"`
	FullPath string `json:"full_path"`
	ParentID *int64 `json:"parent_id"`
	WebURL   string `json:"web_url"`
}

func (w *world) namespaceJSON(g *group) namespaceJSON {
	shape := namespaceJSON{
		ID: g.id, Name: g.name, Path: g.path, Kind: "group", FullPath: g.fullPath(), WebURL: w.root + "/groups/" + g.fullPath(),
	}
	if g.parent != nil {
		shape.ParentID = &g.parent.id
	}
	return shape
}

// simpleProjectJSON is BasicProjectDetails, what simple=true answers.
// gitlab: lib/api/entities/basic_project_details.rb
type simpleProjectJSON struct {
	ID                int64         `json:"id"`
	Description       *string       `json:"description"`
	Name              string        `json:"name"`
	NameWithNamespace string        `json:"name_with_namespace"`
	Path              string        `json:"path"`
	PathWithNamespace string        `json:"path_with_namespace"`
	CreatedAt         stamp         `json:"created_at"`
	DefaultBranch     string        `json:"default_branch"`
	TagList           []string      `json:"tag_list"`
	Topics            []string      `json:"topics"`
	SSHURL            string        `json:"ssh_url_to_repo"`
	HTTPURL           string        `json:"http_url_to_repo"`
	WebURL            string        `json:"web_url"`
	ReadmeURL         *string       `json:"readme_url"`
	ForksCount        int           `json:"forks_count"`
	AvatarURL         *string       `json:"avatar_url"`
	StarCount         int           `json:"star_count"`
	LastActivityAt    stamp         `json:"last_activity_at"`
	Visibility        string        `json:"visibility"`
	Namespace         namespaceJSON `json:"namespace"`
}

func (w *world) simpleProjectJSON(p *project) simpleProjectJSON {
	host := strings.TrimPrefix(strings.SplitN(w.root, "/", 4)[2], "//")
	return simpleProjectJSON{
		ID: p.id, Name: p.name, NameWithNamespace: p.group.fullName() + " / " + p.name, Path: p.path,
		PathWithNamespace: p.fullPath(), CreatedAt: stamp(p.created), DefaultBranch: "main", TagList: []string{}, Topics: []string{},
		SSHURL: fmt.Sprintf("git@%s:%s.git", host, p.fullPath()), HTTPURL: w.projectURL(p) + ".git", WebURL: w.projectURL(p),
		LastActivityAt: stamp(p.activity), Visibility: p.visibility, Namespace: w.namespaceJSON(p.group),
	}
}

type accessJSON struct {
	AccessLevel       int `json:"access_level"`
	NotificationLevel int `json:"notification_level"`
}

type permissionsJSON struct {
	ProjectAccess *accessJSON `json:"project_access"`
	GroupAccess   *accessJSON `json:"group_access"`
}

// projectJSON is the full entity, as far as it concerns deployments.
// gitlab: lib/api/entities/project.rb
type projectJSON struct {
	simpleProjectJSON
	Archived                bool             `json:"archived"`
	EmptyRepo               bool             `json:"empty_repo"`
	JobsEnabled             bool             `json:"jobs_enabled"`
	BuildsAccessLevel       string           `json:"builds_access_level"`
	RepositoryAccessLevel   string           `json:"repository_access_level"`
	EnvironmentsAccessLevel string           `json:"environments_access_level"`
	ReleasesAccessLevel     string           `json:"releases_access_level"`
	PublicJobs              bool             `json:"public_jobs"`
	ForwardDeployment       bool             `json:"ci_forward_deployment_enabled"`
	ForwardRollback         bool             `json:"ci_forward_deployment_rollback_allowed"`
	UpdatedAt               stamp            `json:"updated_at"`
	MergeMethod             string           `json:"merge_method"`
	SquashOption            string           `json:"squash_option"`
	AllowSelfApproval       *bool            `json:"allow_pipeline_trigger_approve_deployment,omitempty"`
	Permissions             *permissionsJSON `json:"permissions,omitempty"`
}

func (w *world) projectJSON(p *project, u *user, permissions bool) projectJSON {
	enabled := "enabled"
	if p.ciOff {
		enabled = "disabled"
	}
	shape := projectJSON{
		simpleProjectJSON: w.simpleProjectJSON(p), Archived: p.archived, JobsEnabled: !p.ciOff, BuildsAccessLevel: enabled,
		RepositoryAccessLevel: "enabled", EnvironmentsAccessLevel: "enabled", ReleasesAccessLevel: "enabled",
		ForwardDeployment: p.forwardOnly, ForwardRollback: true, UpdatedAt: stamp(p.activity), MergeMethod: "ff",
		SquashOption: "always",
	}
	if !w.foss {
		shape.AllowSelfApproval = &p.selfApproval
	}
	if permissions && u != nil {
		shape.Permissions = &permissionsJSON{
			ProjectAccess: access(p.members[u.id]), GroupAccess: access(p.group.memberLevel(u)),
		}
	}
	return shape
}

func access(level int) *accessJSON {
	if level == levelNone {
		return nil
	}
	return &accessJSON{AccessLevel: level, NotificationLevel: 3}
}
