package ui

import (
	"context"

	tea "charm.land/bubbletea/v2"

	"greenlight/api"
	"greenlight/api/decide"
	"greenlight/api/fleet"
	"greenlight/api/trace"
)

// The commands of the detail's tabs and of the cards that ask GitLab something.

func changesCmd(ctx context.Context, f Bench, visit uint64, ref api.Ref) tea.Cmd {
	return func() tea.Msg {
		c, err := f.LoadChanges(ctx, ref)
		return changesMsg{visit: visit, ref: ref, changes: c, err: err}
	}
}

func pipelineCmd(ctx context.Context, f Bench, visit uint64, ref api.Ref) tea.Cmd {
	return func() tea.Msg {
		p, err := f.LoadPipeline(ctx, ref)
		return pipelineMsg{visit: visit, ref: ref, pipeline: p, err: err}
	}
}

func historyCmd(ctx context.Context, f Bench, visit uint64, ref api.Ref, page int) tea.Cmd {
	return func() tea.Msg {
		found, err := f.LoadHistory(ctx, ref, page)
		return historyMsg{visit: visit, ref: ref, page: page, found: found, err: err}
	}
}

// logCmd reads a log into its file, which is made at the first time.
func logCmd(ctx context.Context, f Bench, visit uint64, ref api.Ref, id int64, spool *trace.Spool) tea.Cmd {
	return func() tea.Msg {
		if spool == nil {
			var err error
			if spool, err = trace.Create(""); err != nil {
				return logMsg{visit: visit, ref: ref, err: err}
			}
		}
		job, err := f.ReadLog(ctx, ref, id, spool)
		return logMsg{visit: visit, ref: ref, spool: spool, job: job, bytes: spool.Size(), err: err}
	}
}

// windowCmd reads a part of a log, to be drawn.
func windowCmd(ctx context.Context, spool *trace.Spool, visit uint64, ref api.Ref, q trace.Query) tea.Cmd {
	return func() tea.Msg {
		w, err := spool.Read(ctx, q)
		return windowMsg{visit: visit, ref: ref, window: w, err: err}
	}
}

// closeSpoolCmd lets go of a log's file; what still reads from it gets an error that
// nobody waits for.
func closeSpoolCmd(spool *trace.Spool) tea.Cmd {
	if spool == nil {
		return nil
	}
	return func() tea.Msg {
		_ = spool.Close()
		return nil
	}
}

func mergesCmd(ctx context.Context, f Bench, ref api.Ref, filter api.MergeRequestFilter) tea.Cmd {
	return func() tea.Msg {
		page, err := f.LoadMergeRequests(ctx, ref, filter)
		return mergesMsg{ref: ref, filter: filter, page: page, err: err}
	}
}

func askCmd(ctx context.Context, f Desk, op uint64, q fleet.Query) tea.Cmd {
	return func() tea.Msg {
		page, err := f.Ask(ctx, q)
		return askedMsg{op: op, query: q, page: page, err: err}
	}
}

func olderCmd(ctx context.Context, f Desk, q fleet.Query) tea.Cmd {
	return func() tea.Msg {
		page, err := f.Ask(ctx, q)
		return olderMsg{query: q, page: page, err: err}
	}
}

func placesCmd(ctx context.Context, f Desk, project api.ProjectRef) tea.Cmd {
	return func() tea.Msg {
		places, err := f.LoadPlaces(ctx, project)
		return placesMsg{project: project, places: places, err: err}
	}
}

func commitCmd(ctx context.Context, f Desk, project api.ProjectRef, name string) tea.Cmd {
	return func() tea.Msg {
		c, err := f.CheckCommit(ctx, project, name)
		return commitMsg{project: project, name: name, commit: c, err: err}
	}
}

func recordCmd(ctx context.Context, f Desk, r decide.Record) tea.Cmd {
	return func() tea.Msg {
		defer r.Gate.Shut()
		recorded, row := f.Record(ctx, r)
		return recordedMsg{recorded: recorded, row: row}
	}
}

func findCmd(ctx context.Context, f Desk, o Opening) tea.Cmd {
	return func() tea.Msg {
		row, err := f.Find(ctx, o.Host, o.Link)
		return foundMsg{row: row, err: err}
	}
}

// browseCmd shows a page in the browser.
func browseCmd(browse func(string) error, url string) tea.Cmd {
	return func() tea.Msg { return browsedMsg{url: url, err: browse(url)} }
}

// copyCmd fills the clipboard of this machine and of the terminal. Where there is no
// program for the first, as over SSH, the terminal's is the one that counts.
func copyCmd(clip func(string) error, what, text string) tea.Cmd {
	return tea.Batch(tea.SetClipboard(text), func() tea.Msg {
		return copiedMsg{what: what, local: clip != nil && clip(text) == nil}
	})
}
