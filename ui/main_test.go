package ui

import (
	"os"
	"runtime/debug"
	"testing"
)

// TestMain lets more garbage gather: hundreds of servers and screens side by side spent a
// third of their time on collecting it.
func TestMain(m *testing.M) {
	debug.SetGCPercent(250)
	os.Exit(m.Run())
}
