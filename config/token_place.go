package config

import (
	"fmt"
	"strings"
)

// TokenPlace says where a new token belongs, as the end of the sentence "Put it
// …". A variable is read only when greenlight starts, so that is said too.
func (s Source) TokenPlace() string {
	switch {
	case len(s.Token.Command) > 0:
		return fmt.Sprintf("where %s reads it: %s", s.title(), printable(strings.Join(s.Token.Command, " ")))
	case s.Token.Env != "":
		return fmt.Sprintf("into %s, and start greenlight again", s.Token.Env)
	default:
		return fmt.Sprintf("into %s, and start greenlight again", TokenVariables()[0])
	}
}
