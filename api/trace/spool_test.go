package trace

import (
	"slices"
	"testing"
)

func TestRunnerLogIsParted(t *testing.T) {
	t.Parallel()
	s := spool(t, runnerLog)
	want := []string{
		"Running with gitlab-runner 17.9.0 (c4cbe9dd)",
		"  on prod-3 t1_abc, system ID: s_1",
		`Preparing the "docker" executor`,
		"Using Docker executor with image alpine ...",
		"Pulling docker image alpine ...",
		"Getting source from Git repository",
		"Fetching changes...",
		`Executing "step_script" stage of the job script`,
		"$ bin/deploy --env production",
		"release v8.0.1",
		"100%",
		"ok done",
	}
	if got := all(t, s); !slices.Equal(got, want) {
		t.Errorf("got  %q\nwant %q", got, want)
	}
}
