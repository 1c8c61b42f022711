package ui

import (
	"cmp"
	"slices"
	"time"

	tea "charm.land/bubbletea/v2"
)

// booked is how long what was asked for may not be in the client's books yet.
const booked = 2 * beat

// suspects is how many projects that failed, or do not answer, may be read at a time:
// they must not take the room of those that answer.
func (s *site) suspects() int { return max(s.usage.AtOnce/4, 1) }

// queue is what is due of an instance.
type queue struct {
	// due are indexes of projects; begun counts those that have just been asked for,
	// suspects those under way that do not answer.
	due             []int
	begun, suspects int
	// owed and asked are the requests of those that were just asked for, by themselves and
	// for the user.
	owed, asked int
}

// mostFlying is how many listings of an instance are under way at a time, refill at how many
// more are begun.
const mostFlying, refill = 64, 32

// listDue lists what is due, as much of it as the instance's budget has room for: first
// what the user asked for, then what was never read, then what something happens in, then
// what was read longest ago. What is under way is never asked twice. What the user asked
// for has room of its own, so that neither holds up the other.
//
// No more are begun than the client can send: each that waits costs memory, as does each
// answer that waits to be shown. projectLoaded begins more before the next beat does.
func (a *App) listDue(s *site, now time.Time) []tea.Cmd {
	q := s.queue(now)
	s.order(q.due, now)
	room, wanted, most := s.usage.Free-q.owed, s.usage.Room-q.asked, s.suspects()
	var cmds []tea.Cmd
	s.starved, s.backlog = 0, false
	for n, i := range q.due {
		p := &s.projects[i]
		if s.flying >= mostFlying && q.begun+len(cmds) >= mostFlying {
			s.backlog = true
			break
		}
		if p.fails > 0 {
			if q.suspects++; q.suspects > most {
				break // they are the last
			}
		}
		urgent := p.wishes() && wanted > 0
		if !urgent && p.wishes() && !p.due(s.rhythm, now) {
			continue // only the wish made it due
		}
		if !urgent && room <= 0 {
			s.starved = len(q.due) - n
			break
		}
		p.costs = a.opt.Fleet.ListRequests(p.Ref)
		if urgent {
			wanted -= p.costs
		} else {
			room -= p.costs
		}
		p.loading, p.since, p.urgent = true, now, urgent
		s.flying++
		cmds = append(cmds, loadProjectCmd(a.ctx, a.opt.Fleet, p.Ref, p.urgent))
	}
	return cmds
}

// refill begins more listings where more are due than were begun.
func (a *App) refill(host string) tea.Cmd {
	s := a.site(host)
	if s == nil {
		return nil
	}
	s.flying = max(s.flying-1, 0)
	if !s.backlog || s.flying > refill || s.phase != ready {
		return nil
	}
	s.usage = a.opt.Fleet.Usage(host)
	return tea.Batch(a.listDue(s, a.opt.Now())...)
}

// queue finds what is due, and of what is not yet so much that a round through all
// comes out even: projects that were read together, as at the start, would else fall due
// together for ever.
func (s *site) queue(now time.Time) queue {
	var q queue
	var ahead []int
	perSecond := 0.0
	for i := range s.projects {
		p := &s.projects[i]
		q.under(p, now)
		hot := p.hot(now)
		swept := !hot && p.fails == 0 && p.listed > 0
		if swept {
			perSecond += 1 / p.every(s.rhythm, hot).Seconds()
		}
		switch {
		case p.due(s.rhythm, now):
			q.due = append(q.due, i)
			if swept && !p.soon {
				s.round--
			}
		case p.wishes():
			q.due = append(q.due, i)
		case swept && !p.loading && now.Sub(p.tried) >= s.refresh:
			ahead = append(ahead, i)
		}
	}
	s.round = max(s.round, 0) + perSecond*min(max(now.Sub(s.rounded), 0), booked).Seconds()
	s.round, s.rounded = min(s.round, 1+perSecond*booked.Seconds()), now
	for ; s.round >= 1 && len(ahead) > 0; s.round-- {
		n := s.nearest(ahead, now)
		q.due = append(q.due, ahead[n])
		ahead = slices.Delete(ahead, n, n+1)
	}
	return q
}

// under counts a project that is under way.
func (q *queue) under(p *project, now time.Time) {
	since := now.Sub(p.since)
	switch {
	case !p.loading:
	case p.fails > 0 || since >= silence:
		q.suspects++
	case since < booked && p.urgent:
		q.begun, q.asked = q.begun+1, q.asked+p.costs
	case since < booked:
		q.begun, q.owed = q.begun+1, q.owed+p.costs
	}
}

// nearest is the place of the project that is the nearest to being due.
func (s *site) nearest(of []int, now time.Time) int {
	best, part := 0, 0.0
	for n, i := range of {
		p := &s.projects[i]
		if done := float64(now.Sub(p.tried)) / float64(p.every(s.rhythm, false)); done > part {
			best, part = n, done
		}
	}
	return best
}

// order puts first what is to be listed first.
func (s *site) order(due []int, now time.Time) {
	rank := func(p *project) int {
		switch {
		case p.wishes() && p.active > 0:
			return -1
		case p.wishes():
			return 0
		case p.fails > 0:
			return 5
		case p.listed == 0 && p.active == 0:
			return 1 // nobody knows what waits in it
		case p.soon, p.active > 0:
			return 2
		case p.hot(now):
			return 3
		default:
			return 4
		}
	}
	slices.SortStableFunc(due, func(i, j int) int {
		p, q := &s.projects[i], &s.projects[j]
		return cmp.Or(cmp.Compare(rank(p), rank(q)), p.tried.Compare(q.tried))
	})
}
