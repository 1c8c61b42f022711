package sandbox

import (
	"bytes"
	"fmt"
	"time"
)

// traceLine is what a log holds from a moment on, counted from the start of
// the job.
type traceLine struct {
	after time.Duration
	text  string
}

// trace is the log of a job so far: sections, colours and a progress bar that
// overwrites itself, as runners send them. Empty before the job has started.
func (w *world) trace(j *job) []byte {
	if j.started.IsZero() {
		return []byte{}
	}
	end := w.now
	if !j.finished.IsZero() {
		end = j.finished
	}
	var out bytes.Buffer
	for _, line := range w.script(j) {
		if line.after <= end.Sub(j.started) {
			out.WriteString(line.text)
		}
	}
	switch j.status {
	case statusSuccess:
		out.WriteString("\x1b[32;1mJob succeeded\x1b[0;m\n")
	case statusFailed:
		out.WriteString("\x1b[31;1mERROR: Job failed: exit code 1\x1b[0;m\n")
	case statusCanceled:
		out.WriteString("\x1b[31;1mERROR: Job failed: canceled\x1b[0;m\n")
	}
	return out.Bytes()
}

// script is the whole log, spread over the time that the job will take.
func (w *world) script(j *job) []traceLine {
	var lines []traceLine
	say := func(share float64, text string) {
		lines = append(lines, traceLine{time.Duration(share * float64(j.runFor)), text})
	}
	mark := func(share float64, kind, name string) string {
		at := j.started.Add(time.Duration(share * float64(j.runFor))).Unix()
		return fmt.Sprintf("section_%s:%d:%s\r\x1b[0K", kind, at, name)
	}
	sha := w.sha(j.pipeline.project, j.pipeline.commit)
	say(0, "\x1b[0KRunning with gitlab-runner 18.9.0 (4d7093e1)\x1b[0;m\n")
	say(0, mark(0, "start", "prepare_executor")+"\x1b[0K\x1b[36;1mPreparing the \"docker\" executor\x1b[0;m\n")
	say(0.05, mark(0.05, "end", "prepare_executor")+mark(0.05, "start", "get_sources")+
		"\x1b[36;1mGetting source from Git repository\x1b[0;m\n")
	say(0.08, fmt.Sprintf("Checking out %s as detached HEAD (ref is %s)...\n", sha[:8], j.pipeline.ref))
	say(0.1, mark(0.1, "end", "get_sources")+mark(0.1, "start", "step_script"))
	if j.deployment == nil {
		say(0.12, fmt.Sprintf("\x1b[32;1m$ make %s\x1b[0;m\n", j.name))
		say(0.9, "ok\n")
		say(0.99, mark(0.99, "end", "step_script"))
		return lines
	}
	say(0.12, fmt.Sprintf("\x1b[32;1m$ bin/deploy --env %q --sha %s\x1b[0;m\n", j.deployment.env.name, sha[:8]))
	say(0.13, fmt.Sprintf("release %s, %d regions, one at a time\n", j.pipeline.ref, len(logRegions)))
	steps := float64(len(logRegions) * len(logLines))
	for i, region := range logRegions {
		for k, text := range logLines {
			share := 0.15 + 0.75*float64(i*len(logLines)+k)/steps
			say(share, fmt.Sprintf("%-14s %s\n", region, text))
		}
	}
	for percent := 10; percent <= 100; percent += 30 {
		say(0.9+float64(percent)/1200, fmt.Sprintf("\r\x1b[0Kwarming caches %3d %%", percent))
	}
	say(0.99, "\n"+mark(0.99, "end", "step_script"))
	return lines
}
