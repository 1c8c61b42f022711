package present

import "strings"

// longestLabel bounds the label of a host, in bytes.
const longestLabel = 12

// HostLabels gives each of several instances the shortest part of its name that tells it
// from the others, "acme" and "beta" for gitlab.acme.dev and gitlab.beta.dev; the whole name
// where no part does. Of fewer than two there is nothing to tell apart: nil.
func HostLabels(hosts []string) map[string]string {
	if len(hosts) < 2 {
		return nil
	}
	parts := make([][]string, len(hosts))
	for i, h := range hosts {
		parts[i] = strings.FieldsFunc(h, func(r rune) bool { return r == '.' || r == ':' || r == '/' })
	}
	for at := range parts[0] {
		if labels := labelsAt(hosts, parts, at); labels != nil {
			return labels
		}
	}
	labels := make(map[string]string, len(hosts))
	for _, h := range hosts {
		labels[h] = h
	}
	return labels
}

// labelsAt takes the part at a place of each name; nil where one has none there, where it
// is too long, or where two have the same.
func labelsAt(hosts []string, parts [][]string, at int) map[string]string {
	labels, taken := make(map[string]string, len(hosts)), map[string]bool{}
	for i, p := range parts {
		if at >= len(p) || len(p[at]) > longestLabel || taken[p[at]] {
			return nil
		}
		labels[hosts[i]], taken[p[at]] = p[at], true
	}
	return labels
}

// On is a project with the label of its instance, where that has one.
func On(project, label string) string {
	if label == "" {
		return project
	}
	return project + "·" + label
}
