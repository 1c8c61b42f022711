package logs

import (
	"testing"

	"github.com/charmbracelet/colorprofile"

	"greenlight/api"
	"greenlight/ui/uitest"
)

func TestTheLogLooksAsDesigned(t *testing.T) {
	t.Parallel()
	st, ascii := uitest.Full(t), uitest.Styles(t, colorprofile.ASCII, true)
	d := open(t, runner(deploy), running(), 120, 30)
	uitest.Golden(t, "running-120", d.screen(120, 30, true, st))
	uitest.Golden(t, "running-80", open(t, runner(deploy), running(), 80, 18).screen(80, 18, true, st))
	uitest.Golden(t, "running-52", d.screen(52, 20, false, st))
	uitest.Golden(t, "running-80-ascii", open(t, runner(deploy), running(), 80, 18).screen(80, 18, true, ascii))
	for _, s := range []api.JobStatus{api.JobSuccess, api.JobFailed, api.JobCanceled} {
		uitest.Golden(t, string(s)+"-80", open(t, runner(deploy), ended(s), 80, 18).screen(80, 18, true, st))
	}
	d.press("[", "space")
	uitest.Golden(t, "folded-80", d.screen(80, 18, true, st))
	d.press("space", "/", "eu-west")
	uitest.Golden(t, "searching-80", d.screen(80, 18, true, st))
}
