package sender

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"evenpost/mailing"
)

// memory is a store in memory with the rules of the real one, so that days pass in a moment under synctest.
type memory struct {
	mu         sync.Mutex
	account    mailing.Account
	second     *mailing.Account // helps with the campaign, or nil
	campaign   mailing.Campaign
	deliveries []mailing.Delivery
	atRest     int                           // of the first ones: nothing happens to them any more
	in         map[mailing.DeliveryState]int // how many there are
	ledger     map[int64]time.Time
	charged    map[int64]int64          // by the delivery: the account
	books      map[bool]*mailing.Ledger // the same as ledgers, of the second account and of the first
	attempts   []mailing.Attempt
	watchers   []chan struct{}
	broken     error // what Turn returns
	unreadable error // what Account, Ledger and NextDue return
	noFields   error // what FieldNames returns
	turns      int
	told       []mailing.Incident
	rests      time.Time
	paces      int   // how often a pace was written
	notes      bool  // NotesLast
	unnoted    error // what HandedOver returns
	mostOpen   int   // deliveries in `sending` at once
	clocks     mailing.Clocks
}

func newMemory(people int, change func(*mailing.Account)) *memory {
	m := &memory{
		account: mailing.Account{
			ID: 1, Name: "info", Host: "mail.example.at", Port: 587, Security: mailing.StartTLS, Connections: 1,
			From: mailing.Mailbox{Name: "Bakery", Address: "info@baker.example"}, CreatedAt: time.Unix(1, 0),
			Pace: mailing.NewPace(true, time.Unix(1, 0)), // the server is known: how new ones are met has tests of its own
		},
		campaign: mailing.Campaign{
			ID: 1, UID: "uid", Name: "News", AccountID: 1, NotBulk: true, State: mailing.CampaignSending,
			Message: mailing.Message{Subject: "Hello", Body: "Dear {{ first_name | default: \"friend\" }}", Format: mailing.Markdown},
		},
		ledger: make(map[int64]time.Time), charged: make(map[int64]int64), books: make(map[bool]*mailing.Ledger), in: map[mailing.DeliveryState]int{mailing.Waiting: people},
	}
	if change != nil {
		change(&m.account)
	}
	for i := range people {
		m.deliveries = append(m.deliveries, mailing.Delivery{ID: int64(i + 1), CampaignID: 1, ContactID: int64(i + 1), Address: fmt.Sprintf("p%d@example.com", i+1), State: mailing.Waiting})
	}
	return m
}

// helped gives the campaign a second account that sends from the beginning.
func (m *memory) helped(change func(*mailing.Account)) {
	a := m.account
	a.ID, a.Name, a.Host = 2, "second", "second.example.at"
	change(&a)
	m.second = &a
	m.campaign.SecondID, m.campaign.Sharing = 2, mailing.Shares
}

func (m *memory) of(account int64) *mailing.Account {
	if account == 2 && m.second != nil {
		return m.second
	}
	return &m.account
}

// byAccount is how many of the deliveries each account was charged for.
func (m *memory) byAccount() (first, second int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for delivery := range m.ledger {
		if m.charged[delivery] == 2 {
			second++
		} else {
			first++
		}
	}
	return first, second
}

func (m *memory) changed() {
	for _, w := range m.watchers {
		select {
		case w <- struct{}{}:
		default:
		}
	}
}

func (m *memory) Watch(context.Context) <-chan struct{} {
	m.mu.Lock()
	defer m.mu.Unlock()
	w := make(chan struct{}, 1)
	m.watchers = append(m.watchers, w)
	return w
}

func (m *memory) set(d *mailing.Delivery, s mailing.DeliveryState) {
	if !d.State.CanBecome(s) {
		panic(fmt.Sprintf("delivery %d: %s to %s", d.ID, d.State, s))
	}
	m.put(d, s)
}

// put brings it into a state from whatever other one.
func (m *memory) put(d *mailing.Delivery, s mailing.DeliveryState) {
	m.in[d.State]--
	m.in[s]++
	d.State = s
}

func (m *memory) Turn(_ context.Context, t mailing.Turn, now time.Time) ([]mailing.Job, error) {
	done, want := t.Done, t.Want
	m.mu.Lock()
	defer m.mu.Unlock()
	m.turns++
	a := m.of(t.AccountID)
	if m.broken != nil {
		return nil, m.broken
	}
	for _, s := range done {
		if s.Attempt.DeliveryID == 0 {
			a.Hold = s.Hold
			continue
		}
		d := &m.deliveries[s.Attempt.DeliveryID-1]
		if d.State != mailing.Sending {
			continue
		}
		m.set(d, s.State)
		d.DueAt, d.Reply, d.Verdict = s.DueAt, s.Attempt.Reply, s.Attempt.Verdict
		if s.Tried {
			d.Tries++
		}
		if !s.Counts {
			m.takeBack(d.ID)
		}
		if s.Hold != nil {
			a.Hold = s.Hold
		} else if h := a.Hold; s.State == mailing.Sent && h != nil && h.Over(now) {
			a.Hold = nil
		}
		m.attempts = append(m.attempts, s.Attempt)
	}
	m.governed(t)
	var jobs []mailing.Job
	campaign := m.campaign
	if h := a.Hold; m.campaign.State == mailing.CampaignSending && (h == nil || h.Over(now)) {
		for _, d := range m.byDue(now, want) {
			m.set(d, mailing.Sending)
			m.charged[d.ID] = t.AccountID
			m.enter(d.ID, now)
			jobs = append(jobs, mailing.Job{Delivery: *d, Campaign: &campaign, Contact: mailing.Contact{ID: d.ContactID, Email: d.Address, FirstName: "Anna"}})
		}
	}
	m.mostOpen = max(m.mostOpen, m.count(mailing.Sending))
	if m.count(mailing.Waiting) == 0 && m.count(mailing.Sending) == 0 && m.campaign.State == mailing.CampaignSending {
		m.campaign.State = mailing.Finished
	}
	if len(done) > 0 || len(jobs) > 0 {
		m.changed()
	}
	return jobs, nil
}

// governed takes what a turn says of the account.
func (m *memory) governed(t mailing.Turn) {
	a := m.of(t.AccountID)
	if t.Pace != nil {
		a.Pace = *t.Pace
		m.paces++
	}
	if t.Learned != nil {
		a.Learned = t.Learned
	}
	for _, id := range t.Again {
		if d := &m.deliveries[id-1]; d.Tries > 0 && (d.State == mailing.Failed || d.State == mailing.Waiting) {
			m.put(d, mailing.Waiting)
			d.DueAt, m.atRest = time.Time{}, 0
			d.Tries--
			if m.campaign.State == mailing.Finished {
				m.campaign.State = mailing.CampaignSending
			}
		}
	}
	if t.Rests != nil {
		m.rests = *t.Rests
	}
	m.told = append(m.told, t.Incidents...)
}

// verdictOf is the last one on a recipient at a domain.
func (m *memory) verdictOf(domain string) (v mailing.Verdict) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, d := range m.deliveries {
		if mailing.Domain(d.Address) == domain && d.Verdict.Kind != "" {
			v = d.Verdict
		}
	}
	return v
}

// kinds are what happened, in order.
func (m *memory) kinds() (all []mailing.IncidentKind) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, e := range m.told {
		all = append(all, e.What)
	}
	return all
}

// moving are the deliveries to which something may happen yet.
func (m *memory) moving() []mailing.Delivery {
	for m.atRest < len(m.deliveries) && m.deliveries[m.atRest].State != mailing.Waiting && m.deliveries[m.atRest].State != mailing.Sending {
		m.atRest++
	}
	return m.deliveries[m.atRest:]
}

// byDue are the first deliveries that are due, in the order in which the real store claims them: those that nobody has tried
// come first.
func (m *memory) byDue(now time.Time, most int) []*mailing.Delivery {
	var untried, due []*mailing.Delivery
	all := m.moving()
	for i := 0; i < len(all) && len(untried) < most; i++ {
		switch d := &all[i]; {
		case d.State != mailing.Waiting || d.DueAt.After(now):
		case d.DueAt.IsZero():
			untried = append(untried, d)
		default:
			due = append(due, d)
		}
	}
	slices.SortStableFunc(due, func(a, b *mailing.Delivery) int { return a.DueAt.Compare(b.DueAt) })
	due = append(untried, due...)
	return due[:min(most, len(due))]
}

// enter counts a delivery or a test against its account's limits, takeBack does not any more.
func (m *memory) enter(id int64, at time.Time) {
	m.book(m.charged[id]).Add(at) // before it is in the map, of which the book may have to be made
	m.ledger[id] = at
}

func (m *memory) takeBack(id int64) {
	if at, entered := m.ledger[id]; entered {
		m.book(m.charged[id]).Remove(at)
		delete(m.ledger, id)
	}
}

// book is the ledger of an account.
func (m *memory) book(account int64) *mailing.Ledger {
	l := m.books[account == 2]
	if l == nil {
		var times []time.Time
		for id, at := range m.ledger {
			if (m.charged[id] == 2) == (account == 2) {
				times = append(times, at)
			}
		}
		l = mailing.NewLedger(times)
		m.books[account == 2] = l
	}
	return l
}

func (m *memory) count(s mailing.DeliveryState) int { return m.in[s] }

func (m *memory) counts() (c mailing.Counts) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for s, n := range m.in {
		c.Total += n
		c.Add(s, n)
	}
	return c
}

func (m *memory) hold() *mailing.Hold {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.account.Hold
}

// goOn lets the account go on when only the user can.
func (m *memory) goOn(t *testing.T) bool {
	t.Helper()
	if h := m.hold(); h == nil || !h.Until.IsZero() {
		return false
	}
	if err := m.SetHold(t.Context(), 1, nil); err != nil {
		t.Fatal(err)
	}
	return true
}

// edit changes the account as a user would.
func (m *memory) edit(change func(*mailing.Account)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	change(&m.account)
	m.changed()
}

func (m *memory) cannotBeRead(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.unreadable = err
}

func (m *memory) breakDown(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.broken = err
}

func (m *memory) NextDue(context.Context, int64) (due time.Time, waiting int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.unreadable != nil || m.campaign.State != mailing.CampaignSending {
		return due, 0, m.unreadable
	}
	if m.count(mailing.Waiting) == 0 {
		return due, 0, nil
	}
	first, all := true, m.moving()
	for i := range all {
		d := &all[i]
		if d.State == mailing.Waiting && (first || d.DueAt.Before(due)) {
			due, first = d.DueAt, false
		}
		if !first && due.IsZero() {
			break // none is earlier
		}
	}
	return due, m.count(mailing.Waiting), nil
}

func (m *memory) AccountsWithWork(ctx context.Context) ([]int64, error) {
	if _, n, _ := m.NextDue(ctx, 1); n == 0 {
		return nil, nil
	}
	if m.second != nil {
		return []int64{1, 2}, nil
	}
	return []int64{1}, nil
}

func (m *memory) Recover(context.Context, time.Time) (n int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for i := range m.deliveries {
		if m.deliveries[i].State == mailing.Sending {
			m.set(&m.deliveries[i], mailing.InDoubt)
			n++
		}
	}
	return n, nil
}

func (m *memory) KeepTime(_ context.Context, now mailing.Clocks) (by time.Duration, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if by = now.SetSince(m.clocks); by != 0 && m.broken != nil {
		return 0, m.broken
	}
	if by != 0 || now.Boot != m.clocks.Boot {
		m.clocks = now
	}
	m.account.Hold, m.account.Pace = m.account.Hold.ClockSet(by), m.account.Pace.ClockSet(by)
	for i := range m.deliveries {
		if d := &m.deliveries[i]; !d.DueAt.IsZero() {
			d.DueAt = d.DueAt.Add(by)
		}
	}
	for id := range m.ledger {
		m.ledger[id] = m.ledger[id].Add(by)
	}
	clear(m.books)
	return by, nil
}

func (m *memory) Account(_ context.Context, id int64) (mailing.Account, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return *m.of(id), m.unreadable
}

func (m *memory) Accounts(ctx context.Context) ([]mailing.Account, error) {
	a, err := m.Account(ctx, 1)
	return []mailing.Account{a}, err
}

func (m *memory) SetHold(_ context.Context, _ int64, h *mailing.Hold) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.broken != nil {
		return m.broken
	}
	m.account.Hold = h
	m.changed()
	return nil
}

func (m *memory) Ledger(_ context.Context, id int64, _ mailing.Reach, _ time.Time) (*mailing.Ledger, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.book(id).Clone(), m.unreadable
}

func (m *memory) Elsewhere(context.Context, int64, time.Time) ([]mailing.Due, error) { return nil, nil }

func (m *memory) Loads(ctx context.Context, id int64, _ time.Time) ([]mailing.Load, error) {
	_, n, err := m.NextDue(ctx, id)
	return []mailing.Load{{CampaignID: 1, N: n}}, err
}

func (m *memory) Serving(context.Context, int64) ([]mailing.Campaign, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.campaign
	c.Counts.Waiting = m.count(mailing.Waiting)
	return []mailing.Campaign{c}, nil
}

func (m *memory) AccountAnswers(_ context.Context, id int64, n int) (mailing.Answers, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	var took []time.Duration
	for _, a := range m.attempts {
		if m.charged[a.DeliveryID] == id && a.Reply.Stage == mailing.StageDot {
			took = append(took, a.Took)
		}
	}
	return mailing.NewAnswers(took[max(0, len(took)-n):], 0), nil
}

func (m *memory) ForgetLedger(context.Context, time.Time) error { return nil }

func (m *memory) ReserveTest(_ context.Context, _ int64, at time.Time) (int64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	id := int64(1_000_000 + len(m.ledger))
	m.enter(id, at)
	return id, nil
}

func (m *memory) ReleaseTest(_ context.Context, id int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.takeBack(id)
	return nil
}

func (m *memory) PauseCampaign(_ context.Context, _ int64, reason string) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.campaign.State, m.campaign.Reason = mailing.Paused, reason
	m.changed()
	return nil
}

func (m *memory) resume() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.campaign.State = mailing.CampaignSending
	m.changed()
}

func (m *memory) Campaign(context.Context, int64) (mailing.Campaign, error) {
	counts := m.counts()
	m.mu.Lock()
	defer m.mu.Unlock()
	c := m.campaign
	c.Counts = counts
	return c, nil
}

func (m *memory) Campaigns(ctx context.Context) ([]mailing.Campaign, error) {
	c, err := m.Campaign(ctx, 1)
	return []mailing.Campaign{c}, err
}

func (m *memory) StartCampaign(context.Context, int64, mailing.Message, time.Time) error { return nil }

func (m *memory) FillCampaigns(context.Context) (bool, error) { return false, nil }

func (m *memory) StartScheduled(context.Context, time.Time) (int, error) { return 0, nil }

func (m *memory) Identity(context.Context) (mailing.Identity, error) { return mailing.Identity{}, nil }

func (m *memory) FieldNames(context.Context) ([]string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return nil, m.noFields
}

func (m *memory) Template(context.Context, int64) (mailing.Template, error) {
	return mailing.Template{}, mailing.ErrNotFound
}

func (m *memory) ContactsByID(context.Context, []int64) ([]mailing.Contact, error) { return nil, nil }

func (m *memory) CountAudience(context.Context, mailing.Audience) (people, suppressed int, err error) {
	return len(m.deliveries), 0, nil
}

func (m *memory) AudienceIDs(context.Context, mailing.Audience, int) ([]int64, error) {
	return nil, nil
}

// start runs an engine until the returned stop is called.
func start(t *testing.T, m *memory, s *server) (e *Engine, stop func()) {
	t.Helper()
	e = New(Deps{Store: m, Dial: s.Dial, Secrets: s})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	return e, func() {
		cancel()
		if err := <-ended; err != nil {
			t.Errorf("run: %v", err)
		}
	}
}
