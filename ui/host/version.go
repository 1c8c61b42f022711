package host

import (
	"runtime/debug"
	"strings"
)

// Version is the module's version where the build knows it.
func Version() string {
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(devel)"
}

// UserAgent names the program to the servers; parentheses would begin a comment.
func UserAgent() string { return "greenlight/" + strings.Trim(Version(), "()") }
