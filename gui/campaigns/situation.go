package campaigns

import (
	"context"
	"slices"
	"strings"
	"time"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/storage"
)

// situation is all that is read about a campaign at one moment.
type situation struct {
	campaign mailing.Campaign
	forecast mailing.Forecast
	foreseen time.Time // when it was made
	account  mailing.Account
	standing mailing.Standing
	live     sender.Live
	second   *helper // the account that helps, or nil
	speeds   []mailing.Speed
	course   course
	answers  mailing.Answers
	came     mailing.AnswerCounts // what came back to the mailbox
	feed     []happening
	named    audienceNames
	people   int // whom it would reach now, when it has not started
}

// helper is the second account of a campaign.
type helper struct {
	standing mailing.Standing
	live     sender.Live
}

// waitsFor is what the campaign waits for; nothing while the account that helps sends.
func (s situation) waitsFor() mailing.WaitingFor {
	w := mailing.CampaignWaitingFor(s.campaign, s.standing)
	if w.Why == mailing.WhyNothing || s.second == nil || s.campaign.State != mailing.CampaignSending || s.second.standing.Waiting == 0 {
		return w
	}
	helps := s.second.standing.WaitingFor()
	if helps.Why == mailing.WhyNothing || !helps.Until.IsZero() && (w.Until.IsZero() || helps.Until.Before(w.Until)) {
		return helps
	}
	return w
}

// course is what came out of a campaign in steps that are over: it need not be read again.
type course struct {
	campaign int64
	step     time.Duration
	upTo     time.Time // the beginning of the first step that is not over
	pulse    []mailing.Pulse
}

// read adds what came out since.
func (k course) read(ctx context.Context, store Store, c mailing.Campaign, end time.Time) (course, []mailing.Speed, error) {
	step := mailing.SpeedStep(end.Sub(c.StartedAt), kit.SpeedSteps)
	if k.campaign != c.ID || k.step != step {
		k = course{campaign: c.ID, step: step, upTo: c.StartedAt}
	}
	fresh, err := store.Pulse(ctx, c.ID, k.upTo, step)
	if err != nil {
		return k, nil, err
	}
	pulse := append(slices.Clone(k.pulse), fresh...)
	speeds := mailing.Speeds(pulse, c.StartedAt, end, step)
	if n := len(fresh); n > 0 {
		k.upTo = fresh[n-1].Minute
	}
	over := func(p mailing.Pulse) bool { return !p.Minute.Before(k.upTo) }
	k.pulse = slices.DeleteFunc(pulse, over)
	return k, speeds, nil
}

// happening is an incident or a try: one line of the feed.
type happening struct {
	at       time.Time
	incident *mailing.Incident
	try      *storage.Event
}

const (
	feedLines     = 12
	triesAtLeast  = 4   // of the feed's lines, while there are so many
	answersOf     = 200 // the newest ones tell how fast the server answers now
	incidentsRead = 50
	leastShown    = 10 * time.Minute // a campaign that has just begun begins its picture at the left
	leastOver     = 4 * time.Minute  // and one that was over quickly is not one large block
)

func (d *detail) begin() func(context.Context) (situation, error) {
	id, deps, now, before := d.id, d.page.deps, d.page.ui.Now(), d.now
	return func(ctx context.Context) (s situation, err error) {
		s.course = before.course
		if s.campaign, err = deps.Store.Campaign(ctx, id); err != nil {
			return s, err
		}
		if s.named, err = readAudienceNames(ctx, deps.Store); err != nil {
			return s, err
		}
		if s.campaign.Counts.Total == 0 {
			people, suppressed, err := deps.Store.CountAudience(ctx, s.campaign.Audience)
			if err != nil {
				return s, err
			}
			s.people = people - suppressed
		}
		if err := s.readWay(ctx, deps.Store, now); err != nil {
			return s, err
		}
		if err := s.readAccounts(ctx, deps); err != nil || s.account.ID == 0 {
			return s, err
		}
		return s, s.foresee(ctx, deps.Engine, before, now)
	}
}

// foresee makes the forecast, and leaves alone one that is hardly older than what is painted.
func (s *situation) foresee(ctx context.Context, engine Engine, before situation, now time.Time) (err error) {
	c := s.campaign
	if !c.State.Running() {
		return nil
	}
	was, is := before.waitsFor(), s.waitsFor()
	if before.campaign.ID == c.ID && was.Why == is.Why && was.Until.Equal(is.Until) && now.Sub(before.foreseen) < time.Second {
		s.forecast, s.foreseen = before.forecast, before.foreseen
		return nil
	}
	s.foreseen = now
	s.forecast, err = engine.Forecast(ctx, c, 0)
	return err
}

// readWay reads how the campaign has gone so far.
func (s *situation) readWay(ctx context.Context, store Store, now time.Time) (err error) {
	c := s.campaign
	if s.feed, err = readFeed(ctx, store, c); err != nil || c.StartedAt.IsZero() {
		return err
	}
	if s.came, err = store.CountAnswers(ctx, c.ID); err != nil {
		return err
	}
	end, shown := now, leastShown
	if !c.FinishedAt.IsZero() {
		end, shown = c.FinishedAt, leastOver
	}
	if least := c.StartedAt.Add(shown); end.Before(least) {
		end = least
	}
	if s.course, s.speeds, err = s.course.read(ctx, store, c, end); err != nil {
		return err
	}
	s.answers, err = store.CampaignAnswers(ctx, c.ID, answersOf)
	return err
}

// readAccounts reads where the campaign's accounts stand; an account may have been deleted since.
func (s *situation) readAccounts(ctx context.Context, deps Deps) (err error) {
	if s.campaign.AccountID == 0 {
		return nil
	}
	if s.account, err = deps.Store.Account(ctx, s.campaign.AccountID); err != nil {
		return err
	}
	s.live = deps.Engine.Live(s.account.ID)
	if s.standing, err = deps.Engine.Standing(ctx, s.account); err != nil || s.campaign.SecondID == 0 {
		return err
	}
	second, err := deps.Store.Account(ctx, s.campaign.SecondID)
	if err != nil {
		return err
	}
	s.second = &helper{live: deps.Engine.Live(second.ID)}
	s.second.standing, err = deps.Engine.Standing(ctx, second)
	return err
}

// readFeed reads what happened last: to the campaign, to its accounts while it was under way, and the latest tries.
func readFeed(ctx context.Context, store Store, c mailing.Campaign) ([]happening, error) {
	incidents, err := store.Incidents(ctx, 0, c.ID, feedLines)
	if err != nil {
		return nil, err
	}
	for _, account := range []int64{c.AccountID, c.SecondID} {
		if account == 0 || c.StartedAt.IsZero() {
			continue
		}
		of, err := store.Incidents(ctx, account, 0, incidentsRead)
		if err != nil {
			return nil, err
		}
		for _, e := range of {
			during := !e.At.Before(c.StartedAt) && (c.FinishedAt.IsZero() || !e.At.After(c.FinishedAt))
			if e.CampaignID == 0 && during {
				incidents = append(incidents, e)
			}
		}
	}
	tries, err := store.RecentAttempts(ctx, c.ID, feedLines)
	if err != nil {
		return nil, err
	}
	return merge(incidents, tries), nil
}

// merge puts incidents and tries into one feed, the newest first. Tries are many: they leave room for what happened.
func merge(incidents []mailing.Incident, tries []storage.Event) []happening {
	slices.SortStableFunc(incidents, func(a, b mailing.Incident) int { return b.At.Compare(a.At) })
	least := min(triesAtLeast, len(tries))
	incidents = incidents[:min(len(incidents), feedLines-least)]
	tries = tries[:min(len(tries), feedLines-len(incidents))]
	feed := make([]happening, 0, feedLines)
	for i := range tries {
		feed = append(feed, happening{at: tries[i].At, try: &tries[i]})
	}
	for i := range incidents {
		feed = append(feed, happening{at: incidents[i].At, incident: &incidents[i]})
	}
	slices.SortStableFunc(feed, func(a, b happening) int { return b.at.Compare(a.at) })
	return feed
}

// entry is the line of the feed that tells what happened.
func (h happening) entry(now time.Time) kit.FeedEntry {
	if h.incident != nil {
		return kit.FeedEntry{At: h.at, Tone: kit.IncidentTone(h.incident.What), Words: kit.IncidentWords(*h.incident, now)}
	}
	tone, words := tryWords(*h.try)
	return kit.FeedEntry{At: h.at, Tone: tone, Who: h.try.Address, Words: words}
}

func tryWords(e storage.Event) (kit.Tone, string) {
	switch {
	case e.Verdict.Kind == mailing.Accepted:
		return kit.Good, kit.T("sent")
	case e.Verdict.Kind == mailing.Doubt:
		return kit.Doubtful, kit.T("in doubt")
	case e.Verdict.Permanent && !e.Verdict.Scope.OfAccount():
		return kit.Bad, kit.Word(mailing.Advise(e.Verdict).Title)
	}
	return kit.Pending, kit.Word(mailing.Advise(e.Verdict).Title)
}

// cameWords says what came back to the mailbox because of a campaign; "" when nothing did.
func cameWords(n mailing.AnswerCounts) string {
	var parts []string
	add := func(n int, words string) {
		if n > 0 {
			parts = append(parts, words)
		}
	}
	add(n.Replies, kit.N("{{.N}} reply", "{{.N}} replies", n.Replies))
	add(n.Bounces, kit.N("{{.N}} came back", "{{.N}} came back", n.Bounces))
	add(n.Unsubscribed, kit.N("{{.N}} unsubscribed", "{{.N}} unsubscribed", n.Unsubscribed))
	add(n.Complaints, kit.N("{{.N}} complained", "{{.N}} complained", n.Complaints))
	return strings.Join(parts, " · ")
}
