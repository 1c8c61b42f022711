package status

import (
	"strings"
	"testing"
	"time"

	"greenlight/ui/uitest"
)

// read is a fleet of which the oldest was read so long ago, in rounds of so long.
func read(age, every time.Duration) Fresh { return Fresh{All: Round{now.Add(-age), every}} }

// pulsed is one that is asked every 10 s for changes, and read in rounds of ten minutes.
func pulsed(changes, all time.Duration) Fresh {
	return Fresh{All: Round{now.Add(-all), 10 * time.Minute}, Changes: Round{now.Add(-changes), 10 * time.Second}}
}

// As long as all comes round in time the words stay as they are: a screen far away is not
// written to because time passes.
func TestWhatComesRoundInTimeDoesNotMove(t *testing.T) {
	t.Parallel()
	said := func(c Condition) string {
		var b strings.Builder
		for _, s := range c.spans(now, "") {
			b.WriteString(s.text)
		}
		return b.String()
	}
	for _, every := range []time.Duration{10 * time.Second, 30 * time.Second, 40 * time.Second, 41 * time.Second, 69 * time.Second, 3 * time.Minute, 10 * time.Minute, time.Hour} {
		want := said(read(max(late, every), every))
		for age := late; age < every*9/8; age += time.Second {
			if got := said(read(age, every)); got != want {
				t.Fatalf("every %s, after %s: %q, before that %q", every, age, got, want)
			}
		}
		if got := said(read(Patience(every), every)); !strings.HasSuffix(got, " ago") {
			t.Errorf("every %s, %s after the last: %q", every, Patience(every), got)
		}
	}
	if most := Patience(brisk); most > time.Minute {
		t.Errorf("what is %s old counts as just now", most)
	}
}

func TestTheWorseOfTwoRounds(t *testing.T) {
	t.Parallel()
	at := func(age, every time.Duration) Round { return Round{now.Add(-age), every} }
	for _, c := range []struct {
		name  string
		worse Round
		other Round
	}{
		{"never looked at is none", at(time.Second, time.Minute), Round{Every: time.Hour}},
		{"the one that is late", at(time.Minute, 10*time.Second), at(5*time.Minute, 10*time.Minute)},
		{"the older of two that are", at(5*time.Minute, 10*time.Second), at(time.Minute, 10*time.Second)},
		{"the slower of two that are not", at(time.Minute, 10*time.Minute), at(2*time.Minute, 3*time.Minute)},
	} {
		if got := c.worse.Worse(c.other, now); got != c.worse {
			t.Errorf("%s: %v", c.name, got)
		}
		if got := c.other.Worse(c.worse, now); got != c.worse {
			t.Errorf("%s, the other way: %v", c.name, got)
		}
	}
}

// What only the round through all finds was not looked for by the pulse, and is not called
// checked.
func TestThePulseIsNotCalledACheckOfAll(t *testing.T) {
	t.Parallel()
	st := uitest.Full(t)
	for _, f := range []Fresh{pulsed(0, time.Minute), pulsed(0, 9*time.Minute), pulsed(0, time.Hour)} {
		got := strings.Join(strings.Fields(uitest.Plain(Nothing(80, 19, Calm{Projects: 400, Fresh: f}, st, now)...)), " ")
		if strings.Contains(got, "checked just now") || !strings.Contains(got, "checked for changes just now") ||
			!strings.Contains(got, "at everything every 10m") || !strings.Contains(got, "an environment that is new") {
			t.Errorf("the card says %q", got)
		}
	}
	late := uitest.Plain(Nothing(80, 19, Calm{Projects: 400, Fresh: pulsed(0, time.Hour)}, st, now)...)
	if !strings.Contains(late, "1h ago") || strings.Contains(late, "Nothing waits") {
		t.Errorf("it does not say that the round is late:\n%s", late)
	}
}
