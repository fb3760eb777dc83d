package inbox

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"evenpost/mailing"
)

// Store is what reading mailboxes needs of storage.
type Store interface {
	Accounts(ctx context.Context) ([]mailing.Account, error)
	// InboxMark is how far the mailbox of an account has been read.
	InboxMark(ctx context.Context, accountID int64) (mailing.InboxMark, error)
	// TakeAnswers keeps what is new, with all that follows from it and how far the mailbox has been read, in one commit. upTo is how
	// far it came.
	TakeAnswers(ctx context.Context, accountID int64, g mailing.Gathered, now time.Time) (counts mailing.AnswerCounts, upTo uint32, err error)
	// SetInboxTrouble says why the mailbox of an account cannot be read.
	SetInboxTrouble(ctx context.Context, a mailing.Account, t mailing.InboxTrouble) error
}

// Secrets gives the passwords of accounts.
type Secrets interface {
	// Password returns the password of an account. The error wraps mailing.ErrNoPassword when the user must be asked.
	Password(ctx context.Context, a mailing.Account) (string, error)
}

// Reader reads the mailboxes of the accounts for which that is wanted. Its methods may be called by many goroutines at once.
type Reader struct {
	Store   Store
	Secrets Secrets
	Dialer  *Dialer
	Log     *slog.Logger
	Now     func() time.Time // nil: time.Now

	mu    sync.Mutex // one mailbox at a time
	known sync.Mutex // guards tried
	tried map[int64]tried
}

// tried is when a mailbox was last looked at by itself, and as what.
type tried struct {
	at     time.Time
	inbox  mailing.Inbox
	server string
	next   time.Duration
}

const (
	lookEvery  = 20 * time.Second // for accounts that are due: one that was just switched on need not wait long
	readEvery  = 4 * time.Minute
	afterFault = 10 * time.Minute // when the server cannot be reached, or wants to be left alone
	afterLogin = 12 * time.Hour   // with a password that is refused: more would lock the mailbox

	longestRead = 3 * time.Minute
	mostMails   = 5000 // whose headers are read in one go; the rest has its turn next time
	mostBodies  = 400
	inOneCommit = 50
	firstReach  = 30 * 24 * time.Hour // what a mailbox is looked through for the first time
	overlap     = 2 * 24 * time.Hour  // and beyond the last look when its mails were numbered anew
)

func (r *Reader) now() time.Time {
	if r.Now != nil {
		return r.Now()
	}
	return time.Now()
}

// Run reads what comes in, every few minutes, until ctx ends. What goes wrong is for people to read in the account's history; the
// sending does not hear of it.
func (r *Reader) Run(ctx context.Context) {
	tick := time.NewTimer(lookEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		accounts, err := r.Store.Accounts(ctx)
		if err != nil && ctx.Err() == nil {
			r.Log.Error("mailboxes are not read", "error", err)
		}
		for _, a := range accounts {
			if ctx.Err() == nil && r.due(ctx, a) {
				if _, err := r.Check(ctx, a); err != nil && ctx.Err() == nil {
					r.Log.Warn("the mailbox could not be read", "account", a.ID, "error", err)
				}
			}
		}
		tick.Reset(lookEvery)
	}
}

// due says whether a mailbox is to be read now.
func (r *Reader) due(ctx context.Context, a mailing.Account) bool {
	if !a.ReadsAnswers() {
		return false
	}
	r.known.Lock()
	last, ok := r.tried[a.ID]
	r.known.Unlock()
	if ok && last.inbox == a.Inbox && last.server == a.InboxServer() {
		since := r.now().Sub(last.at)
		return since >= last.next || since < 0
	}
	// The program has just started: a password that was refused a while ago is not tried again at once.
	mark, err := r.Store.InboxMark(ctx, a.ID)
	if err != nil || ok || mark.Trouble == nil || !mark.Trouble.Fault.NeedsUser() || mark.Server != a.InboxServer() {
		return err == nil
	}
	since := r.now().Sub(mark.Trouble.Since)
	return since >= afterLogin || since < 0
}

func (r *Reader) remember(a mailing.Account, next time.Duration) {
	r.known.Lock()
	defer r.known.Unlock()
	if r.tried == nil {
		r.tried = make(map[int64]tried)
	}
	r.tried[a.ID] = tried{r.now(), a.Inbox, a.InboxServer(), next}
}

// Check reads the mailbox of an account now, and says what was new. The error is an *Error when the mailbox or its server
// is the reason.
func (r *Reader) Check(ctx context.Context, a mailing.Account) (mailing.AnswerCounts, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, longestRead)
	defer cancel()
	counts, err := r.read(ctx, a)
	switch trouble, known := FaultOf(err); {
	case err == nil:
		r.remember(a, readEvery)
	case errors.Is(err, context.Canceled):
	case known:
		r.remember(a, afterFault)
		if trouble.Fault.NeedsUser() {
			r.remember(a, afterLogin)
		}
		trouble.Since = r.now()
		err = errors.Join(err, r.Store.SetInboxTrouble(context.WithoutCancel(ctx), a, trouble))
	default:
		r.remember(a, afterFault)
	}
	return counts, err
}

func (r *Reader) read(ctx context.Context, a mailing.Account) (counts mailing.AnswerCounts, err error) {
	mark, err := r.Store.InboxMark(ctx, a.ID)
	if err != nil {
		return counts, fmt.Errorf("inbox: %w", err)
	}
	password, err := r.Secrets.Password(ctx, a)
	if err != nil {
		return counts, failed(mailing.StageLogin, err)
	}
	s, err := r.Dialer.open(ctx, a, password, func(mailing.Stage) func(string) { return func(string) {} })
	if err != nil {
		return counts, err
	}
	defer s.close()
	if counts, err = r.gather(ctx, s, a, mark); err == nil {
		return counts, nil
	}
	var stored *storeError
	if errors.As(err, &stored) {
		return counts, fmt.Errorf("inbox: %w", stored.err)
	}
	return counts, failed(StageOpen, err)
}

// storeError is trouble of ours, not of the mailbox.
type storeError struct{ err error }

func (e *storeError) Error() string { return e.err.Error() }

// gather reads what is new, a stretch at a time.
func (r *Reader) gather(ctx context.Context, s *session, a mailing.Account, mark mailing.InboxMark) (counts mailing.AnswerCounts, err error) {
	began := r.now()
	next := mailing.InboxMark{Server: a.InboxServer(), Validity: s.validity}
	same := mark.Server == next.Server && mark.Validity == s.validity && s.validity != 0
	day := began.Add(-firstReach)
	if mark.Server == next.Server && !mark.ReadAt.IsZero() {
		day = mark.ReadAt.Add(-overlap)
	}
	if same {
		next.UID = mark.UID
	}
	var uids []uint32
	if s.next == 0 || next.UID == 0 || s.next > next.UID+1 {
		if uids, err = s.since(ctx, next.UID, day); err != nil {
			return counts, err
		}
	}
	whole := len(uids) <= mostMails
	uids = uids[:min(len(uids), mostMails)]
	for bodies := 0; len(uids) > 0; {
		now := uids[:min(len(uids), inOneCommit)]
		g := mailing.Gathered{Mark: next}
		n, full, err := r.stretch(ctx, s, a, now, mostBodies-bodies, &g)
		if err != nil {
			return counts, err
		}
		bodies += n
		fresh, upTo, err := r.Store.TakeAnswers(ctx, a.ID, g, r.now())
		if err != nil {
			return counts, &storeError{err}
		}
		counts, next.UID = counts.Plus(fresh), upTo
		if full || upTo < g.Mark.UID {
			return counts, nil // the rest has its turn next time
		}
		uids = uids[len(now):]
	}
	if !whole {
		return counts, nil
	}
	if s.next > 0 {
		next.UID = max(next.UID, s.next-1)
	}
	next.ReadAt = began
	if _, _, err := r.Store.TakeAnswers(ctx, a.ID, mailing.Gathered{Mark: next}, r.now()); err != nil {
		return counts, &storeError{err}
	}
	return counts, nil
}

// stretch reads some mails: the headers of all, the bodies of those that can be an answer. When there are more of these than may be
// read, it ends early, and is full.
func (r *Reader) stretch(ctx context.Context, s *session, a mailing.Account, uids []uint32, most int, g *mailing.Gathered) (bodies int, full bool, err error) {
	heads, err := s.headers(ctx, uids)
	if err != nil {
		return 0, false, err
	}
	for _, head := range heads {
		h, _ := parseHeader(head.text)
		if !concerns(h) {
			g.Mark.UID = max(g.Mark.UID, head.uid)
			continue
		}
		if bodies == most {
			return bodies, true, nil
		}
		bodies++
		mail, there, err := s.mail(ctx, head.uid)
		if err != nil {
			return bodies, false, err
		}
		g.Mark.UID = max(g.Mark.UID, head.uid)
		if !there {
			continue // somebody deleted it meanwhile
		}
		at := mail.at
		if at.IsZero() || at.After(r.now()) {
			at = r.now()
		}
		if arrival, is := Read(mail.text, at, a.From.Address, a.ReplyTo, a.InboxUser()); is {
			arrival.AccountID, arrival.UID = a.ID, head.uid
			g.Arrivals = append(g.Arrivals, arrival)
		}
	}
	g.Mark.UID = max(g.Mark.UID, uids[len(uids)-1])
	return bodies, false, nil
}

// Step is one step of Try: a stage with what was found out there, or what went wrong.
type Step struct {
	Stage  mailing.Stage
	Detail string
	Err    error
}

// Try opens the mailbox of an account and reads nothing. report is told about each step, on the calling goroutine; the last one is
// that which failed, whose error Try returns.
func (d *Dialer) Try(ctx context.Context, a mailing.Account, password string, report func(Step)) error {
	s, err := d.open(ctx, a, password, func(stage mailing.Stage) func(string) {
		return func(detail string) { report(Step{Stage: stage, Detail: detail}) }
	})
	if err != nil {
		e := failed(StageOpen, err)
		report(Step{e.Stage, e.Text, e})
		return e
	}
	s.close()
	return nil
}
