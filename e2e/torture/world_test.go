package torture_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"evenpost/e2e/recorder"
	"evenpost/e2e/soak"
	"evenpost/mailing"
	"evenpost/sender"
	"evenpost/sender/smtp"
	"evenpost/storage"
)

// A world is a data folder with an engine that works on it, and a server that remembers what it took.
type world struct {
	t       *testing.T
	dir     string
	store   *storage.Store
	engine  *sender.Engine
	server  *recorder.Server
	dialer  *smtp.Dialer
	ids     []int64 // contacts
	list    int64
	account int64
	stop    func()
	ended   chan error
	offset  atomic.Int64         // by which the clock on the wall is wrong
	passed  func() time.Duration // since the computer was started, where that is to be known
	cut     func()               // all connections to the server
	n       int                  // accounts and campaigns so far
}

type noSecrets struct{}

func (noSecrets) Password(context.Context, mailing.Account) (string, error) { return "", nil }

func newWorld(t *testing.T, dir string, people int, o recorder.Options) *world {
	t.Helper()
	server, err := recorder.Start(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { server.Close() })
	w := &world{t: t, dir: dir, server: server, dialer: patient(10 * time.Second)}
	w.open()
	t.Cleanup(w.close)
	w.list, err = w.store.EnsureList(t.Context(), "all")
	w.ok(err)
	for i := range people {
		id, err := w.store.AddContact(t.Context(), mailing.Contact{Email: address(i), FirstName: fmt.Sprint("Person ", i)})
		w.ok(err)
		w.ids = append(w.ids, id)
	}
	w.ok(w.store.ListContacts(t.Context(), w.list, w.ids, true))
	return w
}

// patient waits so long for each answer.
func patient(wait time.Duration) *smtp.Dialer {
	return &smtp.Dialer{Timeouts: smtp.Timeouts{Greeting: wait, Mail: wait, Rcpt: wait, Data: wait, Dot: wait, Quit: 50 * time.Millisecond}}
}

func address(i int) string { return fmt.Sprintf("person%04d@example.com", i) }

func (w *world) ok(err error) {
	w.t.Helper()
	if err != nil {
		w.t.Fatal(err)
	}
}

// now is the clock on the wall, which is set back and forward: without the monotonic clock that Go keeps beside it.
func (w *world) now() time.Time { return time.Now().Round(0).Add(time.Duration(w.offset.Load())) }

func (w *world) open() {
	w.t.Helper()
	var err error
	w.store, err = storage.Open(w.t.Context(), w.dir)
	w.ok(err)
}

// run lets the engine work until halt.
func (w *world) run() {
	store := w.store
	w.engine = sender.New(sender.Deps{Store: store, Dial: sender.Dialling(w.dialer), Secrets: noSecrets{}, Now: w.now, Passed: w.passed})
	ctx, stop := context.WithCancel(w.t.Context())
	w.stop, w.ended = stop, make(chan error, 1)
	engine, ended := w.engine, w.ended
	go func() { ended <- engine.Run(ctx) }()
}

func (w *world) halt() error {
	if w.stop == nil {
		return nil
	}
	w.stop()
	w.stop = nil
	return <-w.ended
}

func (w *world) close() {
	if err := w.halt(); err != nil && !errors.Is(err, context.Canceled) {
		w.t.Error(err)
	}
	if err := w.store.Close(); err != nil {
		w.t.Error(err)
	}
}

// campaign starts one more campaign to everybody, from an account of its own: what another one has learned of its server does not
// count.
func (w *world) campaign(port, connections int) (id int64, name string) {
	w.t.Helper()
	ctx := w.t.Context()
	w.n++
	name = fmt.Sprintf("Number %d", w.n)
	account, err := w.store.AddAccount(ctx, mailing.Account{
		Name: name, Host: "127.0.0.1", Port: port, Security: mailing.Plain, Connections: connections, From: mailing.Mailbox{Address: "shop@example.at"}, CreatedAt: time.Now(),
	})
	w.ok(err)
	w.account = account
	id, err = w.store.CreateCampaign(ctx, mailing.Campaign{Name: name, AccountID: account, Audience: mailing.Audience{ListIDs: []int64{w.list}}, NotBulk: true})
	w.ok(err)
	w.ok(w.store.StartCampaign(ctx, id, mailing.Message{Subject: name, Body: "Dear {{ first_name }}", Format: mailing.Text}, w.now()))
	return id, name
}

// rest waits until nothing of a campaign is on its way and nothing will be soon.
func (w *world) rest(id int64) mailing.Campaign {
	w.t.Helper()
	ctx, stop := soak.Within(w.t.Context(), 90*time.Second)
	defer stop()
	changed := w.store.Watch(ctx)
	clock := time.NewTicker(20 * time.Millisecond)
	defer clock.Stop()
	for {
		c, err := w.store.Campaign(ctx, id)
		w.ok(err)
		a, err := w.store.Account(ctx, w.account)
		w.ok(err)
		due, waiting, err := w.store.NextDue(ctx, w.account)
		w.ok(err)
		held := a.Hold != nil && !a.Hold.Over(w.now())
		if c.Counts.Sending == 0 && (c.State != mailing.CampaignSending || held || waiting > 0 && due.Sub(w.now()) > time.Second) {
			return c
		}
		select {
		case <-changed:
		case <-clock.C:
		case err := <-w.ended:
			w.ended <- err
			w.t.Fatalf("the engine ended: %v", err)
		case <-ctx.Done():
			w.t.Fatalf("it does not come to rest: %s %+v, hold %+v, %d waiting until %s, pace %+v", c.State, c.Counts, a.Hold, waiting, due, a.Pace)
		}
	}
}

// through brings a campaign to its end, as a user does who can look at the server. It says how many were in doubt.
func (w *world) through(id int64, name string) (doubts int) {
	w.t.Helper()
	ctx := w.t.Context()
	for range 20 {
		c := w.rest(id)
		if c.Counts.InDoubt > 0 {
			if w.cut != nil {
				w.cut() // an idle connection would look like one on which a message is still coming
				w.ok(w.server.AwaitQuiet(ctx))
			}
			all, err := w.store.Deliveries(ctx, storage.DeliveryQuery{CampaignID: id, States: []mailing.DeliveryState{mailing.InDoubt}})
			w.ok(err)
			taken := w.taken(name)
			for _, d := range all {
				doubts++
				_, err := w.store.SettleDoubt(ctx, []int64{d.ID}, len(taken[d.Address]) > 0, w.now())
				w.ok(err)
			}
			continue
		}
		if c.State == mailing.Finished && c.Counts.Failed == 0 {
			return doubts
		}
		w.ok(w.store.SetHold(ctx, w.account, nil))
		_, err := w.store.Retry(ctx, storage.DeliveryQuery{CampaignID: id}, w.now())
		w.ok(err)
	}
	w.t.Fatalf("%s does not come to an end", name)
	return 0
}

// taken are the messages of a campaign that the server took, by address.
func (w *world) taken(name string) map[string][]recorder.Accepted {
	all := map[string][]recorder.Accepted{}
	for _, a := range w.server.Accepted() {
		if a.Subject == name {
			all[a.To] = append(all[a.To], a)
		}
	}
	return all
}

// check looks whether everybody has one message, and all of it.
func (w *world) check(name, how string) {
	w.t.Helper()
	taken := w.taken(name)
	for i := range w.ids {
		got := taken[address(i)]
		if len(got) != 1 {
			w.t.Errorf("%s: %s got %d messages, want exactly one", how, address(i), len(got))
			continue
		}
		if got[0].MessageID == "" || !strings.HasSuffix(strings.TrimSpace(got[0].Text), fmt.Sprint("Person ", i)) {
			w.t.Errorf("%s: the message to %s is not whole: %q", how, address(i), got[0].Text)
		}
		ids := slices.Compact(slices.Sorted(slices.Values(w.server.Seen(address(i), name))))
		if len(ids) != 1 {
			w.t.Errorf("%s: the message to %s went out as %q", how, address(i), ids)
		}
	}
}

func folder(t *testing.T) string { return filepath.Join(t.TempDir(), "data") }
