// Package journal keeps, on this machine alone, who decided what: an append-only file
// of JSON lines, two for each write, with one operation id. The first, "sent", is on
// disk before anything is sent; the second, "answered", says what GitLab made of it.
// A lone "sent" reads as unknown: the program ended, or was killed, in between.
//
// Nothing is ever changed or removed in the file. A line that was cut off by a power
// failure is skipped and counted, and the next one begins on a line of its own. Several
// programs may write at once: each line is one write under the lock of a file beside
// the journal, whose name ends in ".lock" and which stays.
//
// The file is meant to be read by other programs too. A line is one JSON object in
// UTF-8, at most 1 MiB long; times are RFC 3339 in UTC; what cannot be seen in a
// terminal is escaped:
//
//	{"v":1,"op":"20261122T021004.512Z-5f0c9a1be2d7","event":"sent","at":"2026-11-22T02:10:04.512Z","act":"approve",...}
//	{"v":1,"op":"20261122T021004.512Z-5f0c9a1be2d7","event":"answered","at":"2026-11-22T02:10:05.031Z","outcome":"done",...}
//
// The other fields are those of Sent and of Answered, side by side with the first
// three. "v" grows when a field changes its meaning; new fields and new events may come
// without that, so skip those that you do not know. Ids sort by time. What was sent and
// never answered:
//
//	jq -rs 'group_by(.op)[] | select(length == 1 and .[0].event == "sent")[0] | .at + " " + .url' journal.jsonl
//
// A shift's decisions become a text for the next shift with Handover.
package journal

import "time"

// Sent is what is on disk before a write is sent. Texts are as GitLab and the user
// gave them: they are made safe where they are shown.
type Sent struct {
	At time.Time `json:"at"`
	// Act is what is done, as a word: "approve", "reject", "run", "set status",
	// "retry", "cancel", "delete", "record".
	Act string `json:"act"`
	// Host is the instance's address, User who acts on it.
	Host string `json:"host"`
	User string `json:"user"`
	// Project is the path, ProjectID its id.
	Project   string `json:"project"`
	ProjectID int64  `json:"project_id"`
	// Deployment is the global id, IID the number people see; 0 for one that is only
	// being recorded.
	Deployment  int64  `json:"deployment,omitempty"`
	IID         int64  `json:"iid,omitempty"`
	Environment string `json:"environment"`
	Tier        string `json:"tier,omitempty"`
	Ref         string `json:"ref"`
	SHA         string `json:"sha"`
	// LiveRef and LiveSHA are what was live as the screen said; empty for nothing or
	// not read.
	LiveRef string `json:"live_ref,omitempty"`
	LiveSHA string `json:"live_sha,omitempty"`
	// As is the rule the decision was made under, empty for GitLab's choice.
	As      string `json:"as,omitempty"`
	Comment string `json:"comment,omitempty"`
	// Status is the status that was set or recorded.
	Status string `json:"status,omitempty"`
	// Warnings are the sentences that stood on the screen.
	Warnings []string `json:"warnings,omitempty"`
	// Job is the id of the deployment's job, 0 for none.
	Job int64 `json:"job,omitempty"`
	// URL is the page to look at.
	URL string `json:"url,omitempty"`
}

// Answered is what became of it.
type Answered struct {
	At time.Time `json:"at"`
	// Outcome is a word: "done", "refused", "not sent", "changed", "unknown",
	// "done, answer lost", "not done, answer lost", "maybe, answer lost", "not verified".
	Outcome string `json:"outcome"`
	// Said is GitLab's refusal, or why nothing is known, in one sentence.
	Said string `json:"said,omitempty"`
	// RequestID is GitLab's correlation id, where it sent one.
	RequestID string `json:"request_id,omitempty"`
	// Status and Left are the deployment's status and how many approvals it lacked as it
	// was read back; Left is nil where that was not read.
	Status string `json:"status,omitempty"`
	Left   *int   `json:"left,omitempty"`
	// Made is the number of a deployment that the write made, 0 for none.
	Made int64 `json:"made,omitempty"`
}

// Entry is one operation. Answered is nil where no second line follows: what became
// of it is unknown.
type Entry struct {
	Op       string
	Sent     Sent
	Answered *Answered
}
