package filter

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/agnivade/levenshtein"

	"greenlight/api"
	"greenlight/ui/present"
)

// key says what a term looks at.
type key uint8

const (
	keyText key = iota
	keyEnv
	keyProject
	keyStatus
	keyState
	keyRef
	keySHA
	keyUser
	keyTier
	keyAge
	keyCan
	keyCount
)

// canApprove is the one value of can:.
const canApprove = "approve"

// String is the key as it is typed, without the colon; empty for bare words.
func (k key) String() string {
	switch k {
	case keyEnv:
		return "env"
	case keyProject:
		return "project"
	case keyStatus:
		return "status"
	case keyState:
		return "state"
	case keyRef:
		return "ref"
	case keySHA:
		return "sha"
	case keyUser:
		return "user"
	case keyTier:
		return "tier"
	case keyAge:
		return "age"
	case keyCan:
		return "can"
	case keyText, keyCount:
	}
	return ""
}

func keyNamed(name string) (key, bool) {
	for k := keyText + 1; k < keyCount; k++ {
		if k.String() == name {
			return k, true
		}
	}
	return keyText, false
}

// unknownKey is the sentence about a key that does not exist.
func unknownKey(name string) string {
	var names []string
	for k := keyText + 1; k < keyCount; k++ {
		names = append(names, k.String())
	}
	near := nearest(name, names)
	if near == "" {
		return "No key “" + name + ":”. It is searched as text."
	}
	return "No key “" + name + ":”. Did you mean " + near + ":?"
}

// misspelt is the sentence about a value that is nearly a known one. These sets
// grow with GitLab, so a word that resembles none may be right.
func misspelt(k key, value string) string {
	known := values(k)
	for _, v := range known {
		if strings.HasPrefix(v, value) {
			return ""
		}
	}
	near := nearest(value, known)
	if near == "" {
		return ""
	}
	return "No " + k.String() + " “" + value + "”. Did you mean " + near + "?"
}

// nearest is the word within two slips of another, for short words one; empty
// when there is none.
func nearest(word string, known []string) string {
	best, slips := "", 3
	if len(word) < 4 {
		slips = 2
	}
	if len(word) > 64 {
		return ""
	}
	for _, k := range known {
		if d := levenshtein.ComputeDistance(word, k); d < slips {
			best, slips = k, d
		}
	}
	return best
}

// values are the known values of a key that has some.
func values(k key) []string {
	switch k {
	case keyStatus:
		return []string{"blocked", "running", "success", "failed", "created", "canceled", "skipped"}
	case keyTier:
		return []string{"production", "staging", "testing", "development", "other", "unknown"}
	case keyState:
		words := make([]string, 0, int(api.StateReading)+1)
		for s := api.StateNeedsYou; s <= api.StateReading; s++ {
			if w := present.StateName(s); w != "" {
				words = append(words, w)
			}
		}
		return words
	case keyCan:
		return []string{canApprove}
	case keyAge:
		return []string{">1h", ">1d", "<1h", "<1d"}
	case keyText, keyEnv, keyProject, keyRef, keySHA, keyUser, keyCount:
	}
	return nil
}

// mostKnown bounds how many known values a sentence names.
const mostKnown = 4

// Unknown is the sentence about the first value of a state:, status: or tier: that is none
// of those known here, empty where all are. It is no [Problem]: GitLab may have more of
// them by now. It is the reason where nothing matches.
func (f Filter) Unknown() string {
	for _, t := range f.terms {
		switch t.key {
		case keyState, keyStatus, keyTier:
			if known := values(t.key); !t.not && !slices.Contains(known, t.value) {
				return "No " + t.key.String() + " “" + t.value + "” is known: " + strings.Join(known[:mostKnown], ", ") + " …"
			}
		case keyText, keyEnv, keyProject, keyRef, keySHA, keyUser, keyAge, keyCan, keyCount:
		}
	}
	return ""
}

// ageState says how far the value of an age: term is.
type ageState uint8

const (
	ageGood ageState = iota
	// ageUnfinished has no number yet, ageNoUnit a number without its unit.
	ageUnfinished
	ageNoUnit
	ageBad
)

// parseAge reads ">2h": more than two hours, or "<3d".
func parseAge(value string) (age time.Duration, older bool, state ageState) {
	if value[0] != '>' && value[0] != '<' {
		return 0, false, ageBad
	}
	older, value = value[0] == '>', value[1:]
	if value == "" {
		return 0, older, ageUnfinished
	}
	digits := strings.TrimRight(value, "mhdwy")
	n, err := strconv.ParseUint(digits, 10, 32)
	if err != nil || len(value)-len(digits) > 1 {
		return 0, older, ageBad
	}
	if digits == value {
		return 0, older, ageNoUnit
	}
	unit := ageUnit(value[len(value)-1])
	if n > uint64(math.MaxInt64/unit) {
		return math.MaxInt64, older, ageGood
	}
	return time.Duration(n) * unit, older, ageGood
}

// ageUnit is the length of m h d w y; a year has 365 days, as ages are drawn.
func ageUnit(c byte) time.Duration {
	const day = 24 * time.Hour
	switch c {
	case 'm':
		return time.Minute
	case 'h':
		return time.Hour
	case 'd':
		return day
	case 'w':
		return 7 * day
	default:
		return 365 * day
	}
}
