package sandbox

import "fmt"

// said is an error in GitLab's own words, which begin and end as GitLab's do.
type said string

// Error gives the words.
func (s said) Error() string { return string(s) }

// saidOf is said with values in it.
func saidOf(format string, values ...any) error { return said(fmt.Sprintf(format, values...)) }
