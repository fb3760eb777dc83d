package storage

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// mailed is what a contact was sent, as the plain evaluation knows it.
type mailedOnce struct {
	campaign int64
	state    mailing.DeliveryState
	at       time.Time
	why      mailing.Kind
}

// person is everything that rules look at.
type person struct {
	mailing.Contact
	mails      []mailedOnce
	answers    []answeredOnce
	suppressed bool
}

// answeredOnce is what came in from a contact.
type answeredOnce struct {
	campaign int64
	kind     mailing.AnswerKind
	at       time.Time
}

// peopleForRules fills a store with people who differ in everything that rules look at.
func peopleForRules(t *testing.T, s *Store, now time.Time) (people []person, lists, campaigns []int64) {
	ctx := t.Context()
	for _, name := range []string{"one", "two"} {
		id, err := s.EnsureList(ctx, name)
		check(t, err)
		lists = append(lists, id)
		id, err = s.CreateCampaign(ctx, mailing.Campaign{Name: name})
		check(t, err)
		campaigns = append(campaigns, id)
	}
	days := []int{0, 1, 10, 729, 731, 2000}
	states := []mailing.DeliveryState{mailing.Sent, mailing.Failed, mailing.InDoubt, mailing.Waiting}
	for i := range 60 {
		p := person{Contact: mailing.Contact{
			Email:     fmt.Sprintf("p%d@%s.example", i, []string{"graz", "wien"}[i%2]),
			FirstName: []string{"", "Anna", "Jürgen"}[i%3], Company: []string{"Bäckerei Huber", "", "ACME", "x"}[i%4],
			Fields: map[string]string{
				"city": []string{"", "Graz", "GRAZ", "Wien"}[i/2%4], "age": []string{"7", "12,5", "", "alt"}[i/3%4],
				"born": []string{"", "1980-02-29", "2026-11-24", "im Mai", "1975-12-24"}[i%5], "vip": []string{"yes", "no", "", "x"}[i/5%4],
			},
		}}
		if i%3 > 0 {
			p.Tags = []string{[]string{"VIP", "old"}[i%2]}
		}
		if i%5 > 1 {
			p.Lists = []int64{lists[i%2]}
		}
		if i%4 > 0 {
			p.Consent = mailing.Consent{Source: []string{"Fair", "shop"}[i%2], At: now.AddDate(0, 0, -days[i%6])}
		}
		p.CreatedAt, p.UpdatedAt = now.AddDate(0, 0, -days[i/2%6]), now.AddDate(0, 0, -days[i/3%6])
		id, err := s.AddContact(ctx, p.Contact)
		check(t, err)
		p.ID = id
		check(t, execute(s, `UPDATE contacts SET created_at = ?, updated_at = ? WHERE id = ?`, millis(p.CreatedAt), millis(p.UpdatedAt), id))
		for n, campaign := range campaigns {
			if (i+n)%3 == 0 {
				continue
			}
			m := mailedOnce{campaign, states[(i/2+n)%4], now.AddDate(0, 0, -days[(i+n)%6]), []mailing.Kind{mailing.HardBounce, mailing.Soft}[i%2]}
			p.mails = append(p.mails, m)
			to := id
			if (i+n)%5 == 0 { // it went to a contact that was merged into this one
				to = int64(1_000_000 + 10*i + n)
				check(t, execute(s, `INSERT INTO merged (old_id, into_id, contact_id) VALUES (?, ?, ?)`, to, id, id))
			}
			check(t, execute(s, `INSERT INTO deliveries (campaign_id, contact_id, address, state, changed_at, kind) VALUES (?, ?, ?, ?, ?, ?)`, m.campaign, to, p.Email, string(m.state), millis(m.at), string(m.why)))
			for k, kind := range mailing.AnswerKinds() {
				if (i+k+n)%4 > 0 {
					continue
				}
				a := answeredOnce{m.campaign, kind, now.AddDate(0, 0, -days[(i+k)%6])}
				p.answers = append(p.answers, a)
				check(t, execute(s, `INSERT INTO answers (account_id, message, uid, kind, at, campaign_id, contact_id) VALUES (1, ?, 1, ?, ?, ?, ?)`,
					fmt.Sprint(i, kind, n), kind, millis(a.at), a.campaign, to))
			}
		}
		if p.suppressed = i%7 == 0; p.suppressed {
			_, err := s.Suppress(ctx, []mailing.Suppression{{Address: p.Email}})
			check(t, err)
		}
		people = append(people, p)
	}
	// Deliveries to somebody who is not there any more confuse nobody.
	check(t, execute(s, `INSERT INTO deliveries (campaign_id, contact_id, address, state, changed_at) VALUES (?, NULL, 'x@y.example', 'sent', 5)`, campaigns[0]))
	return people, lists, campaigns
}

// holds is a rule said plainly.
func (p person) holds(r mailing.Rule, now time.Time) (yes bool) {
	switch {
	case r.About != "":
		yes = p.meets(r.Condition, now)
	case r.Any:
		yes = slices.ContainsFunc(r.Rules, func(r mailing.Rule) bool { return p.holds(r, now) })
	default:
		yes = !slices.ContainsFunc(r.Rules, func(r mailing.Rule) bool { return !p.holds(r, now) })
	}
	return yes != r.Not
}

func (p person) meets(c mailing.Condition, now time.Time) bool {
	some := func(meant func(mailedOnce) bool) bool { return slices.ContainsFunc(p.mails, meant) }
	switch c.About {
	case mailing.AboutField:
		return c.FieldTest(now).Holds(p.Merge()[c.Field])
	case mailing.AboutConsent:
		return c.Test.HoldsFor(p.Consent.Source, c.Value)
	case mailing.AboutTag:
		return slices.ContainsFunc(p.Tags, func(tag string) bool { return sameTag(tag, c.Value) })
	case mailing.AboutList:
		return slices.Contains(p.Lists, c.ID)
	case mailing.AboutAgreed:
		return dayMeets(c, p.Consent.At, now)
	case mailing.AboutAdded:
		return dayMeets(c, p.CreatedAt, now)
	case mailing.AboutChanged:
		return dayMeets(c, p.UpdatedAt, now)
	case mailing.AboutMailed:
		var last time.Time
		some(func(m mailedOnce) bool {
			if (m.state == mailing.Sent || m.state == mailing.InDoubt) && m.at.After(last) {
				last = m.at
			}
			return false
		})
		return dayMeets(c, last, now)
	case mailing.AboutGot:
		return some(func(m mailedOnce) bool { return m.state == mailing.Sent && (c.ID == 0 || c.ID == m.campaign) })
	case mailing.AboutFailed:
		return some(func(m mailedOnce) bool { return m.state == mailing.Failed && (c.ID == 0 || c.ID == m.campaign) })
	case mailing.AboutReplied:
		return p.answered(c, mailing.AnswerReply, now)
	case mailing.AboutBounced:
		return p.answered(c, mailing.AnswerBounce, now) || some(func(m mailedOnce) bool {
			return m.state == mailing.Failed && m.why == mailing.HardBounce && (c.ID == 0 || c.ID == m.campaign) && (c.Test == mailing.TestEver || dayMeets(c, m.at, now))
		})
	case mailing.AboutForbidden:
		return p.suppressed
	}
	return false
}

func (p person) answered(c mailing.Condition, kind mailing.AnswerKind, now time.Time) bool {
	return slices.ContainsFunc(p.answers, func(a answeredOnce) bool {
		return a.kind == kind && (c.ID == 0 || c.ID == a.campaign) && (c.Test == mailing.TestEver || dayMeets(c, a.at, now))
	})
}

func dayMeets(c mailing.Condition, at, now time.Time) bool {
	if at.IsZero() || c.Test == mailing.TestEmpty {
		return at.IsZero() && c.Test == mailing.TestEmpty
	}
	n, _ := strconv.Atoi(c.Value)
	switch c.Test {
	case mailing.TestBefore:
		return at.In(now.Location()).Format(time.DateOnly) < c.Value
	case mailing.TestSince:
		return at.In(now.Location()).Format(time.DateOnly) >= c.Value
	case mailing.TestWithin:
		return !at.Before(now.AddDate(0, 0, -n))
	}
	return at.Before(now.AddDate(0, 0, -n))
}

func drawRule(t *rapid.T, lists, campaigns []int64, depth int) mailing.Rule {
	r := mailing.Rule{Not: rapid.Bool().Draw(t, "not")}
	if depth > 0 && rapid.Bool().Draw(t, "joined") {
		r.Any = rapid.Bool().Draw(t, "any")
		for range rapid.IntRange(0, 3).Draw(t, "rules") {
			r.Rules = append(r.Rules, drawRule(t, lists, campaigns, depth-1))
		}
		return r
	}
	c := &r.Condition
	c.About = rapid.SampledFrom(mailing.Abouts()).Draw(t, "about")
	if tests := c.About.Tests(); len(tests) > 0 {
		c.Test = rapid.SampledFrom(tests).Draw(t, "test")
	}
	switch c.About {
	case mailing.AboutField:
		c.Field = rapid.SampledFrom([]string{"email", "first_name", "company", "city", "age", "born", "vip", "nowhere"}).Draw(t, "field")
		c.Value = rapid.SampledFrom([]string{"graz", "an", "A", "10", "7", "jurgen", "'; DROP TABLE contacts; --"}).Draw(t, "value")
		switch c.Test {
		case mailing.TestMore, mailing.TestLess:
			c.Value = rapid.SampledFrom([]string{"7", "12.5", "-1"}).Draw(t, "number")
		case mailing.TestBetween:
			ends := rapid.SampledFrom([][2]string{{"7", "12,5"}, {"1980-02-29", "2026-11-24"}, {"8", "9"}}).Draw(t, "ends")
			c.Value, c.To = ends[0], ends[1]
		case mailing.TestBefore, mailing.TestSince, mailing.TestOn:
			c.Value = rapid.SampledFrom([]string{"1980-02-29", "2026-11-25", "1975-12-25"}).Draw(t, "day")
		case mailing.TestWithin, mailing.TestOlder, mailing.TestNext, mailing.TestAnniversary:
			c.Value = rapid.SampledFrom([]string{"1", "29", "30", "100", "400"}).Draw(t, "days")
		default:
		}
	case mailing.AboutConsent:
		c.Value = rapid.SampledFrom([]string{"fair", "sho"}).Draw(t, "value")
	case mailing.AboutTag:
		c.Value = rapid.SampledFrom([]string{"vip", "old", "none"}).Draw(t, "value")
	case mailing.AboutList:
		c.ID = rapid.SampledFrom(append(lists, 99)).Draw(t, "list")
	case mailing.AboutGot, mailing.AboutFailed, mailing.AboutReplied, mailing.AboutBounced:
		c.ID = rapid.SampledFrom(append(campaigns, 0, 99)).Draw(t, "campaign")
		switch c.Test {
		case mailing.TestWithin:
			c.Value = rapid.SampledFrom([]string{"1", "10", "730"}).Draw(t, "days")
		case mailing.TestSince:
			c.Value = rapid.SampledFrom([]string{"2026-11-25", "2026-11-15", "2024-11-26"}).Draw(t, "day")
		default:
		}
	case mailing.AboutAgreed, mailing.AboutAdded, mailing.AboutChanged, mailing.AboutMailed:
		c.Value = strconv.Itoa(rapid.SampledFrom([]int{1, 2, 730, 1000}).Draw(t, "days"))
		if c.Test == mailing.TestBefore || c.Test == mailing.TestSince {
			c.Value = rapid.SampledFrom([]string{"2026-11-25", "2026-11-15", "2024-11-26"}).Draw(t, "day")
		}
	case mailing.AboutForbidden:
	}
	return r
}

// Rules mean in SQL what they say, as an audience too, and survive being kept.
func TestRulesMeanWhatTheySay(t *testing.T) {
	s := openTest(t)
	vienna, err := time.LoadLocation("Europe/Vienna")
	check(t, err)
	now := time.Date(2026, 11, 25, 0, 30, 0, 0, vienna) // in Greenwich it is still yesterday
	people, lists, campaigns := peopleForRules(t, s, now)
	rapid.Check(t, func(rt *rapid.T) {
		r := drawRule(rt, lists, campaigns, 3)
		check(rt, r.Check())
		var back mailing.Rule
		check(rt, json.Unmarshal([]byte(toJSON(r)), &back))
		if !reflect.DeepEqual(r, back) {
			rt.Fatalf("%s comes back as %+v", toJSON(r), back)
		}
		var want []int64
		for _, p := range people {
			if p.holds(r, now) {
				want = append(want, p.ID)
			}
		}
		got, err := s.ContactIDs(t.Context(), ContactQuery{Rule: r, At: now, Sort: SortAdded})
		check(rt, err)
		count, err := s.CountContacts(t.Context(), ContactQuery{Rule: r, At: now})
		check(rt, err)
		if !slices.Equal(got, want) || count != len(want) {
			rt.Fatalf("%s\nfinds %v and counts %d, want %v", r.Sentence(mailing.RuleNames{}, nil), got, count, want)
		}
		var pieces []int64
		found := audience{rules: []mailing.Rule{r}, now: now}
		for after, size := int64(0), rapid.IntRange(1, 70).Draw(rt, "slice"); ; {
			query, args := audienceQuery(found, after, noLimit, size)
			some, err := selectAll(t.Context(), s.r, scanID, query, args...)
			check(rt, err)
			pieces = append(pieces, some...)
			if len(some) < size {
				break
			}
			after = some[len(some)-1]
		}
		if !slices.Equal(pieces, want) {
			rt.Fatalf("%s\nas an audience in slices finds %v, want %v", toJSON(r), pieces, want)
		}
	})
}

func TestSegmentsAreKept(t *testing.T) {
	s := openTest(t)
	ctx := t.Context()
	_, err := s.AddContact(ctx, mailing.Contact{Email: "anna@a.example", Tags: []string{"vip"}})
	check(t, err)
	_, err = s.AddContact(ctx, mailing.Contact{Email: "bob@a.example"})
	check(t, err)
	g := mailing.Segment{Name: " Good  customers ", Rule: mailing.Rule{Condition: mailing.Condition{About: mailing.AboutTag, Value: "VIP"}}}
	g.ID, err = s.SaveSegment(ctx, g)
	check(t, err)
	if people, _, err := s.CountAudience(ctx, mailing.Audience{SegmentIDs: []int64{g.ID}}); people != 1 || err != nil {
		t.Errorf("%d people, %v", people, err)
	}
	g.Name, g.Rule = "others", mailing.Rule{Not: true, Condition: g.Rule.Condition}
	if id, err := s.SaveSegment(ctx, g); id != g.ID || err != nil {
		t.Fatalf("got %d, %v", id, err)
	}
	if got, err := s.SegmentByName(ctx, "OTHERS"); !reflect.DeepEqual(got, g) || err != nil {
		t.Errorf("got %+v, %v", got, err)
	}
	check(t, s.DeleteSegment(ctx, g.ID))
	if people, _, err := s.CountAudience(ctx, mailing.Audience{SegmentIDs: []int64{g.ID}}); people != 0 || err != nil {
		t.Errorf("%d people in a segment that is deleted, %v", people, err)
	}
}
