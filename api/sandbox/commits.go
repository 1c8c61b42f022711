package sandbox

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"
	"time"
)

// A repository is one line of commits, numbered from 1, and branches that
// leave it. A commit is its number: sha, title, author and date are derived
// from it, and a few have facts of their own. That keeps a hundred thousand
// deployments small and makes the distance of two commits a subtraction.

// commitID is a commit of one project: n on branch 0 (main), or the n-th on a
// branch after its fork.
type commitID struct {
	branch int
	n      int
}

// commitFact is what is told about a commit instead of derived.
type commitFact struct {
	title  string
	author *user
	at     time.Time
}

type branch struct {
	name string
	fork int // number of the commit of main it left from; 0: they have nothing in common
}

// gitRef is a branch or tag and where it points.
type gitRef struct {
	commit commitID
	tag    bool
}

// commitSpacing is the time between two commits of main.
const commitSpacing = 3 * time.Hour

// sha spells a commit in 40 hex digits. The first eight bytes are the number
// under a key, so that a sha can be read back without a table.
func (w *world) sha(p *project, c commitID) string {
	key := mix(w.seed, p.id, 'k')
	word := uint64(c.branch)<<32 | uint64(uint32(c.n))
	raw := binary.BigEndian.AppendUint64(nil, scramble(word, key))
	raw = append(raw, bytesOf(12, w.seed, p.id, int64(c.branch), int64(c.n))...)
	return hex.EncodeToString(raw)
}

// commitAt finds the commit a sha (or a prefix of at least 16 digits) names.
func (w *world) commitAt(p *project, sha string) (commitID, bool) {
	if len(sha) < 16 || len(sha) > 40 {
		return commitID{}, false
	}
	raw, err := hex.DecodeString(sha[:16])
	if err != nil {
		return commitID{}, false
	}
	word := unscramble(binary.BigEndian.Uint64(raw), mix(w.seed, p.id, 'k'))
	c := commitID{branch: int(word >> 32), n: int(uint32(word))}
	if !p.has(c) || p.lost[c] || !strings.HasPrefix(w.sha(p, c), strings.ToLower(sha)) {
		return commitID{}, false
	}
	return c, true
}

// resolve finds a commit by sha, branch or tag.
func (w *world) resolve(p *project, name string) (commitID, bool) {
	if ref, ok := p.refs[name]; ok {
		return ref.commit, true
	}
	if c, ok := w.commitAt(p, name); ok {
		return c, true
	}
	return w.shortSHA(p, name)
}

// shortSHA looks for what people paste: 7 to 15 digits, newest commits first.
func (w *world) shortSHA(p *project, name string) (commitID, bool) {
	if len(name) < 7 || len(name) >= 16 || strings.Trim(name, "0123456789abcdef") != "" {
		return commitID{}, false
	}
	for n := p.head; n > 0; n-- {
		if strings.HasPrefix(w.sha(p, commitID{n: n}), name) {
			return commitID{n: n}, true
		}
	}
	return commitID{}, false
}

func (p *project) has(c commitID) bool {
	if c.branch == 0 {
		return c.n >= 1 && c.n <= p.head
	}
	return c.branch <= len(p.branches) && c.n >= 1 && c.n <= branchLength
}

// branchLength is how many commits every branch is ahead of its fork.
const branchLength = 3

// parent is the commit before; the second result is false for the first one.
func (p *project) parent(c commitID) (commitID, bool) {
	switch {
	case c.branch != 0 && c.n > 1:
		return commitID{branch: c.branch, n: c.n - 1}, true
	case c.branch != 0:
		fork := p.branches[c.branch-1].fork
		return commitID{n: fork}, fork > 0
	default:
		return commitID{n: c.n - 1}, c.n > 1
	}
}

// fact is title, author and time of a commit, told or derived.
func (w *world) fact(p *project, c commitID) commitFact {
	if told, ok := p.commits[c]; ok {
		return told
	}
	at := w.start.Add(-time.Duration(p.origin-c.n) * commitSpacing)
	if c.branch != 0 {
		fork := p.branches[c.branch-1].fork
		at = w.start.Add(-time.Duration(p.origin-fork)*commitSpacing + time.Duration(c.n)*time.Hour)
	}
	at = at.Add(-time.Duration(pick(5400, w.seed, p.id, int64(c.n), 'd')) * time.Second)
	roll := int64(c.branch)<<20 | int64(c.n)
	return commitFact{
		title:  titles[pick(len(titles), w.seed, p.id, roll, 't')],
		author: w.userNamed(authors[pick(len(authors), w.seed, p.id, roll, 'a')]),
		at:     at,
	}
}

// newCommit adds a commit to main.
func (w *world) newCommit(p *project, fact commitFact) commitID {
	p.head++
	c := commitID{n: p.head}
	p.commits[c] = fact
	return c
}

// isMerge tells whether a commit of main brought a merge request, whose iid is
// then the commit's number: every third one, and those with told facts.
func (p *project) isMerge(n int) bool {
	_, told := p.commits[commitID{n: n}]
	return told || n%3 == 0
}

// scramble and unscramble are four Feistel rounds: a permutation of 64 bits.
func scramble(word, key uint64) uint64 {
	l, r := uint32(word>>32), uint32(word)
	for i := range int64(4) {
		l, r = r, l^uint32(mix(int64(key), int64(r), i))
	}
	return uint64(l)<<32 | uint64(r)
}

func unscramble(word, key uint64) uint64 {
	l, r := uint32(word>>32), uint32(word)
	for i := int64(3); i >= 0; i-- {
		l, r = r^uint32(mix(int64(key), int64(l), i)), l
	}
	return uint64(l)<<32 | uint64(r)
}

// tokenValue makes the no-th personal access token, in GitLab's usual form.
func tokenValue(seed int64, no int) string {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
	raw := bytesOf(20, seed, int64(no), 'T')
	for i, b := range raw {
		raw[i] = letters[int(b)%len(letters)]
	}
	return fmt.Sprintf("glpat-%s", raw)
}
