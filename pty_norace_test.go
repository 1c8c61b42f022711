//go:build !race

package main

import "time"

// raceEnabled says whether this test binary has the race detector.
const raceEnabled = false

// waitLimit bounds every wait of a session; a wait that reaches it fails.
const waitLimit = 10 * time.Second

// perProcessor is how many stories run at once for each processor, on a small machine.
const perProcessor = 4
