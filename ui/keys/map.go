package keys

import (
	"fmt"
	"slices"
	"strings"

	"github.com/agnivade/levenshtein"
)

// Map says which key does what.
type Map struct {
	actions map[string]Action
	keys    [actionCount][]string
}

// Problem is something wrong with the configured keys.
type Problem struct {
	// Name is the action as the configuration names it, or the name that is none.
	Name string
	// Message is one sentence: what is wrong, and what to write instead.
	Message string
}

// New lays overrides, action name to keys, over the default keys: an action that is
// named has these keys and no other. Everything that is wrong is reported, in the
// order of the names; an action whose keys are wrong keeps its default ones.
func New(overrides map[string][]string) (Map, []Problem) {
	m := Map{actions: map[string]Action{}}
	for _, info := range table {
		m.keys[info.Action] = slices.Clone(info.Keys)
	}
	var problems []Problem
	names := make([]string, 0, len(overrides))
	for name := range overrides {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		a, ok := byName(name)
		if !ok {
			problems = append(problems, Problem{name, unknown(name)})
			continue
		}
		keys, message := parseKeys(name, overrides[name])
		if message != "" {
			problems = append(problems, Problem{name, message})
			continue
		}
		m.keys[a] = keys
	}
	return m, append(problems, m.index()...)
}

// index fills the lookup and reports keys that two actions claim.
func (m *Map) index() []Problem {
	var problems []Problem
	for _, info := range table {
		for _, key := range m.keys[info.Action] {
			other, taken := m.actions[key]
			if !taken {
				m.actions[key] = info.Action
				continue
			}
			problems = append(problems, Problem{info.Name, fmt.Sprintf(
				"%s is the key of both %s and %s: give one of them another key", Glyph(key), other, info.Name)})
		}
	}
	return problems
}

// Action returns what a key does; key is as tea.KeyPressMsg.String gives it.
func (m Map) Action(key string) (Action, bool) {
	a, ok := m.actions[key]
	return a, ok
}

// Label is the key of an action as it is shown, "↑" or "pgdn"; empty without one.
func (m Map) Label(a Action) string {
	if a >= actionCount || len(m.keys[a]) == 0 {
		return ""
	}
	return Glyph(m.keys[a][0])
}

// Labels are all keys of an action as they are shown.
func (m Map) Labels(a Action) []string {
	if a >= actionCount {
		return nil
	}
	var labels []string
	for _, key := range m.keys[a] {
		labels = append(labels, Glyph(key))
	}
	return labels
}

// Hint is the footer entry of an action, with the table's verb.
func (m Map) Hint(a Action) Hint {
	info, _ := Of(a)
	return Hint{m.Label(a), info.Verb}
}

// Glyph is how a key is written on the screen.
func Glyph(key string) string {
	switch key {
	case "up":
		return "↑"
	case "down":
		return "↓"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "pgdn"
	default:
		return key
	}
}

func byName(name string) (Action, bool) {
	for _, info := range table {
		if info.Name == name {
			return info.Action, true
		}
	}
	return None, false
}

func unknown(name string) string {
	best, distance := "", len(name)/2+1
	for _, info := range table {
		if d := levenshtein.ComputeDistance(strings.ToLower(name), info.Name); d < distance {
			best, distance = info.Name, d
		}
	}
	if best == "" {
		return fmt.Sprintf("there is no action %q", name)
	}
	return fmt.Sprintf("there is no action %q, did you mean %s?", name, best)
}
