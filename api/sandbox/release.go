package sandbox

import (
	"fmt"
	"strings"
	"time"
)

// release is what a project published for a tag; it is derived from the tag's name.
type release struct {
	tag    string
	at     commitID
	notes  string
	author *user
	made   time.Time
}

// hostileNotes is what somebody put into the notes of some releases: GitLab hands
// all of it on as it is.
const hostileNotes = "\n## Notes\r\n\r\n\x1b]0;pwned\x07\x1b[2J<script>alert(1)</script> \u202egnp.exe\u202c " +
	"\x1b]8;;https://evil.example\x07[here](javascript:alert(1))\x1b]8;;\x07 zero\u200bwidth\u2028line\r\n" +
	"![](https://evil.example/pixel.png)\n"

// releaseOf finds the release of a tag: one of two has one, one of three of those
// with hostile text.
func (w *world) releaseOf(p *project, tag string) (release, bool) {
	ref, known := p.refs[tag]
	if told, ok := p.notes[tag]; ok && known && ref.tag {
		return release{tag: tag, at: ref.commit, notes: told, author: w.fact(p, ref.commit).author, made: w.fact(p, ref.commit).at}, true
	}
	sum := 0
	for _, b := range []byte(tag) {
		sum += int(b)
	}
	if !known || !ref.tag || sum%2 == 0 {
		return release{}, false
	}
	fact := w.fact(p, ref.commit)
	r := release{tag: tag, at: ref.commit, notes: w.changelog(p, tag, ref.commit), author: fact.author, made: fact.at.Add(8 * time.Minute)}
	if sum%3 == 0 {
		r.notes += hostileNotes
	}
	return r, true
}

// changelog is notes in Markdown from the newest commits of a tag.
func (w *world) changelog(p *project, tag string, at commitID) string {
	var text strings.Builder
	fmt.Fprintf(&text, "## %s\n\n", tag)
	for range 4 {
		fact := w.fact(p, at)
		fmt.Fprintf(&text, "- **%s** by @%s\n", strings.TrimSpace(fact.title), fact.author.username)
		parent, found := p.parent(at)
		if !found {
			break
		}
		at = parent
	}
	text.WriteString("\n### Upgrade\n\nRun the migrations *before* the deployment:\n\n```sh\nbin/rails db:migrate\n```\n")
	return text.String()
}
