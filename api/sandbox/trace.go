package sandbox

import (
	"bytes"
	"fmt"
	"time"
)

// Colours of a runner's own words.
const (
	cyan  = "\x1b[36;1m"
	green = "\x1b[32;1m"
	red   = "\x1b[31;1m"
	plain = "\x1b[0;m"
)

// tracePiece is what a log holds from a moment on, counted from the start of the
// job.
type tracePiece struct {
	after time.Duration
	text  string
}

// trace is the log of a job so far: sections that fold, colours, a time before
// every line and a progress that overwrites itself, as runners send them. Empty
// before the job has started, and once it was erased.
func (w *world) trace(j *job) []byte {
	if j.started.IsZero() || !j.erased.IsZero() {
		return []byte{}
	}
	end := w.now
	if !j.finished.IsZero() {
		end = j.finished
	}
	s := &script{w: w, job: j}
	s.write()
	var out bytes.Buffer
	for _, piece := range s.pieces {
		if piece.after <= end.Sub(j.started) {
			out.WriteString(piece.text)
		}
	}
	last := lastWords(j)
	if last == "" {
		return out.Bytes()
	}
	if b := out.Bytes(); len(b) > 0 && b[len(b)-1] != '\n' {
		out.WriteByte('\n')
	}
	out.WriteString(lineTime(end, "00O") + last + plain + "\n")
	return out.Bytes()
}

// lastWords is how a runner ends a log; "" while the job runs.
func lastWords(j *job) string {
	switch {
	case j.status == statusSuccess:
		return green + "Job succeeded"
	case j.status == statusCanceled:
		return red + "ERROR: Job failed: canceled"
	case j.status == statusFailed && j.failure == "runner_system_failure":
		return red + "ERROR: Job failed (system failure): prepare environment: waiting for pod running: timed out waiting for pod to start"
	case j.status == statusFailed:
		return red + "ERROR: Job failed: exit code 1"
	default:
		return ""
	}
}

// lineTime is what a runner puts before a line: when, the number of the stream in
// two digits, O or E for output or errors, and a blank.
// gitlab: lib/gitlab/ci/ansi2json/converter.rb
func lineTime(at time.Time, stream string) string {
	return at.UTC().Format("2006-01-02T15:04:05.000000Z ") + stream + " "
}

// script is a whole log, spread over the time that the job will take. Times are
// shares of that: 0 is the start and 1 the end.
type script struct {
	w      *world
	job    *job
	pieces []tracePiece
	midway bool   // the last piece did not end its line
	marks  string // section markers for the next line
}

func (s *script) at(share float64) time.Duration { return time.Duration(share * float64(s.job.runFor)) }

// put adds a piece; without an end of line the next one continues it.
func (s *script) put(share float64, stream, text string, ends bool) {
	if !s.midway {
		text = lineTime(s.job.started.Add(s.at(share)), stream) + s.marks + text
		s.marks = ""
	}
	if ends {
		text += "\n"
	}
	s.midway = !ends
	s.pieces = append(s.pieces, tracePiece{s.at(share), text})
}

// runner is a line of the runner's own, out and fail are the script's.
func (s *script) runner(share float64, text string)             { s.put(share, "00O", text, true) }
func (s *script) out(share float64, text string, values ...any) { s.say(share, "01O", text, values) }
func (s *script) fail(share float64, text string, values ...any) {
	s.say(share, "01E", text, values)
}

func (s *script) say(share float64, stream, text string, values []any) {
	s.put(share, stream, fmt.Sprintf(text, values...), true)
}

// begin opens a section whose heading is the next line, end closes one.
func (s *script) begin(share float64, name, heading string) {
	s.mark(share, "start", name)
	s.runner(share, cyan+heading+plain)
}

func (s *script) end(share float64, name string) { s.mark(share, "end", name) }

func (s *script) mark(share float64, kind, name string) {
	s.marks += fmt.Sprintf("section_%s:%d:%s\r\x1b[0K", kind, s.job.started.Add(s.at(share)).Unix(), name)
}

// fails tells whether the script ends in an error.
func (s *script) fails() bool { return s.job.fails || s.job.status == statusFailed }

// broken tells whether the runner itself gives up before the script begins.
func (s *script) broken() bool { return s.fails() && s.job.failure == "runner_system_failure" }

// write is the whole log but for its last words.
func (s *script) write() {
	sha := s.w.sha(s.job.pipeline.project, s.job.pipeline.commit)
	p := s.job.pipeline
	runner := 1 + p.id%3
	s.runner(0, fmt.Sprintf("\x1b[0KRunning with gitlab-runner 18.9.0 (4d7093e1)%s", plain))
	s.runner(0, fmt.Sprintf("\x1b[0K  on prod-%d t3_%06x, system ID: s_%08x%s", runner, mix(runner)&0xffffff, mix(runner, 's')&0xffffffff, plain))
	s.begin(0.005, "prepare_executor", `Preparing the "docker" executor`)
	s.runner(0.01, "Using Docker executor with image registry.acme.example/deploy:12 ...")
	s.runner(0.015, "Pulling docker image registry.acme.example/deploy:12 ...")
	s.runner(0.045, fmt.Sprintf("Using docker image sha256:%x for registry.acme.example/deploy:12 ...", bytesOf(16, s.w.seed, 'i')))
	s.end(0.05, "prepare_executor")
	s.begin(0.05, "prepare_script", "Preparing environment")
	s.runner(0.055, fmt.Sprintf("Running on runner-t3-project-%d-concurrent-0 via prod-%d...", p.project.id, runner))
	if s.broken() {
		s.fail(0.4, "pod is pending: 0/12 nodes are available: 12 Insufficient memory")
		s.fail(0.9, "pod is pending: 0/12 nodes are available: 12 Insufficient memory")
		return
	}
	s.end(0.06, "prepare_script")
	s.begin(0.06, "get_sources", "Getting source from Git repository")
	s.runner(0.065, "Fetching changes with git depth set to 20...")
	s.runner(0.07, fmt.Sprintf("Reinitialized existing Git repository in /builds/%s/.git/", p.project.fullPath()))
	s.runner(0.08, fmt.Sprintf("Checking out %s as detached HEAD (ref is %s)...", sha[:8], p.ref))
	s.runner(0.085, "Skipping Git submodules setup")
	s.end(0.09, "get_sources")
	s.begin(0.1, "step_script", `Executing "step_script" stage of the job script`)
	if s.job.env != nil {
		s.deploy(sha)
	} else {
		s.check()
	}
	s.end(0.96, "step_script")
	if s.job.env != nil {
		s.begin(0.96, "after_script", "Running after_script")
		s.runner(0.97, green+"$ bin/notify --channel deploys"+plain)
		s.end(0.98, "after_script")
	}
	s.begin(0.98, "cleanup_file_variables", "Cleaning up project directory and file based variables")
	s.end(0.99, "cleanup_file_variables")
	s.put(0.99, "00O", "", true)
}
