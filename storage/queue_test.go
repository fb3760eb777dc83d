package storage

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"evenpost/mailing"
)

// A campaign that has started, and what tests need to play with it.
type world struct {
	*Store
	tb      testing.TB
	now     time.Time
	account int64
}

func newWorld(tb testing.TB) *world {
	w := &world{Store: openTest(tb), tb: tb, now: time.UnixMilli(1_790_000_000_000)}
	w.account = w.newAccount("Bakery")
	return w
}

func must[T any](tb testing.TB, v T, err error) T {
	tb.Helper()
	if err != nil {
		tb.Fatal(err)
	}
	return v
}

func (w *world) ok(err error) {
	w.tb.Helper()
	if err != nil {
		w.tb.Fatal(err)
	}
}

func (w *world) newAccount(name string) int64 {
	w.tb.Helper()
	id, err := w.AddAccount(w.tb.Context(), mailing.Account{Name: name, Host: "localhost", Port: 2525, Connections: 4})
	return must(w.tb, id, err)
}

// people adds n contacts quickly; their addresses are prefix1@example.com, ….
func (w *world) people(prefix string, n int) []int64 {
	w.tb.Helper()
	w.ok(w.inTx(w.tb.Context(), func(q execer) error {
		_, err := q.ExecContext(w.tb.Context(), `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
			INSERT INTO contacts (email, email_key, first_name, fields, created_at, updated_at, sort_name)
			SELECT ?1 || i || '@example.com', ?1 || i || '@example.com', 'Anna' || i, '{"city":"Graz"}', 1, 1, 'anna' FROM n`, prefix, n)
		return err
	}))
	ids, err := selectAll(w.tb.Context(), w.r, scanID, `SELECT id FROM contacts WHERE email LIKE ? ORDER BY id`, prefix+"%")
	return must(w.tb, ids, err)
}

func (w *world) draft(name string, a mailing.Audience) int64 {
	w.tb.Helper()
	id, err := w.CreateCampaign(w.tb.Context(), mailing.Campaign{Name: name, AccountID: w.account, Audience: a})
	return must(w.tb, id, err)
}

func (w *world) started(name string, a mailing.Audience) int64 {
	w.tb.Helper()
	id := w.draft(name, a)
	w.ok(w.StartCampaign(w.tb.Context(), id, mailing.Message{Subject: "Bread", Body: "Hello", Format: mailing.Text}, w.now))
	w.fill()
	return id
}

func (w *world) fill() {
	w.tb.Helper()
	for {
		if more, err := w.FillCampaigns(w.tb.Context()); !must(w.tb, more, err) {
			return
		}
	}
}

func (w *world) turn(want int, done ...mailing.Settlement) []mailing.Job {
	w.tb.Helper()
	jobs, err := w.Turn(w.tb.Context(), mailing.Turn{AccountID: w.account, Done: done, Want: want}, w.now)
	return must(w.tb, jobs, err)
}

func (w *world) campaign(id int64) mailing.Campaign {
	w.tb.Helper()
	c, err := w.Campaign(w.tb.Context(), id)
	return must(w.tb, c, err)
}

func (w *world) delivery(id int64) mailing.Delivery {
	w.tb.Helper()
	all, err := w.Deliveries(w.tb.Context(), DeliveryQuery{IDs: []int64{id}})
	if must(w.tb, all, err); len(all) != 1 {
		w.tb.Fatalf("delivery %d: %d rows", id, len(all))
	}
	return all[0]
}

func (w *world) used() int {
	w.tb.Helper()
	ledger, err := w.Ledger(w.tb.Context(), w.account, ever, w.now)
	return must(w.tb, ledger, err).Since(time.UnixMilli(0))
}

// ever is a reach that leaves nothing out.
var ever = mailing.Reach{Span: 50 * 366 * 24 * time.Hour}

func everyone() mailing.Audience { return mailing.Audience{Everyone: true} }

// came is how a job came out, as the engine would say it.
func (w *world) came(j mailing.Job, r mailing.Reply) mailing.Settlement {
	a := mailing.Attempt{DeliveryID: j.Delivery.ID, At: w.now, Took: 20 * time.Millisecond, Reply: r, Verdict: mailing.Judge(r, w.now, mailing.History{})}
	return mailing.Schedule{}.Settle(j.Delivery, a, nil, w.now)
}

var (
	accepted  = mailing.Reply{Stage: mailing.StageDot, Code: 250, Enhanced: "2.0.0", Text: "queued as 1234"}
	unknown   = mailing.Reply{Stage: mailing.StageRcpt, Code: 550, Enhanced: "5.1.1", Text: "no such user"}
	busy      = mailing.Reply{Stage: mailing.StageRcpt, Code: 450, Enhanced: "4.2.1", Text: "try again later"}
	lost      = mailing.Reply{Stage: mailing.StageDot, Text: "connection reset", HandedOver: true}
	slowDown  = mailing.Reply{Stage: mailing.StageMail, Code: 421, Text: "too much"}
	wrongPass = mailing.Reply{Stage: mailing.StageLogin, Code: 535, Enhanced: "5.7.8", Text: "bad credentials"}
)

func TestTurnSendsACampaign(t *testing.T) {
	w := newWorld(t)
	w.people("p", 4)
	id := w.started("Easter", everyone())
	jobs := w.turn(10)
	if len(jobs) != 4 || w.used() != 4 {
		t.Fatalf("%d jobs, %d in the ledger; want 4", len(jobs), w.used())
	}
	j := jobs[0]
	if j.Campaign.Message.Subject != "Bread" || j.Campaign.UID == "" || j.Contact.FirstName != "Anna1" || j.Contact.Fields["city"] != "Graz" ||
		j.Delivery.Address != "p1@example.com" || j.Delivery.State != mailing.Sending || j.Delivery.CampaignID != id || j.Delivery.Campaign != "Easter" {
		t.Errorf("job: %+v", j)
	}
	if more := w.turn(10); len(more) != 0 {
		t.Fatalf("claimed twice: %v", more)
	}
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], unknown), w.came(jobs[2], busy), w.came(jobs[3], lost))
	c := w.campaign(id)
	if want := (mailing.Counts{Total: 4, Waiting: 1, Sent: 1, Failed: 1, InDoubt: 1}); c.Counts != want || c.State != mailing.CampaignSending {
		t.Fatalf("%+v, %s; want %+v, sending", c.Counts, c.State, want)
	}
	if w.used() != 2 {
		t.Errorf("%d in the ledger, want the accepted and the doubtful", w.used())
	}
	if d := w.delivery(jobs[1].Delivery.ID); d.Reply != unknown || d.Verdict.Kind != mailing.HardBounce || !d.Verdict.Permanent || d.Tries != 1 || d.Campaign != "Easter" {
		t.Errorf("failed delivery: %+v", d)
	}
	at, waiting, err := w.NextDue(t.Context(), w.account)
	if err != nil || waiting != 1 || !at.Equal(w.now.Add(5*time.Minute)) {
		t.Errorf("next due %v, %d waiting, %v", at, waiting, err)
	}
	if jobs := w.turn(1); len(jobs) != 0 {
		t.Error("claimed before it was due")
	}
	w.now = w.now.Add(5 * time.Minute)
	again := w.turn(1)
	if len(again) != 1 || again[0].Delivery.Tries != 1 || again[0].Delivery.Reply != busy {
		t.Fatalf("second try: %+v", again)
	}
	w.turn(1, w.came(again[0], accepted))
	if c = w.campaign(id); c.State != mailing.Finished || !c.FinishedAt.Equal(w.now) || c.Counts.Sent != 2 {
		t.Errorf("%s at %v, %+v; want finished", c.State, c.FinishedAt, c.Counts)
	}
	tries, err := w.Attempts(t.Context(), again[0].Delivery.ID)
	if err != nil || len(tries) != 2 || tries[0].Reply != busy || tries[1].Reply != accepted || tries[1].Took != 20*time.Millisecond {
		t.Errorf("attempts %+v, %v", tries, err)
	}
	if _, waiting, err = w.NextDue(t.Context(), w.account); waiting != 0 || err != nil {
		t.Errorf("%d waiting after the end, %v", waiting, err)
	}
	// A settlement that comes twice, or for a row that is at rest, changes nothing.
	w.turn(0, w.came(again[0], unknown))
	if after := w.campaign(id); after.Counts != c.Counts || w.used() != 3 {
		t.Errorf("%+v, %d in the ledger", after.Counts, w.used())
	}
}

func TestTurnPutsBackWhatWasNotTried(t *testing.T) {
	w := newWorld(t)
	w.people("p", 1)
	id := w.started("Easter", everyone())
	j := w.turn(1)[0]
	w.turn(0, mailing.Settlement{Attempt: mailing.Attempt{DeliveryID: j.Delivery.ID}, State: mailing.Waiting})
	tries, err := w.Attempts(t.Context(), j.Delivery.ID)
	if c := w.campaign(id).Counts; c.Waiting != 1 || w.used() != 0 || len(tries) != 0 || err != nil {
		t.Errorf("%+v, %d used, attempts %v, %v", c, w.used(), tries, err)
	}
	if _, err := w.Turn(t.Context(), mailing.Turn{AccountID: w.account, Done: []mailing.Settlement{{Attempt: mailing.Attempt{DeliveryID: j.Delivery.ID}, State: mailing.Cancelled}}}, w.now); !errors.Is(err, mailing.ErrInvalid) {
		t.Errorf("an impossible state: %v", err)
	}
}

func TestTurnIsFair(t *testing.T) {
	w := newWorld(t)
	big := w.people("big", 50)
	small := w.people("small", 5)
	lists := [2]int64{}
	for i, ids := range [][]int64{big, small} {
		list, err := w.EnsureList(t.Context(), fmt.Sprint("list ", i))
		lists[i] = must(t, list, err)
		w.ok(w.ListContacts(t.Context(), lists[i], ids, true))
	}
	first := w.started("First", mailing.Audience{ListIDs: lists[:1]})
	second := w.started("Second", mailing.Audience{ListIDs: lists[1:]})
	order := func(jobs []mailing.Job) (s string) {
		for _, j := range jobs {
			s += map[int64]string{first: "1", second: "2"}[j.Delivery.CampaignID]
		}
		return s
	}
	got := ""
	for range 4 {
		got += order(w.turn(1))
	}
	if got != "1212" && got != "2121" {
		t.Errorf("one by one: %s", got)
	}
	if got = order(w.turn(10)); strings.Count(got, "2") != 3 || len(got) != 10 {
		t.Errorf("ten at once: %s, want the 3 that are left of the small one and 7 of the big one", got)
	}
}

func TestSuppressedAndDeletedAreSkippedAtTheClaim(t *testing.T) {
	w := newWorld(t)
	ids := w.people("p", 4)
	if _, err := w.Suppress(t.Context(), []mailing.Suppression{{Address: "P1@Example.com", Reason: mailing.Unsubscribed, At: w.now}}); err != nil {
		t.Fatal(err)
	}
	id := w.started("Easter", everyone())
	if c := w.campaign(id).Counts; c.Skipped != 1 || c.Waiting != 3 {
		t.Fatalf("at the start: %+v", c)
	}
	if _, err := w.Suppress(t.Context(), []mailing.Suppression{{Address: "p2@example.com", Reason: mailing.ByHand, At: w.now}}); err != nil {
		t.Fatal(err)
	}
	w.ok(w.DeleteContacts(t.Context(), ids[2:3]))
	jobs := w.turn(10)
	if len(jobs) != 1 || jobs[0].Delivery.Address != "p4@example.com" || w.used() != 1 {
		t.Fatalf("jobs %+v, %d used", jobs, w.used())
	}
	w.turn(0, w.came(jobs[0], accepted))
	if c := w.campaign(id); c.Counts.Skipped != 3 || c.State != mailing.Finished {
		t.Errorf("%+v %s", c.Counts, c.State)
	}
	skipped, err := w.Deliveries(t.Context(), DeliveryQuery{CampaignID: id, States: []mailing.DeliveryState{mailing.Skipped}})
	if err != nil || len(skipped) != 3 || skipped[0].Reply.Text != suppressedText || skipped[1].Reply.Text != suppressedText || skipped[2].Reply.Text != deletedText || skipped[2].ContactID != 0 {
		t.Errorf("%+v, %v", skipped, err)
	}
}

func TestAllLeftAreSuppressed(t *testing.T) {
	w := newWorld(t)
	w.people("p", 3)
	id := w.started("Easter", everyone())
	for i := range 3 {
		_, err := w.Suppress(t.Context(), []mailing.Suppression{{Address: fmt.Sprintf("p%d@example.com", i+1), Reason: mailing.ByHand, At: w.now}})
		w.ok(err)
	}
	if jobs := w.turn(1); len(jobs) != 0 {
		t.Fatal("claimed someone suppressed")
	}
	if c := w.campaign(id); c.State != mailing.Finished || c.Counts.Skipped != 3 {
		t.Errorf("%s, %+v", c.State, c.Counts)
	}
}

func TestHolds(t *testing.T) {
	w := newWorld(t)
	w.people("p", 10)
	w.started("Easter", everyone())
	hold := func() *mailing.Hold {
		a, err := w.Account(t.Context(), w.account)
		return must(t, a, err).Hold
	}
	jobs := w.turn(4)
	timed := w.came(jobs[0], slowDown)
	w.turn(4, timed)
	if h := hold(); h == nil || !h.Until.Equal(timed.Hold.Until) || h.Streak != 1 || h.Verdict.Kind != mailing.Throttle || h.Reply != slowDown {
		t.Fatalf("hold %+v", h)
	}
	if got := w.turn(4, w.came(jobs[1], accepted)); len(got) != 0 || hold() == nil {
		t.Fatalf("claimed %d while held, hold %v", len(got), hold())
	}
	// What only the user can end is not weakened by a hold that ends by itself.
	w.turn(4, w.came(jobs[2], wrongPass))
	w.turn(4, w.came(jobs[3], slowDown))
	if h := hold(); h == nil || !h.Until.IsZero() {
		t.Fatalf("hold %+v, want one that the user ends", h)
	}
	w.ok(w.SetHold(t.Context(), w.account, timed.Hold))
	w.now = timed.Hold.Until
	jobs = w.turn(4)
	if len(jobs) != 4 || hold() == nil {
		t.Fatalf("after its end: %d jobs, hold %v; it stays for its streak", len(jobs), hold())
	}
	w.turn(0, w.came(jobs[0], accepted), w.came(jobs[1], slowDown))
	if h := hold(); h == nil || h.Over(w.now) {
		t.Fatalf("hold %+v, want the new one", h)
	}
	w.now = hold().Until
	w.turn(0, w.came(jobs[2], unknown))
	if hold() == nil {
		t.Fatal("a refused recipient ended the hold")
	}
	w.turn(0, w.came(jobs[3], accepted))
	if h := hold(); h != nil {
		t.Fatalf("hold %+v after an accepted mail", h)
	}
	if _, err := w.Turn(t.Context(), mailing.Turn{AccountID: 999, Want: 1}, w.now); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("no such account: %v", err)
	}
}

func TestPauseAndCancelWhileSending(t *testing.T) {
	for _, test := range []struct {
		name   string
		act    func(w *world, id int64) error
		counts mailing.Counts
		state  mailing.CampaignState
	}{
		{"pause", func(w *world, id int64) error { return w.PauseCampaign(t.Context(), id, "why") }, mailing.Counts{Total: 5, Sent: 1, Failed: 1, Waiting: 3}, mailing.Paused},
		{"cancel", func(w *world, id int64) error { return w.CancelCampaign(t.Context(), id) }, mailing.Counts{Total: 5, Sent: 1, Failed: 1, Cancelled: 3}, mailing.CampaignCancelled},
	} {
		t.Run(test.name, func(t *testing.T) {
			w := newWorld(t)
			w.people("p", 5)
			id := w.started("Easter", everyone())
			jobs := w.turn(3)
			w.ok(test.act(w, id))
			if got := w.turn(3, w.came(jobs[0], accepted), w.came(jobs[1], busy), w.came(jobs[2], unknown)); len(got) != 0 {
				t.Errorf("claimed %d", len(got))
			}
			if c := w.campaign(id); c.Counts != test.counts || c.State != test.state {
				t.Errorf("%+v %s", c.Counts, c.State)
			}
			if err := test.act(w, id); !errors.Is(err, mailing.ErrWrongState) {
				t.Errorf("a second time: %v", err)
			}
		})
	}
}

func TestPausedFinishesWithItsLastMail(t *testing.T) {
	w := newWorld(t)
	w.people("p", 1)
	id := w.started("Easter", everyone())
	j := w.turn(1)[0]
	w.ok(w.PauseCampaign(t.Context(), id, ""))
	w.turn(0, w.came(j, accepted))
	if c := w.campaign(id); c.State != mailing.Finished {
		t.Error(c.State)
	}
}

func TestRecoverByNotes(t *testing.T) {
	w := newWorld(t)
	if _, err := w.Recover(t.Context(), w.now); err != nil {
		t.Fatal(err)
	}
	w.people("p", 4)
	id := w.started("Easter", everyone())
	jobs := w.turn(4)
	for _, j := range jobs[:3] {
		if err := w.HandedOver(j.Delivery.ID); err != nil {
			t.Fatal(err)
		}
	}
	w.Accepted(jobs[0].Delivery.ID, mailing.Reply{Stage: mailing.StageDot, Code: 250, Enhanced: "2.0.0", Text: "queued as 4xFz"}, 70*time.Millisecond)
	w.turn(0, w.came(jobs[1], unknown))
	if n, err := w.Recover(t.Context(), w.now); n != 1 || err != nil || w.used() != 2 {
		t.Fatalf("%d in doubt, %v, %d used", n, err, w.used())
	}
	if c := w.campaign(id); c.Counts != (mailing.Counts{Total: 4, Sent: 1, Failed: 1, InDoubt: 1, Waiting: 1}) {
		t.Errorf("%+v", c.Counts)
	}
	if d := w.delivery(jobs[0].Delivery.ID); d.State != mailing.Sent || d.Reply.Text != "queued as 4xFz" || d.Verdict.Kind != mailing.Accepted {
		t.Errorf("%+v", d)
	}
	if again := w.turn(4); len(again) != 1 || again[0].Delivery.ID != jobs[3].Delivery.ID {
		t.Errorf("%+v", again)
	}
	if err := w.HandedOver(jobs[0].Delivery.ID); !errors.Is(err, mailing.ErrWrongState) {
		t.Errorf("handed over without a claim: %v", err)
	}
}

func TestRecover(t *testing.T) {
	w := newWorld(t)
	w.people("p", 3)
	id := w.started("Easter", everyone())
	jobs := w.turn(2)
	w.turn(1, w.came(jobs[0], accepted))
	n, err := w.Recover(t.Context(), w.now)
	if n != 2 || err != nil || w.used() != 3 {
		t.Fatalf("%d in doubt, %v, %d used", n, err, w.used())
	}
	c := w.campaign(id)
	if c.Counts.InDoubt != 2 || c.State != mailing.Finished {
		t.Errorf("%+v %s", c.Counts, c.State)
	}
	if d := w.delivery(jobs[1].Delivery.ID); d.Verdict.Kind != mailing.Doubt || !d.Reply.HandedOver {
		t.Errorf("%+v", d)
	}
	if n, err := w.Recover(t.Context(), w.now); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	if n, err := w.SettleDoubt(t.Context(), []int64{jobs[1].Delivery.ID, jobs[0].Delivery.ID}, true, w.now); n != 1 || err != nil {
		t.Errorf("arrived: %d, %v", n, err)
	}
	rest, err := w.Deliveries(t.Context(), DeliveryQuery{States: []mailing.DeliveryState{mailing.InDoubt}})
	if err != nil || len(rest) != 1 {
		t.Fatal(rest, err)
	}
	if n, err := w.SettleDoubt(t.Context(), []int64{rest[0].ID}, false, w.now); n != 1 || err != nil {
		t.Errorf("send again: %d, %v", n, err)
	}
	if c = w.campaign(id); c.State != mailing.CampaignSending || c.Counts != (mailing.Counts{Total: 3, Sent: 2, Waiting: 1}) {
		t.Errorf("%+v %s", c.Counts, c.State)
	}
	if accounts, err := w.AccountsWithWork(t.Context()); err != nil || !slices.Equal(accounts, []int64{w.account}) {
		t.Errorf("accounts with work %v, %v", accounts, err)
	}
	days, err := w.Days(t.Context(), w.now.AddDate(0, 0, -1), 2, time.UTC)
	if err != nil || len(days) != 2 || days[0].Sent+days[0].InDoubt != 0 || days[1].Sent != 1 || days[1].InDoubt != 2 {
		t.Errorf("days %+v, %v", days, err)
	}
}

func TestTestMailsCount(t *testing.T) {
	w := newWorld(t)
	first, err := w.ReserveTest(t.Context(), w.account, w.now)
	w.ok(err)
	second, err := w.ReserveTest(t.Context(), w.account, w.now.Add(time.Second))
	w.ok(err)
	w.ok(w.ReleaseTest(t.Context(), second))
	ledger, err := w.Ledger(t.Context(), w.account, mailing.Reach{}, w.now)
	if err != nil || ledger.Since(w.now) != 1 || ledger.Since(w.now.Add(time.Millisecond)) != 0 {
		t.Errorf("%+v, %v", ledger, err)
	}
	if ledger, err = w.Ledger(t.Context(), w.account, mailing.Reach{}, w.now.Add(time.Millisecond)); err != nil || ledger.Since(w.now.Add(time.Millisecond)) != 0 {
		t.Errorf("%+v, %v", ledger, err)
	}
	if err := w.ReleaseTest(t.Context(), second); !errors.Is(err, mailing.ErrNotFound) {
		t.Errorf("released twice: %v", err)
	}
	w.people("p", 1)
	w.started("Easter", everyone())
	w.turn(1)
	if n := w.used(); n != 2 {
		t.Errorf("%d in the ledger, want the test and the claimed one", n)
	}
	_ = first
}

func TestQueriesWalkTheirIndexes(t *testing.T) {
	s := openTest(t)
	plan := func(query string, args ...any) string {
		steps, err := selectAll(t.Context(), s.r, func(row scanner) (string, error) {
			var id, parent, x int
			var detail string
			return detail, row.Scan(&id, &parent, &x, &detail)
		}, `EXPLAIN QUERY PLAN `+query, args...)
		return strings.Join(must(t, steps, err), "\n")
	}
	trouble, args := DeliveryQuery{States: []mailing.DeliveryState{mailing.Failed}, CampaignID: 1}.where()
	ids, audienceArgs := audienceQuery(audience{Audience: mailing.Audience{ListIDs: []int64{1}, Tags: []string{"a"}}}, 0, 9, 9)
	for _, test := range []struct {
		query string
		args  []any
		want  []string
	}{
		{selectClaimable, []any{1, 1, 1}, []string{"USING INDEX deliveries_due (campaign_id=? AND due_at<?)"}},
		{`SELECT count(*) FROM deliveries d WHERE ` + trouble, args, []string{"INDEX deliveries_trouble (campaign_id=?"}},
		{`SELECT id FROM deliveries INDEXED BY deliveries_sending WHERE state = 'sending'`, nil, []string{"INDEX deliveries_sending"}},
		{`SELECT at FROM ledger WHERE account_id = ? AND at >= ? ORDER BY at`, []any{1, 1}, []string{"COVERING INDEX ledger_time (account_id=? AND at>?)"}},
		{ids, audienceArgs, []string{"PRIMARY KEY (list_id=? AND contact_id>? AND contact_id<?)", "contact_tags_tag (tag=? AND contact_id>? AND contact_id<?)"}},
		{`SELECT a.id FROM attempts a WHERE a.campaign_id = ? ORDER BY a.id DESC LIMIT ?`, []any{1, 1}, []string{"INDEX attempts_campaign (campaign_id=?)"}},
	} {
		got := plan(test.query, test.args...)
		for _, want := range test.want {
			if !strings.Contains(got, want) {
				t.Errorf("%s\nis done by\n%s\nwant %s", test.query, got, want)
			}
		}
		if strings.Contains(test.query, "deliveries") && strings.Contains(got, "USE TEMP B-TREE FOR ORDER BY") {
			t.Errorf("%s\nis sorted:\n%s", test.query, got)
		}
	}
}

func TestHoldThatNoDeliveryBrought(t *testing.T) {
	w := newWorld(t)
	w.people("p", 2)
	w.started("Easter", everyone())
	h := &mailing.Hold{Reply: wrongPass, Verdict: mailing.Judge(wrongPass, w.now, mailing.History{}), Since: w.now, Streak: 1}
	if jobs := w.turn(2, mailing.Settlement{State: mailing.Waiting, Hold: h}); len(jobs) != 0 {
		t.Errorf("%d claimed on a held account", len(jobs))
	}
	a, err := w.Account(t.Context(), w.account)
	if must(t, a, err); a.Hold == nil || a.Hold.Verdict.Kind != mailing.Auth || a.Hold.Reply.Text != wrongPass.Text {
		t.Errorf("hold %+v", a.Hold)
	}
	w.ok(w.SetHold(t.Context(), w.account, nil))
	if jobs := w.turn(2); len(jobs) != 2 {
		t.Errorf("%d claimed after the hold", len(jobs))
	}
}
