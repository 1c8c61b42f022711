package ui

import (
	"context"
	"runtime/debug"
	"time"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
)

// The only constructors of commands that do IO or wait. They close over values
// that were fixed when the command was made, never over the model.

// The rhythms.
const (
	beat = time.Second
	// pulseBeat is a quarter of a second: four frames of the moving dot.
	pulseBeat = 250 * time.Millisecond
	// rest is how long the selection must stay before its detail is drawn and read.
	rest = 80 * time.Millisecond
	// prompt is how long a detail's own read may take for it to be drawn once, with
	// what was read, and not twice.
	prompt = 60 * time.Millisecond
	// stride is the least time between two frames of a held movement.
	stride = 100 * time.Millisecond
	// gather is for how long facts that have come wait for those that are under way.
	gather = 120 * time.Millisecond
	// armPoll is how often a card that is not drawn yet is asked after.
	armPoll = 10 * time.Millisecond
	// settle is how long a card must have been on the screen before it takes a
	// confirming key.
	settle = 150 * time.Millisecond
)

// discoverCmd asks which projects there are, or only what names lead to that were not
// answered.
func discoverCmd(ctx context.Context, f Fleet, host string, names ...string) tea.Cmd {
	return func() tea.Msg {
		found, err := f.Discover(ctx, host, names...)
		return discoveredMsg{host: host, found: found, err: err, partly: len(names) > 0}
	}
}

// loadProjectCmd lists a project. It waits for the budget, behind what the user does; what
// they asked for, with all others, goes first and may use more.
func loadProjectCmd(ctx context.Context, f Fleet, ref api.ProjectRef, urgent bool) tea.Cmd {
	mark := api.Background
	if urgent {
		mark = api.Asked
	}
	ctx = mark(ctx)
	return func() tea.Msg {
		s, err := f.LoadProject(ctx, ref)
		return projectLoadedMsg{ref: ref, snapshot: s, err: err}
	}
}

func loadTiersCmd(ctx context.Context, f Fleet, ref api.ProjectRef) tea.Cmd {
	ctx = api.Background(ctx)
	return func() tea.Msg {
		s, changed, err := f.LoadTiers(ctx, ref)
		return tiersLoadedMsg{ref: ref, snapshot: s, changed: changed, err: err}
	}
}

func pulseOfCmd(ctx context.Context, f Fleet, host string, refs []api.ProjectRef) tea.Cmd {
	ctx = api.Background(ctx)
	return func() tea.Msg {
		p, err := f.Pulse(ctx, host, refs)
		return pulsedMsg{host: host, pulse: p, err: err}
	}
}

func restoreCmd(ctx context.Context, f Fleet, host string) tea.Cmd {
	return func() tea.Msg {
		r, err := f.Restore(ctx, host)
		return restoredMsg{host: host, restored: r, err: err}
	}
}

func saveCmd(ctx context.Context, f Fleet) tea.Cmd {
	return func() tea.Msg {
		written, err := f.Save(ctx)
		if written {
			debug.FreeOSMemory() // saving takes some, and so did reading all that is saved
		}
		return savedMsg{err: err}
	}
}

// readCmd reads one deployment singly.
func readCmd(ctx context.Context, f Fleet, r reading) tea.Cmd {
	load := f.LoadRow
	if r.full {
		load = f.LoadDetail
	}
	switch {
	case r.asked:
		ctx = api.Asked(ctx)
	case r.idle:
		ctx = api.Background(ctx)
	}
	return func() tea.Msg {
		row, err := load(ctx, r.ref)
		return rowLoadedMsg{reading: r, row: row, err: err}
	}
}

// factCmd reads a fact; one that is read ahead waits for the budget.
func factCmd(ctx context.Context, f Fleet, visit uint64, ref api.Ref, fact fleet.Fact, ahead bool) tea.Cmd {
	if ahead {
		ctx = api.Background(ctx)
	}
	return func() tea.Msg {
		row, err := f.LoadFact(ctx, ref, fact)
		return factMsg{visit: visit, ahead: ahead, ref: ref, fact: fact, row: row, err: err}
	}
}

func lookAgainCmd(ctx context.Context, f Fleet, op uint64, ref api.Ref) tea.Cmd {
	return func() tea.Msg {
		row, err := f.LoadDetail(ctx, ref)
		return lookedAgainMsg{op: op, ref: ref, row: row, err: err}
	}
}

func decideCmd(ctx context.Context, f Fleet, req decide.Request) tea.Cmd {
	return func() tea.Msg {
		defer req.Gate.Shut()
		result, row := f.Decide(ctx, req)
		return decidedMsg{result: result, row: row}
	}
}

// begunCmd tells when the write of a request begins.
func begunCmd(op uint64, gate *decide.Gate) tea.Cmd {
	return func() tea.Msg {
		if !gate.Begun() {
			return nil
		}
		return begunMsg{op: op}
	}
}

func readTokenCmd(ctx context.Context, f Fleet, host string) tea.Cmd {
	return func() tea.Msg { return tokenReadMsg{host: host, err: f.ReadToken(ctx, host)} }
}

func beatCmd() tea.Cmd {
	return tea.Tick(beat, func(time.Time) tea.Msg { return beatMsg{} })
}

func pulseCmd() tea.Cmd {
	return tea.Tick(pulseBeat, func(time.Time) tea.Msg { return pulseMsg{} })
}

func restCmd(move uint64) tea.Cmd {
	return tea.Tick(rest, func(time.Time) tea.Msg { return restedMsg{move: move} })
}

func lateCmd(move uint64) tea.Cmd {
	return tea.Tick(prompt, func(time.Time) tea.Msg { return restedMsg{move: move, late: true} })
}

func paceCmd(after time.Duration) tea.Cmd {
	return tea.Tick(after, func(time.Time) tea.Msg { return paceMsg{} })
}

func gatherCmd() tea.Cmd {
	return tea.Tick(gather, func(time.Time) tea.Msg { return gatheredMsg{} })
}

func armCmd(op uint64, after time.Duration) tea.Cmd {
	return tea.Tick(after, func(time.Time) tea.Msg { return armMsg{op: op} })
}
