//go:build race

package main

import "time"

// raceEnabled says whether this test binary has the race detector.
const raceEnabled = true

// waitLimit bounds every wait of a session; a wait that reaches it fails. All is several
// times slower with the detector.
const waitLimit = 30 * time.Second
