//go:build !race

package main

// raceEnabled says whether this test binary has the race detector.
const raceEnabled = false
