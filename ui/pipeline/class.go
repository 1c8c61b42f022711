package pipeline

import (
	"strings"

	"greenlight/api"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// class is what a job's status means to somebody who looks for trouble.
type class uint8

// The classes, in the order of the tally.
const (
	passed class = iota
	failed
	allowed
	running
	queued
	waits
	manual
	later
	canceled
	skipped
	other

	classCount
)

// String is the word of a class behind its count.
func (c class) String() string {
	switch c {
	case passed:
		return "passed"
	case failed:
		return "failed"
	case allowed:
		return "allowed"
	case running:
		return "running"
	case queued:
		return "queued"
	case waits:
		return "waits"
	case manual:
		return "manual"
	case later:
		return "later"
	case canceled:
		return "canceled"
	case skipped:
		return "skipped"
	case other, classCount:
		return "unknown"
	}
	return "unknown"
}

// classOf sorts a job. A manual job that may be left alone holds nothing up.
func classOf(j api.Job) class {
	switch j.Status {
	case api.JobSuccess:
		return passed
	case api.JobFailed:
		if j.AllowFailure {
			return allowed
		}
		return failed
	case api.JobRunning, api.JobCanceling:
		return running
	case api.JobPending, api.JobPreparing, api.JobWaiting, api.JobCallback:
		return queued
	case api.JobManual:
		if j.AllowFailure {
			return manual
		}
		return waits
	case api.JobCreated, api.JobScheduled:
		return later
	case api.JobCanceled:
		return canceled
	case api.JobSkipped:
		return skipped
	default:
		return other
	}
}

// sign is the sign of a class with its role.
func (c class) sign() (string, theme.Role) {
	switch c {
	case passed:
		return "✓", theme.OK
	case failed:
		return "✗", theme.Bad
	case allowed:
		return "✗", theme.Muted
	case running:
		return "►", theme.Focus
	case waits:
		return "›", theme.Wait
	case manual:
		return "›", theme.Muted
	case queued, later:
		return "°", theme.Muted
	case canceled:
		return "–", theme.Muted
	case skipped:
		return "»", theme.Muted
	case other, classCount:
		return "?", theme.Muted
	}
	return "?", theme.Muted
}

// quiet reports the classes whose jobs nobody looks for.
func (c class) quiet() bool {
	switch c {
	case allowed, manual, later, canceled, skipped, other, classCount:
		return true
	case passed, failed, running, queued, waits:
		return false
	}
	return true
}

// statusWord is a pipeline's or a job's status as people say it.
func statusWord(s api.JobStatus) string {
	switch s {
	case api.JobSuccess:
		return "passed"
	case api.JobCreated:
		return "later"
	case api.JobPending:
		return "waits for a runner"
	case api.JobPreparing:
		return "is being prepared"
	case api.JobWaiting:
		return "waits for its resource group"
	case api.JobCallback:
		return "waits for a callback"
	case api.JobManual:
		return "waits to be run"
	case api.JobCanceling:
		return "is being canceled"
	case api.JobRunning, api.JobFailed, api.JobCanceled, api.JobSkipped, api.JobScheduled:
		return string(s)
	default:
		return strings.ReplaceAll(string(s), "_", " ")
	}
}

// word is what stands behind a job's name: nothing where the sign says it all.
func word(j api.Job) string {
	switch classOf(j) {
	case passed:
		return ""
	case failed:
		if j.FailureReason != nil && *j.FailureReason != "" {
			return present.FailureReason(*j.FailureReason)
		}
		return "failed"
	case allowed:
		return "allowed to fail"
	case manual:
		return "manual"
	case running, queued, waits, later, canceled, skipped, other, classCount:
		return statusWord(j.Status)
	}
	return statusWord(j.Status)
}
