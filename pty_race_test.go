//go:build race

package main

import "time"

// raceEnabled says whether this test binary has the race detector.
const raceEnabled = true

// waitLimit bounds every wait of a session; a wait that reaches it fails. All is several
// times slower with the detector.
const waitLimit = 30 * time.Second

// perProcessor is how many stories run at once for each processor, on a small machine:
// fewer, since the detector keeps the processors busy.
const perProcessor = 2
