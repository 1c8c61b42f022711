package pages

import (
	"strings"
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/links"
	"greenlight/ui/uitest"
)

func menu() Model {
	row := fleet.Row{Deployment: &api.Deployment{ID: 99001, IID: 4821}}
	return New(row, []links.Page{
		{Name: "deployment in GitLab", URL: "http://127.0.0.1:7654/payments/api/-/environments/7/deployments/4821"},
		{Name: "runbook", URL: "https://runbooks.platform.acme.dev/search-index/staging"},
		{Name: "dashboard", Why: "the deployment has no commit"},
	})
}

func TestTheMenuLooksAsDesigned(t *testing.T) {
	t.Parallel()
	uitest.GoldenCard(t, "open", menu())
	uitest.Golden(t, "open-80x24-ascii", uitest.Frame(t, menu(), 80, 24, true))
}

// A host that is cut in its middle reads as another one: a page is opened by where it
// leads.
func TestTheHostIsNeverCutInItsMiddle(t *testing.T) {
	t.Parallel()
	for _, w := range []int{80, 72, 64, 120} {
		frame := uitest.Frame(t, menu(), w, 24, false)
		for _, host := range []string{"127.0.0.1:7654", "runbooks.platform.acme.dev"} {
			if !strings.Contains(frame, host) {
				t.Errorf("%d cells do not say where it leads, %s:\n%s", w, host, frame)
			}
		}
	}
}
