package api

import "strings"

// nearest is the known word that s was most likely meant to be; empty where none
// is near. Where several are alike, it is the first.
func nearest(s string, known []string) string {
	const longest = 40
	if len(s) > longest {
		return ""
	}
	s = strings.ReplaceAll(strings.ToLower(s), "-", "_")
	best, at := "", longest
	for _, k := range known {
		d := edits(s, k)
		if len(s) > 2 && strings.HasPrefix(k, s) {
			d = 1
		}
		if d < at && d <= max(1, len(s)/3) {
			best, at = k, d
		}
	}
	return best
}

// edits counts the letters to insert, delete or replace to make b of a.
func edits(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
