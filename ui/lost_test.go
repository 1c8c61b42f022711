package ui

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"greenlight/api"
	"greenlight/api/sandbox"
)

// An approval of which nobody knows what became leaves its mark on the row, in the peek
// and in the messages, until the deployment was read again.
func TestALostApprovalIsSeenUntilItIsReadAgain(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	row := r.selectRow("mine alone", onlyMine)
	r.keys("a")
	r.settled()
	r.idle(0)
	var back func()
	r.server.Inject(sandbox.Fault{Method: "POST", Path: `/approval$`, Times: 1, Drop: true, Before: func() {
		back = r.server.Inject(sandbox.Fault{Method: "GET", Path: `/deployments/\d+$`, Status: http.StatusBadGateway, ContentType: "text/html", Body: "<html>"})
	}})
	r.keys("enter")
	r.sees("could not be read back")
	r.keys("esc")
	r.idle(0)
	r.sees("? Your approval of 03:00: unknown")
	r.sees("? unknown")
	r.keys("!")
	r.sees("what became of your approval is unknown.")
	r.keys("esc")
	back()
	r.beat(11 * time.Second)
	r.until("it is read again", func(a App) bool {
		now, _ := a.row(row.Ref)
		return now.Verdict.State == api.StateToRun && len(a.lost) == 0
	})
	if s := r.screen(); strings.Contains(s, "unknown") {
		t.Errorf("it is still said to be lost\n%s", s)
	}
}
