package journal

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// writer is this test binary as another program that writes.
func writer(t *testing.T, path string, most int) (*exec.Cmd, *bytes.Buffer) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), writerPath+"="+path, fmt.Sprintf("%s=%d", writerMost, most))
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	return cmd, &stderr
}

func TestManyProgramsAndGoroutinesWrite(t *testing.T) {
	t.Parallel()
	const programs, goroutines, each = 3, 3, 50
	j := New(fresh(t).path, time.Now)
	j.wait = time.Minute
	var wg sync.WaitGroup
	var mu sync.Mutex
	told := map[string]bool{}
	tell := func(ops ...string) {
		mu.Lock()
		defer mu.Unlock()
		for _, op := range ops {
			told[op] = true
		}
	}
	for range programs {
		wg.Go(func() {
			cmd, stderr := writer(t, j.path, each)
			out, err := cmd.Output()
			if err != nil {
				t.Errorf("%v: %s", err, stderr)
			}
			tell(lines(out)...)
		})
	}
	for range goroutines {
		wg.Go(func() {
			for range each {
				op, err := j.Sent(Sent{Act: "run"})
				if err != nil {
					t.Error(err)
				}
				tell(op)
			}
		})
	}
	wg.Wait()
	p := read(t, j)
	const all = (programs + goroutines) * each
	if len(told) != all || len(p.Entries) != all || p.Broken != 0 || strings.Contains(content(t, j), "\n\n") {
		t.Errorf("%d told, %d read, %d broken; want %d", len(told), len(p.Entries), p.Broken, all)
	}
	for _, e := range p.Entries {
		if !told[e.Op] {
			t.Errorf("%s is there and nobody wrote it", e.Op)
		}
		if want := e.Sent.Act == "approve" && e.Sent.IID%2 == 1; want != (e.Answered != nil) {
			t.Errorf("%s, %s %d, answered: %t", e.Op, e.Sent.Act, e.Sent.IID, e.Answered != nil)
		}
	}
}

// kills is how many writers are killed.
func kills() int {
	if n, err := strconv.Atoi(os.Getenv("GREENLIGHT_KILLS")); err == nil && n > 0 {
		return n
	}
	return 20
}

func TestKilledWritersLoseNothingTheyTold(t *testing.T) {
	t.Parallel()
	j := fresh(t)
	told := map[string]bool{}
	seed := uint64(time.Now().UnixNano())
	random := rand.New(rand.NewPCG(seed, 0))
	for round := range kills() {
		for _, op := range killed(t, j.path, random.IntN(6), time.Duration(random.IntN(3000))*time.Microsecond) {
			told[op] = true
		}
		p := read(t, j)
		if p.Broken > round+1 {
			t.Fatalf("seed %d, round %d: %d lines are broken, more than were killed", seed, round, p.Broken)
		}
		told[sent(t, j, Sent{Act: "run"})] = true
		if after := read(t, j); after.Broken > p.Broken || after.Entries[0].Sent.Act != "run" {
			t.Fatalf("seed %d, round %d: the next line is %+v, %d broken", seed, round, after.Entries[0], after.Broken)
		}
	}
	p := read(t, j)
	there := map[string]bool{}
	for _, e := range p.Entries {
		there[e.Op] = true
	}
	for op := range told {
		if !there[op] {
			t.Errorf("seed %d: %s was told and is lost", seed, op)
		}
	}
	if len(told) < kills() || len(there) > len(told)+kills() {
		t.Errorf("seed %d: %d told, %d there", seed, len(told), len(there))
	}
}

// killed lets a writer tell some operations, kills it a little later, in whatever it is
// doing then, and returns what it has told.
func killed(t *testing.T, path string, after int, later time.Duration) []string {
	t.Helper()
	cmd, stderr := writer(t, path, 0)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var told []string
	in := bufio.NewReader(out)
	for range after {
		line, err := in.ReadString('\n')
		if err != nil {
			t.Fatalf("%v: %s", err, stderr)
		}
		told = append(told, strings.TrimSpace(line))
	}
	<-time.After(later)
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	rest, err := io.ReadAll(in)
	if err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for _, op := range strings.SplitAfter(string(rest), "\n") {
		if strings.HasSuffix(op, "\n") {
			told = append(told, strings.TrimSpace(op))
		}
	}
	return told
}
