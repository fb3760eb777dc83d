package sender

import (
	"context"
	"errors"
	"fmt"
	"time"

	"evenpost/mailing"
	"evenpost/sender/compose"
)

// Gap is a merge field without a fallback that is empty for some of the audience.
type Gap struct {
	Field string
	Empty int // contacts
}

// Preflight is what is known of a campaign before it starts.
type Preflight struct {
	People     int // who would be mailed: suppressed ones are not among them
	Suppressed int
	Gaps       []Gap
	Blanks     []string // places of a starter template that were not filled in
	Problems   []error  // each of them keeps the campaign from starting
	Forecast   mailing.Forecast
	Standing   mailing.Standing
}

// gapSample is how many contacts are looked at for empty fields: enough for any list that fits a window.
const gapSample = 50_000

// Preflight checks a campaign that has not started. Its error is that something could not be looked up; what keeps
// the campaign from starting is in Problems.
func (e *Engine) Preflight(ctx context.Context, c mailing.Campaign) (Preflight, error) {
	p := Preflight{}
	people, suppressed, err := e.Store.CountAudience(ctx, c.Audience)
	if err != nil {
		return p, fmt.Errorf("sender: audience: %w", err)
	}
	p.People, p.Suppressed = people-suppressed, suppressed
	if p.People == 0 {
		p.Problems = append(p.Problems, fmt.Errorf("sender: %w", mailing.ErrNoRecipients))
	}
	b := e.basis(ctx, c)
	p.Problems = append(p.Problems, b.problems...)
	if b.account.ID == 0 {
		return p, nil
	}
	if p.Standing, err = e.Standing(ctx, b.account); err != nil {
		return p, err
	}
	if p.Forecast, err = e.Forecast(ctx, c, p.People); err != nil {
		return p, err
	}
	p.Blanks = b.message.Blanks()
	if b.composer.Composer == nil {
		return p, nil
	}
	p.Gaps, err = e.gaps(ctx, b.message, c.Audience)
	return p, err
}

// basis is what a campaign needs besides people: an account to send from and a message that can be made. What is missing is
// among the problems.
type basis struct {
	account  mailing.Account
	message  mailing.Message
	composer composer
	problems []error
}

func (e *Engine) basis(ctx context.Context, c mailing.Campaign) (b basis) {
	lacks := func(err error) { b.problems = append(b.problems, err) }
	var err error
	if b.account, err = e.Store.Account(ctx, c.AccountID); err != nil {
		lacks(fmt.Errorf("sender: account: %w", err))
		return b
	}
	if err := e.secondProblem(ctx, c, b.account); err != nil {
		lacks(err)
	}
	if b.message, err = e.message(ctx, c); err != nil {
		lacks(err)
		return b
	}
	if b.composer, err = e.newComposer(ctx, b.message, b.account, !c.NotBulk, false); err != nil {
		lacks(err)
	}
	return b
}

// secondProblem is what keeps a campaign's second account from helping.
func (e *Engine) secondProblem(ctx context.Context, c mailing.Campaign, first mailing.Account) error {
	if c.SecondID == 0 {
		return nil
	}
	if c.SecondID == first.ID {
		return fmt.Errorf("sender: the second account is the first one: %w", mailing.ErrInvalid)
	}
	second, err := e.Store.Account(ctx, c.SecondID)
	if err != nil {
		return fmt.Errorf("sender: second account: %w", err)
	}
	if a, b := mailing.Domain(first.From.Address), mailing.Domain(second.From.Address); a != b {
		return fmt.Errorf("sender: %s and %s: %w", a, b, mailing.ErrOtherDomain)
	}
	return nil
}

// message is what a campaign will say: its template's, until it is frozen at the start.
func (e *Engine) message(ctx context.Context, c mailing.Campaign) (mailing.Message, error) {
	if c.State != mailing.Draft {
		return c.Message, nil
	}
	t, err := e.Store.Template(ctx, c.TemplateID)
	if err != nil {
		return mailing.Message{}, fmt.Errorf("sender: template: %w", err)
	}
	return t.Message, nil
}

// gaps counts the audience's empty values of fields that have no fallback.
func (e *Engine) gaps(ctx context.Context, m mailing.Message, a mailing.Audience) ([]Gap, error) {
	known, err := e.Store.FieldNames(ctx)
	if err != nil {
		return nil, fmt.Errorf("sender: fields: %w", err)
	}
	t, err := compose.Parse(m, known)
	if err != nil {
		return nil, err
	}
	needs := t.Needs()
	if len(needs) == 0 {
		return nil, nil
	}
	ids, err := e.Store.AudienceIDs(ctx, a, gapSample)
	if err != nil {
		return nil, fmt.Errorf("sender: audience: %w", err)
	}
	empty := make(map[string]int)
	const page = 500
	for len(ids) > 0 {
		n := min(page, len(ids))
		contacts, err := e.Store.ContactsByID(ctx, ids[:n])
		if err != nil {
			return nil, fmt.Errorf("sender: contacts: %w", err)
		}
		for _, c := range contacts {
			values := c.Merge()
			for _, field := range needs {
				if values[field] == "" {
					empty[field]++
				}
			}
		}
		ids = ids[n:]
	}
	var gaps []Gap
	for _, field := range needs {
		if empty[field] > 0 {
			gaps = append(gaps, Gap{Field: field, Empty: empty[field]})
		}
	}
	return gaps, nil
}

// Start checks a campaign and starts it, now or at its start time. The engine that runs on the data folder, in this
// process or another, takes it from there.
func (e *Engine) Start(ctx context.Context, id int64) error {
	c, err := e.Store.Campaign(ctx, id)
	if err != nil {
		return fmt.Errorf("sender: start: %w", err)
	}
	next := mailing.CampaignSending
	if c.StartAt.After(e.Now()) {
		next = mailing.Scheduled
	}
	if c.State != mailing.Draft || !c.State.CanBecome(next) {
		return fmt.Errorf("sender: campaign %q is %s: %w", c.Name, c.State, mailing.ErrWrongState)
	}
	// Of a Preflight only this is needed: looking at each of a million people first would keep the user waiting, and that
	// there are people at all the store sees when it writes the first.
	b := e.basis(ctx, c)
	if len(b.problems) > 0 {
		return errors.Join(b.problems...)
	}
	return e.Store.StartCampaign(ctx, id, b.message, e.Now())
}

// Preview is a message as one contact would see it.
type Preview struct {
	compose.Rendered
	Markdown string   // the body of a Markdown message with the contact's values, "" for other formats
	Needs    []string // fields without a fallback
}

// Preview makes a message for one contact without sending it, with the footer that bulk mail carries as far as the
// settings allow. The error wraps mailing.ErrBadTemplate, ErrUnknownField or ErrEmptyField.
func (e *Engine) Preview(ctx context.Context, m mailing.Message, as mailing.Contact) (p Preview, err error) {
	identity, err := e.Store.Identity(ctx)
	if err != nil {
		return p, fmt.Errorf("sender: identity: %w", err)
	}
	known, err := e.Store.FieldNames(ctx)
	if err != nil {
		return p, fmt.Errorf("sender: fields: %w", err)
	}
	t, err := compose.Parse(m, known)
	if err != nil {
		return p, err
	}
	p.Needs = t.Needs()
	accounts, err := e.Store.Accounts(ctx)
	if err != nil {
		return p, fmt.Errorf("sender: accounts: %w", err)
	}
	from := mailing.Mailbox{Name: identity.Business, Address: mailing.OwnAddress(accounts)}
	c, err := compose.NewComposer(t, compose.Sender{From: from, Identity: identity, Bulk: identity.PostalAddress != "", Language: e.Language(ctx)})
	if err != nil {
		return p, err
	}
	if p.Rendered, err = c.Render(as, as.Email); err != nil {
		return p, err
	}
	p.Markdown, err = t.Markdown(as)
	return p, err
}

// LimitError says that an account's limits leave nothing free.
type LimitError struct{ Until time.Time }

func (err *LimitError) Error() string {
	return "the account's limit is used up until " + err.Until.Format(time.RFC3339)
}

// Is makes a used-up limit a thing that is not possible now.
func (err *LimitError) Is(target error) bool { return target == mailing.ErrWrongState }

// SendTest sends a message as one contact would get it to an address of the user's own. It counts against the
// account's limits like any other mail. The reply is the server's; err is for what kept it from being tried.
func (e *Engine) SendTest(ctx context.Context, accountID int64, m mailing.Message, as mailing.Contact, to string) (mailing.Reply, error) {
	to, err := mailing.ParseAddress(to)
	if err != nil {
		return mailing.Reply{}, err
	}
	account, err := e.Store.Account(ctx, accountID)
	if err != nil {
		return mailing.Reply{}, fmt.Errorf("sender: test mail: %w", err)
	}
	if err := e.mayTest(ctx, account); err != nil {
		return mailing.Reply{}, err
	}
	c, err := e.newComposer(ctx, m, account, true, false)
	if errors.Is(err, mailing.ErrNoPostal) || errors.Is(err, mailing.ErrNoOptOut) {
		c, err = e.newComposer(ctx, m, account, false, false) // the user has not come to that page yet
	}
	if err != nil {
		return mailing.Reply{}, err
	}
	now := e.Now()
	uid := fmt.Sprintf("test-%d-%d", accountID, now.UnixNano())
	message, err := c.Compose(as, to, mailing.MessageID(uid, 0, c.domain), now)
	if err != nil {
		return mailing.Reply{}, err
	}
	return e.sendOne(ctx, account, to, message)
}

func (e *Engine) sendOne(ctx context.Context, a mailing.Account, to string, message []byte) (mailing.Reply, error) {
	session, err := e.login(ctx, a)
	if err != nil {
		if said, ok := ServerReply(err); ok {
			return said, nil
		}
		return mailing.Reply{}, err
	}
	defer session.Close()
	takeBack, err := e.reserve(ctx, a)
	if err != nil {
		return mailing.Reply{}, err
	}
	out := session.Send(ctx, a.From.Address, to, message)
	if k := mailing.Judge(out.Reply, e.Now(), mailing.History{}).Kind; k != mailing.Accepted && k != mailing.Doubt {
		return out.Reply, takeBack(context.WithoutCancel(ctx))
	}
	return out.Reply, nil
}

// mayTest says whether the account's limits leave room for a test mail.
func (e *Engine) mayTest(ctx context.Context, a mailing.Account) error {
	s, err := e.Standing(ctx, a.ForTests())
	if err == nil && s.Allowance.Free == 0 {
		err = &LimitError{Until: s.Allowance.Next}
	}
	return err
}

// reserve enters a test mail in the ledger, so that neither the account's lane nor another test takes its place.
func (e *Engine) reserve(ctx context.Context, a mailing.Account) (takeBack func(context.Context) error, err error) {
	g := e.gate(a.ID)
	g.mu.Lock()
	defer g.mu.Unlock()
	if err := e.mayTest(ctx, a); err != nil {
		return nil, err
	}
	at := e.Now()
	id, err := e.Store.ReserveTest(ctx, a.ID, at)
	if err != nil {
		return nil, fmt.Errorf("sender: test mail: %w", err)
	}
	g.tests = append(g.tests, testMail{at: at})
	return func(ctx context.Context) error {
		g.mu.Lock()
		defer g.mu.Unlock()
		if err := e.Store.ReleaseTest(ctx, id); err != nil {
			return fmt.Errorf("sender: test mail: %w", err)
		}
		g.tests = append(g.tests, testMail{at: at, back: true})
		return nil
	}, nil
}
