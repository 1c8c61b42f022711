package ui

import (
	"testing"

	"greenlight/api"
	"greenlight/api/fleet"
	"greenlight/ui/keys"
)

func TestARefusedKeySaysWhy(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("live", func(row fleet.Row) bool { return row.Verdict.State == api.StateLive && !row.External() })
	for key, want := range map[string]string{
		"a": "nothing waits for approval", "X": "nothing waits for approval",
		"p": "only a manual one can be run", "s": "made by GitLab CI",
	} {
		r.keys(key)
		r.sees(want)
		if r.app.cards.Len() != 0 {
			t.Errorf("%s opened a card on a live deployment", key)
		}
	}
}

func TestHelpRunsWhatIsPicked(t *testing.T) {
	t.Parallel()
	r := newRig(t, rigOptions{})
	r.ready()
	r.selectRow("mine alone", onlyMine)
	r.keys("?")
	r.settled()
	r.typed("approve")
	r.keys("enter")
	r.sees("Approve   ◆ PRODUCTION")
}

func TestTheTableOfKeysIsServedWhole(t *testing.T) {
	t.Parallel()
	for _, info := range keys.Table() {
		for _, key := range info.Keys {
			m, _ := keys.New(nil)
			if act, ok := m.Action(key); !ok || act != info.Action {
				t.Errorf("%s does not lead to %v", key, info.Action)
			}
		}
	}
}
