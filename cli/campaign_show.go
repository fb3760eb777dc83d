package cli

import (
	"fmt"
	"io"
	"strings"
	"time"

	"evenpost/mailing"
)

// showJSON is everything about one campaign: how it stands, how it has gone so far and what happened.
type showJSON struct {
	statusJSON
	Answers *answersJSON   `json:"answers"`
	Speed   []speedJSON    `json:"speed"`
	Events  []incidentJSON `json:"events"` // newest first
}

// speedJSON is what came out in one step of time.
type speedJSON struct {
	From      *string `json:"from"`
	Minutes   int     `json:"minutes"`
	PerMinute float64 `json:"per_minute"` // taken by the server
	Sent      int     `json:"sent"`
	Failed    int     `json:"failed"`
	InDoubt   int     `json:"in_doubt"`
	PutBack   int     `json:"tried_again_later"`
}

func showCampaign(f *flags) func(*call) error {
	f.canJSON()
	steps := f.Int("steps", 60, "tell the speed in at most `N` steps of time")
	most := f.Int("events", 20, "at most `N` of what happened")
	return func(c *call) error {
		if *steps < 1 || *most < 0 {
			return c.misused("--steps is a number from 1, --events from 0")
		}
		k, _, err := c.campaign(c.args[0])
		if err != nil {
			return err
		}
		s, err := c.course(k, *steps, *most)
		if err != nil {
			return err
		}
		return c.show(s, func(w io.Writer) { courseText(w, k, s) })
	}
}

// course reads how a campaign has gone so far.
func (c *call) course(k mailing.Campaign, steps, most int) (s showJSON, err error) {
	s.Speed, s.Events = []speedJSON{}, []incidentJSON{}
	if s.statusJSON, err = c.status(k); err != nil {
		return s, err
	}
	store, now := c.svc.Store, time.Now()
	events, err := store.Incidents(c.ctx, 0, k.ID, most)
	if err != nil {
		return s, err
	}
	for _, e := range events {
		s.Events = append(s.Events, incidentAsJSON(e, now))
	}
	if k.StartedAt.IsZero() {
		return s, nil
	}
	end := now
	if !k.FinishedAt.IsZero() {
		end = k.FinishedAt.Add(time.Millisecond)
	}
	step := mailing.SpeedStep(end.Sub(k.StartedAt), steps)
	pulse, err := store.Pulse(c.ctx, k.ID, k.StartedAt, step)
	if err != nil {
		return s, err
	}
	for _, p := range mailing.Speeds(pulse, k.StartedAt, end, step) {
		s.Speed = append(s.Speed, speedJSON{
			From: stamp(p.From), Minutes: int(step / time.Minute), PerMinute: p.PerMinute, Sent: p.Sent, Failed: p.Failed, InDoubt: p.InDoubt, PutBack: p.PutBack,
		})
	}
	const newest = 200
	answers, err := store.CampaignAnswers(c.ctx, k.ID, newest)
	s.Answers = answersAsJSON(answers)
	return s, err
}

func courseText(w io.Writer, k mailing.Campaign, s showJSON) {
	statusText(w, k, s.statusJSON)
	if a := s.Answers; a != nil {
		fmt.Fprintf(w, "  the server answers in %s, one in twenty takes longer than %s%s\n", millis(a.MedianMS), millis(a.P95MS), slowWords(a))
	}
	if len(s.Speed) > 0 {
		fmt.Fprintf(w, "  messages a minute, in steps of %d min from %s: %s\n", s.Speed[0].Minutes, *s.Speed[0].From, sparkline(s.Speed))
	}
	for _, e := range s.Events {
		fmt.Fprintf(w, "  %s  %s\n", *e.At, e.Text)
	}
}

func slowWords(a *answersJSON) string {
	if !a.Slow {
		return ""
	}
	return fmt.Sprintf(" (it is slow today: usually %s)", millis(a.UsualMS))
}

// sparkline draws speeds in one line, with the greatest one behind it.
func sparkline(all []speedJSON) string {
	levels := []rune(" ▁▂▃▄▅▆▇█")
	most := 0.0
	for _, s := range all {
		most = max(most, s.PerMinute)
	}
	var b strings.Builder
	for _, s := range all {
		level := 0
		if s.PerMinute > 0 {
			level = max(1, int(s.PerMinute/most*float64(len(levels)-1)+.5))
		}
		b.WriteRune(levels[level])
	}
	return fmt.Sprintf("%s (at most %.0f)", b.String(), most)
}

func answersAsJSON(a mailing.Answers) *answersJSON {
	if a.N == 0 {
		return nil
	}
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return &answersJSON{Seen: a.N, MedianMS: ms(a.Median), P95MS: ms(a.P95), UsualMS: ms(a.Usual), Slow: a.Slow()}
}
