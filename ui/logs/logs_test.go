package logs

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
)

func TestTheLogLooksAsDesigned(t *testing.T) {
	t.Parallel()
	st, ascii := styles(t, colorprofile.TrueColor, false), styles(t, colorprofile.ASCII, true)
	d := open(t, runner(deploy), running(), 120, 30)
	golden(t, "running-120", d.screen(120, 30, true, st))
	golden(t, "running-80", open(t, runner(deploy), running(), 80, 18).screen(80, 18, true, st))
	golden(t, "running-52", d.screen(52, 20, false, st))
	golden(t, "running-80-ascii", open(t, runner(deploy), running(), 80, 18).screen(80, 18, true, ascii))
	for _, s := range []api.JobStatus{api.JobSuccess, api.JobFailed, api.JobCanceled} {
		golden(t, string(s)+"-80", open(t, runner(deploy), ended(s), 80, 18).screen(80, 18, true, st))
	}
	d.press("[", "space")
	golden(t, "folded-80", d.screen(80, 18, true, st))
	d.press("space", "/", "eu-west")
	golden(t, "searching-80", d.screen(80, 18, true, st))
}
