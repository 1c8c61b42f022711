package api

import (
	"slices"
	"strings"
)

// verbs begin what GitLab's check of parameters says of one.
var verbs = []string{"is", "are", "does", "do", "has", "have", "must", "should", "can", "cannot"}

// parameters reads a refusal by GitLab's check of parameters, "ref is missing,
// status does not have a valid value", by its names; nil where it is not one.
// gitlab: lib/api/api.rb
func parameters(message string) map[string][]string {
	var fields map[string][]string
	var names []string
	for part := range strings.SplitSeq(message, ", ") {
		name, text, _ := strings.Cut(part, " ")
		if !isParameter(name) {
			return nil
		}
		names = append(names, name)
		if text == "" { // "a, b are mutually exclusive"
			continue
		}
		if verb, _, _ := strings.Cut(text, " "); !slices.Contains(verbs, verb) {
			return nil
		}
		if fields == nil {
			fields = map[string][]string{}
		}
		for _, name := range names {
			fields[name] = append(fields[name], text)
		}
		names = nil
	}
	return fields
}

// isParameter tells the name of a parameter, "not[labels]", from a word of a
// sentence as far as that can be told: names are in lower case.
func isParameter(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyz0123456789_[]") == "" && strings.Trim(s[:1], "0123456789[]") != ""
}
