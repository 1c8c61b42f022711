package config

import (
	"fmt"
	"strings"
)

// TokenPlace says where a new token belongs, as the end of the sentence "Put it
// …".
func (s Source) TokenPlace() string {
	switch {
	case len(s.Token.Command) > 0:
		return fmt.Sprintf("where %s %s it: %s", s.title(), s.say("reads", "read"), printable(strings.Join(s.Token.Command, " ")))
	case s.Token.Env != "":
		return "into " + s.Token.Env
	default:
		return "into " + TokenVariables()[0]
	}
}
