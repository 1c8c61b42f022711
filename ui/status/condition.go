package status

import (
	"fmt"
	"strconv"
	"time"

	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// Condition is how things are: how fresh the screen is, or what is wrong. It is one
// of the types below.
type Condition interface {
	// rank orders conditions: the higher one is shown.
	rank() int
	light(frame int, ascii bool) span
	spans(now time.Time, why string) []span
}

// Fresh: everything was looked at as often as it should be.
type Fresh struct {
	// All is the round through whole lists, Changes the one that finds only what has
	// changed where something is known already; it is zero where there is no such one.
	All, Changes Round
}

// Notice: all is Fresh, and something is to be known that is no trouble, such as what
// the list leaves out.
type Notice struct {
	Text string
	Fresh
}

// Limited: all was read once and something is late, as for a while more was due than may
// be asked a minute.
type Limited struct {
	PerMinute int
	Fresh
}

// Reading: the first load, so many of so many projects done. Total 0 means that it is
// not known yet how many there are.
// Age is how old what is shown meanwhile is, 0 where it is what was read.
type Reading struct {
	Done, Total int
	Age         time.Duration
}

// Paced: so many of so many projects are read, and the others wait for room in what may
// be asked a minute.
// In is when it goes on, where that is not at once.
// Again is that all were read before, and the user has asked for them once more.
type Paced struct {
	Done, Total, PerMinute int
	In                     time.Duration
	Again                  bool
}

// Partial: so many of so many projects could not be read; the others are shown.
type Partial struct{ Failed, Total int }

// Judging: the rows are there, and whom so many of them wait for is being read.
type Judging struct{ Left int }

// Expiring: everything was read, and a token is about to expire.
type Expiring struct{ Text string }

// Failing: an instance answers, but not what is needed; RetryIn as in Offline.
type Failing struct {
	Host    string
	RetryIn time.Duration
}

// RateLimited: GitLab asks to wait until a time.
type RateLimited struct{ Until time.Time }

// Silent: who the user is was asked, and there has been no answer for long. Age is how old
// the shown data is, 0 for none; Host is set where there are others.
type Silent struct {
	Host string
	Age  time.Duration
}

// Offline: nothing answers. Age is how old the shown data is, 0 for none, RetryIn how long until
// the next try; 0 while one is under way. Host is set where other hosts do answer.
type Offline struct {
	Host         string
	Age, RetryIn time.Duration
}

// Expired: the token of a host is no good any more; polling has stopped.
type Expired struct{ Host string }

// Worst returns the condition to be shown: an expired token before no answer, that
// before a rate limit, that before single failures, and only then progress, a notice
// and freshness. Of two of a kind the first stays. It returns nil for none.
func Worst(all ...Condition) Condition {
	var worst Condition
	for _, c := range all {
		if c != nil && (worst == nil || c.rank() > worst.rank()) {
			worst = c
		}
	}
	return worst
}

func (Fresh) rank() int       { return 0 }
func (Notice) rank() int      { return 1 }
func (Limited) rank() int     { return 2 }
func (Expiring) rank() int    { return 3 }
func (Judging) rank() int     { return 4 }
func (Reading) rank() int     { return 5 }
func (Paced) rank() int       { return 6 }
func (Partial) rank() int     { return 7 }
func (RateLimited) rank() int { return 8 }
func (Failing) rank() int     { return 9 }
func (Silent) rank() int      { return 10 }
func (Offline) rank() int     { return 11 }
func (Expired) rank() int     { return 12 }

func (Fresh) light(int, bool) span       { return span{theme.OK, "●"} }
func (Notice) light(int, bool) span      { return span{theme.OK, "●"} }
func (Limited) light(int, bool) span     { return span{theme.OK, "●"} }
func (Expiring) light(int, bool) span    { return span{theme.OK, "●"} }
func (Failing) light(int, bool) span     { return span{theme.Bad, "▲"} }
func (Partial) light(int, bool) span     { return span{theme.Wait, "▲"} }
func (RateLimited) light(int, bool) span { return span{theme.Wait, "▲"} }
func (Silent) light(int, bool) span      { return span{theme.Wait, "▲"} }
func (Offline) light(int, bool) span     { return span{theme.Bad, "×"} }
func (Expired) light(int, bool) span     { return span{theme.Bad, "×"} }

func (Paced) light(frame int, ascii bool) span { return Reading{}.light(frame, ascii) }

func (Judging) light(frame int, ascii bool) span { return Reading{}.light(frame, ascii) }

func (Reading) light(frame int, ascii bool) span {
	return span{theme.Focus, draw.Pulse(frame, ascii)}
}

func (c Reading) spans(time.Time, string) []span {
	if c.Total <= 0 && c.Age <= 0 {
		return []span{{theme.Muted, "reading"}}
	}
	if c.Age > 0 {
		return []span{{theme.Wait, present.Age(c.Age) + " old"}, {theme.Muted, fmt.Sprintf(", reading %d of %d", c.Done, c.Total)}}
	}
	return []span{{theme.Muted, fmt.Sprintf("reading, %d of %s", c.Done, projects(c.Total))}}
}

func (c Paced) spans(time.Time, string) []span {
	if c.Again {
		return []span{{theme.Muted, fmt.Sprintf("%d of %d read again", c.Done, c.Total)}}
	}
	done := span{theme.Muted, fmt.Sprintf("%d of %d read, ", c.Done, c.Total)}
	if c.In > 2*time.Second {
		return []span{done, {theme.Wait, fmt.Sprintf("quota in %ds", (c.In+time.Second-1)/time.Second)}}
	}
	return []span{done, quota(c.PerMinute)}
}

// quota is what holds up the reading.
func quota(perMinute int) span { return span{theme.Wait, fmt.Sprintf("%d requests/min", perMinute)} }

func (c Judging) spans(time.Time, string) []span {
	return []span{{theme.Muted, "reading whom " + present.Plural(c.Left, "deployment waits", "deployments wait") + " for"}}
}

func (c Expiring) spans(time.Time, string) []span { return []span{{theme.Wait, c.Text}} }

func (c Failing) spans(_ time.Time, why string) []span {
	out := []span{{theme.BadStrong, c.Host + " fails"}}
	if c.RetryIn > 0 {
		out = append(out, span{theme.Muted, ", retry in " + seconds(c.RetryIn)})
	}
	if why == "" {
		return out
	}
	return append(out, span{theme.Text, "   "}, span{theme.Strong, why}, span{theme.Muted, " why"})
}

func (c Partial) spans(_ time.Time, why string) []span {
	out := []span{{theme.WaitStrong, fmt.Sprintf("%d of %s failed", c.Failed, projects(c.Total))}}
	if why == "" {
		return out
	}
	return append(out, span{theme.Text, "   "}, span{theme.Strong, why}, span{theme.Muted, " why"})
}

func (c RateLimited) spans(now time.Time, _ string) []span {
	return []span{{theme.WaitStrong, "rate limited"}, {theme.Muted, ", again in " + seconds(c.Until.Sub(now))}}
}

func (c Silent) spans(_ time.Time, why string) []span {
	word := "no answer yet"
	if c.Host != "" {
		word = c.Host + ": " + word
	}
	out := []span{{theme.WaitStrong, word}}
	if c.Age > 0 {
		out = append(out, span{theme.Text, ", data " + present.Age(c.Age) + " old"})
	}
	if why == "" {
		return out
	}
	return append(out, span{theme.Text, "   "}, span{theme.Strong, why}, span{theme.Muted, " why"})
}

func (c Offline) spans(time.Time, string) []span {
	retry := ", retrying"
	if c.RetryIn > 0 {
		retry = ", retry in " + seconds(c.RetryIn)
	}
	word := "offline"
	if c.Host != "" {
		word = c.Host + " offline"
	}
	out := []span{{theme.BadStrong, word}}
	if c.Age > 0 {
		out = append(out, span{theme.Text, ", data " + present.Age(c.Age) + " old"})
	}
	return append(out, span{theme.Muted, retry})
}

func (c Expired) spans(time.Time, string) []span {
	if c.Host == "" {
		return []span{{theme.BadStrong, "token refused"}}
	}
	return []span{{theme.BadStrong, "token refused"}, {theme.Muted, " by " + c.Host}}
}

func projects(n int) string {
	if n == 1 {
		return "1 project"
	}
	return strconv.Itoa(n) + " projects"
}

// seconds counts down; what is over is still "1s", until the next try is reported.
func seconds(d time.Duration) string {
	return present.Duration(max(d.Round(time.Second), time.Second).Seconds())
}
