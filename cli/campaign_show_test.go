package cli_test

import (
	"strings"
	"testing"

	"evenpost/cli"
)

func TestCampaignShow(t *testing.T) {
	_, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(12))
	type shown struct {
		status

		Answers *struct {
			Seen     int
			MedianMS float64 `json:"median_ms"`
			Slow     bool
		}
		Speed []struct {
			Sent, Minutes int
			PerMinute     float64 `json:"per_minute"`
		}
		Events []struct{ What, Text string }
	}
	before := read[shown](p, "campaigns", "show", "spring")
	if before.State != "draft" || before.Answers != nil || before.Speed == nil || len(before.Speed) != 0 || before.Events == nil {
		t.Errorf("before it began: %+v", before)
	}
	p.must(cli.Done, "campaigns", "start", "spring", "--wait")
	got := read[shown](p, "campaigns", "show", "spring")
	sent := 0
	for _, s := range got.Speed {
		sent += s.Sent
		if s.Minutes != 1 {
			t.Errorf("steps of %d minutes", s.Minutes)
		}
	}
	if got.State != "finished" || sent != 12 || got.Answers == nil || got.Answers.Seen != 12 || got.Answers.MedianMS <= 0 || got.Answers.Slow {
		t.Errorf("%+v", got)
	}
	if n := len(got.Events); n < 2 || got.Events[n-1].What != "campaign-began" || got.Events[0].Text != "The campaign is finished: 12 sent." {
		t.Errorf("events %+v", got.Events)
	}
	r := p.must(cli.Done, "campaigns", "show", "spring")
	for _, want := range []string{"12 of 12 sent", "the server answers in ", "messages a minute, in steps of 1 min", "█", "The campaign began."} {
		if !strings.Contains(r.out, want) {
			t.Errorf("it does not say %q:\n%s", want, r.out)
		}
	}
	p.must(cli.Misused, "campaigns", "show", "spring", "--steps", "0")
}
