//go:build unix

package main

import (
	"bytes"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"testing"
)

// What a package makes before main is paid by every start, before the first frame: tables
// and expressions are made when they are first needed.
func TestStoryNoPackageMakesMuchBeforeMain(t *testing.T) {
	t.Parallel()
	const most = 150
	cmd := exec.Command(greenlight(t), "--version")
	cmd.Env = append(os.Environ(), "GODEBUG=inittrace=1")
	var told bytes.Buffer
	cmd.Stderr = &told
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	made := regexp.MustCompile(`(?m)^init (greenlight/\S+) .* (\d+) allocs$`).FindAllSubmatch(told.Bytes(), -1)
	if len(made) == 0 {
		t.Fatalf("nothing is told of it:\n%s", told.String())
	}
	for _, m := range made {
		if n, _ := strconv.Atoi(string(m[2])); n > most {
			t.Errorf("%s makes %d things before main, want %d at most", m[1], n, most)
		}
	}
}
