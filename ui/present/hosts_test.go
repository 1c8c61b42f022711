package present_test

import (
	"maps"
	"testing"

	"greenlight/ui/present"
)

func TestHostLabels(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		hosts []string
		want  map[string]string
	}{
		{nil, nil},
		{[]string{"gitlab.acme.dev"}, nil},
		{[]string{"gitlab.acme.dev", "gitlab.beta.dev"}, map[string]string{"gitlab.acme.dev": "acme", "gitlab.beta.dev": "beta"}},
		{[]string{"gitlab.com", "gitlab.acme.dev"}, map[string]string{"gitlab.com": "com", "gitlab.acme.dev": "acme"}},
		{[]string{"127.0.0.1:7551", "127.0.0.1:7552"}, map[string]string{"127.0.0.1:7551": "7551", "127.0.0.1:7552": "7552"}},
		{[]string{"a.dev", "b.dev", "a.org"}, map[string]string{"a.dev": "a.dev", "b.dev": "b.dev", "a.org": "a.org"}},
		{[]string{"gitlab.dev", "gitlab.dev/gitlab"}, map[string]string{"gitlab.dev": "gitlab.dev", "gitlab.dev/gitlab": "gitlab.dev/gitlab"}},
	} {
		if got := present.HostLabels(c.hosts); !maps.Equal(got, c.want) {
			t.Errorf("%v are told apart as %v, want %v", c.hosts, got, c.want)
		}
	}
}
