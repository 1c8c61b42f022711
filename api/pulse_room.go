package api

import (
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"sync"
	"time"
)

// The weights of a question. A field weighs one more than what is asked of it, and a
// list of projects a hundredth more for each project it may hold; the whole may weigh
// maxWeight. projects, nodes and id weigh 3, an environment of name, id, tier and six
// deployments with their ids 1+2+6·2: eight environments of a hundred projects weigh
// (3+8·15)·2 = 246.
// gitlab: app/graphql/types/base_field.rb, app/graphql/resolvers/base_resolver.rb, app/graphql/gitlab_schema.rb
const (
	maxWeight         = 250
	rootWeight        = 3
	environmentWeight = 15
)

// weight is what GitLab is expected to make of a question.
func weight(projects, names int) int {
	w := rootWeight + environmentWeight*names
	return w + w*projects/100
}

// recovery is after how many answers a host that was slow is asked about twice as many
// projects again.
const recovery = 20

// pulseRoom is how large the questions of Pulse may be; its zero value is what GitLab
// allows. The larger one of a deficit counts.
type pulseRoom struct {
	mu sync.Mutex
	// most is the weight, by our own arithmetic, that the host was found to allow; 0 for
	// maxWeight.
	most int
	// widest is about how many projects a question may be, slow the same for as long as
	// the host is slow; 0 for MaxPulse.
	widest, slow int
	// since counts the answers since slow changed.
	since int
	// failed counts the questions that failed since one was answered.
	failed int
	// suspects are the projects of questions that failed, by id.
	suspects map[int64]*suspect
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// projects is about how many a question may be. The mutex is held.
func (p *pulseRoom) projects() int {
	return min(orElse(p.widest, MaxPulse), orElse(p.slow, MaxPulse))
}

// names is how many environments fit beside that many projects.
func (p *pulseRoom) names(projects int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.room(projects)
}

// room is names; the mutex is held.
func (p *pulseRoom) room(projects int) int {
	if projects > p.projects() {
		return 0
	}
	most, n := orElse(p.most, maxWeight), 0
	for weight(projects, n+1) <= most {
		n++
	}
	return n
}

// split cuts what does not fit into one question into halves of its projects, or into
// as many names as fit; one part is what fits, or cannot be cut any more.
func (p *pulseRoom) split(ask pulseAsk) []pulseAsk {
	p.mu.Lock()
	defer p.mu.Unlock()
	room := p.room(len(ask.ids))
	switch half := len(ask.ids) / 2; {
	case room >= len(ask.names):
		return []pulseAsk{ask}
	case room == 0 && half > 0:
		return []pulseAsk{{ask.ids[:half], ask.names}, {ask.ids[half:], ask.names}}
	}
	var parts []pulseAsk
	for names := range slices.Chunk(ask.names, max(room, 1)) {
		parts = append(parts, pulseAsk{ask.ids, names})
	}
	return parts
}

// tooComplex is GitLab's refusal of a question before anything is read.
// gitlab: app/graphql/gitlab_schema.rb
var tooComplex = regexp.MustCompile(`complexity of (\d+), which exceeds max complexity of (\d+)`)

// shrink learns from a refusal for complexity; false for none, and where a question
// cannot be smaller. A host that weighs as we do but allows less is asked for fewer
// environments; one that weighs otherwise for fewer projects.
func (p *pulseRoom) shrink(ask pulseAsk, errors []graphError) bool {
	said := complexity(errors)
	if said == nil {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	ours := weight(len(ask.ids), len(ask.names))
	if most := min(ours*said.most/said.weight, ours-1); most >= weight(len(ask.ids), 1) {
		p.most = min(orElse(p.most, maxWeight), most)
		return true
	}
	if len(ask.ids) == 1 {
		return false
	}
	p.widest = min(orElse(p.widest, MaxPulse), len(ask.ids)/2)
	return true
}

type complexityLimit struct{ weight, most int }

func complexity(errors []graphError) *complexityLimit {
	for _, e := range errors {
		parts := tooComplex.FindStringSubmatch(e.Message)
		if parts == nil {
			continue
		}
		weight, err := strconv.Atoi(parts[1])
		most, bad := strconv.Atoi(parts[2])
		if err == nil && bad == nil && weight > most && most > 0 && weight < 1<<30 {
			return &complexityLimit{weight, most}
		}
	}
	return nil
}

// fail learns from a question that took too long, or at which the host broke: where one
// after the other does, the host is asked about half as many projects at a time, else the
// question's projects are in doubt. It reports whether others are worth asking.
func (p *pulseRoom) fail(ask pulseAsk, e *Error, now time.Time) bool {
	if e.Kind != Timeout && e.Kind != Server && e.Status != http.StatusGatewayTimeout {
		return false
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed++
	if p.failed < general {
		p.suspect(ask, e, now)
		return true
	}
	p.narrow(len(ask.ids) / 2)
	p.suspects = nil
	return false
}

// narrow is for a host that is slow. The mutex is held.
func (p *pulseRoom) narrow(projects int) {
	p.slow, p.since = max(1, min(p.projects(), projects)), 0
}

// answered learns that the host answers, and from which projects no failure came.
func (p *pulseRoom) answered(ask pulseAsk) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.failed = 0
	p.clear(ask)
	if p.slow == 0 {
		return
	}
	if p.since++; p.since < recovery {
		return
	}
	if p.slow, p.since = p.slow*2, 0; p.slow >= MaxPulse {
		p.slow = 0
	}
}
