package sandbox

import (
	"net/url"
	"strings"
)

type releaseSourceJSON struct {
	Format string `json:"format"`
	URL    string `json:"url"`
}

type releaseAssetsJSON struct {
	Count   int                 `json:"count"`
	Sources []releaseSourceJSON `json:"sources"`
	Links   []struct{}          `json:"links"`
}

type releaseLinksJSON struct {
	Self string `json:"self"`
}

// releaseJSON is a release; its notes are Markdown.
// gitlab: lib/api/entities/release.rb
type releaseJSON struct {
	Name       string            `json:"name"`
	Tag        string            `json:"tag_name"`
	Notes      string            `json:"description"`
	CreatedAt  stamp             `json:"created_at"`
	ReleasedAt stamp             `json:"released_at"`
	Author     *userJSON         `json:"author"`
	Commit     commitJSON        `json:"commit"`
	Upcoming   bool              `json:"upcoming_release"`
	CommitPath string            `json:"commit_path"`
	TagPath    string            `json:"tag_path"`
	Assets     releaseAssetsJSON `json:"assets"`
	Evidences  []struct{}        `json:"evidences"`
	Links      releaseLinksJSON  `json:"_links"`
}

func (w *world) releaseJSON(p *project, r release) releaseJSON {
	tag := url.PathEscape(r.tag)
	shape := releaseJSON{
		Name: "Release " + strings.TrimPrefix(r.tag, "v"), Tag: r.tag, Notes: r.notes, CreatedAt: stamp(r.made),
		ReleasedAt: stamp(r.made), Author: w.userJSON(r.author), Commit: w.commitJSON(p, r.at),
		CommitPath: "/" + p.fullPath() + "/-/commit/" + w.sha(p, r.at), TagPath: "/" + p.fullPath() + "/-/tags/" + tag,
		Assets:    releaseAssetsJSON{Count: 2, Links: []struct{}{}},
		Evidences: []struct{}{}, Links: releaseLinksJSON{w.projectURL(p) + "/-/releases/" + tag},
	}
	for _, format := range []string{"zip", "tar.gz"} {
		at := w.projectURL(p) + "/-/archive/" + tag + "/" + p.path + "-" + tag + "." + format
		shape.Assets.Sources = append(shape.Assets.Sources, releaseSourceJSON{format, at})
	}
	return shape
}
