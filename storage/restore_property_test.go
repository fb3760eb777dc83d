package storage

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"evenpost/mailing"
)

// outside is a campaign with a world around it that knows what really happened: whose mail the server took.
type outside struct {
	*world
	rt       *rapid.T
	campaign []int64
	people   map[int64]map[int64]bool // by campaign: contacts
	accepted map[[2]int64]int         // by campaign and contact
	flying   []mailing.Job
	older    []byte // an older state of the database file, to take pages from
	backups  int
}

func (o *outside) start(n int) {
	all := o.world.people(fmt.Sprintf("c%d-", len(o.campaign)), n)
	list, err := o.EnsureList(o.tb.Context(), fmt.Sprint("list ", len(o.campaign)))
	o.ok(err)
	o.ok(o.ListContacts(o.tb.Context(), list, all, true))
	id := o.started(fmt.Sprint("campaign ", len(o.campaign)), mailing.Audience{ListIDs: []int64{list}})
	o.campaign = append(o.campaign, id)
	o.people[id] = map[int64]bool{}
	for _, p := range all {
		o.people[id][p] = true
	}
}

// turn sends: the server takes a mail or not, and the engine may hear of it or not yet.
func (o *outside) turn() {
	var done []mailing.Settlement
	var still []mailing.Job
	for _, j := range o.flying {
		switch rapid.IntRange(0, 9).Draw(o.rt, "outcome") {
		case 0:
			still = append(still, j)
		case 1:
			done = append(done, o.came(j, busy))
		case 2:
			done = append(done, o.came(j, unknown))
		default:
			o.take(j)
			if rapid.Bool().Draw(o.rt, "noted") {
				o.Accepted(j.Delivery.ID, accepted, time.Second)
			}
			done = append(done, o.came(j, accepted))
		}
	}
	jobs, err := o.Turn(o.tb.Context(), mailing.Turn{AccountID: o.account, Done: done, Want: rapid.IntRange(1, 4).Draw(o.rt, "want")}, o.now)
	o.ok(err)
	o.flying = append(still, jobs...)
	o.now = o.now.Add(time.Second)
}

func (o *outside) take(j mailing.Job) {
	o.ok(o.HandedOver(j.Delivery.ID))
	o.accepted[[2]int64{j.Delivery.CampaignID, j.Contact.ID}]++
}

// damage does to the files of a program that was killed what disks do.
func damage(rt *rapid.T, path string, older []byte) string {
	text, err := os.ReadFile(path)
	if err != nil || len(text) == 0 {
		return "nothing"
	}
	const page = 4096
	somewhere := func() int { return rapid.IntRange(0, len(text)/page-1).Draw(rt, "page") * page }
	kind := rapid.SampledFrom([]string{"flip", "zero", "older", "older page", "cut", "rubbish"}).Draw(rt, "damage")
	if len(text) < page {
		kind = "cut"
	}
	switch kind {
	case "flip":
		for range rapid.IntRange(1, 20).Draw(rt, "flips") {
			text[rapid.IntRange(0, len(text)-1).Draw(rt, "at")] ^= byte(1 << rapid.IntRange(0, 7).Draw(rt, "bit"))
		}
	case "zero":
		for range rapid.IntRange(1, 4).Draw(rt, "pages") {
			at := somewhere()
			clear(text[at : at+page])
		}
	case "older": // half of all pages
		for at := 0; at+page <= min(len(text), len(older)); at += page {
			if rapid.Bool().Draw(rt, "lost") {
				copy(text[at:at+page], older[at:])
			}
		}
	case "older page":
		if at := somewhere(); at+page <= len(older) {
			copy(text[at:at+page], older[at:])
		}
	case "cut":
		text = text[:rapid.IntRange(0, len(text)-1).Draw(rt, "length")]
	case "rubbish":
		at := somewhere()
		copy(text[at:], bytes.Repeat([]byte("Dear customers, "), page/16))
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		rt.Fatal(err)
	}
	return kind
}

// Random damage at a random moment of a campaign: the program starts again, nobody whom the server has taken a mail for gets
// another one, and nobody is missing.
func TestDamageAtAnyMoment(t *testing.T) {
	seen, noticed := map[string]int{}, map[string]int{}
	doubts, rounds := 0, 0
	rapid.Check(t, func(rt *rapid.T) {
		dir := emptyFolder(t)
		s, err := Open(t.Context(), dir)
		if err != nil {
			rt.Fatal(err)
		}
		o := &outside{
			world: &world{Store: s, tb: t, now: time.UnixMilli(1_790_000_000_000)}, rt: rt,
			people: map[int64]map[int64]bool{}, accepted: map[[2]int64]int{},
		}
		o.slice = 50
		_, err = o.w.ExecContext(t.Context(), `PRAGMA synchronous = OFF`) // the files are looked at by a living computer
		o.ok(err)
		o.account = o.newAccount("Bakery")
		_, err = o.Recover(t.Context(), o.now)
		o.ok(err)
		o.start(rapid.IntRange(5, 120).Draw(rt, "people"))
		o.keep()
		o.checkpoint()
		o.older = o.file()
		for range rapid.IntRange(0, 30).Draw(rt, "steps") {
			switch rapid.IntRange(0, 12).Draw(rt, "step") {
			case 0:
				o.keep()
			case 1:
				o.checkpoint()
				o.older = o.file()
			case 2:
				if len(o.campaign) < 3 {
					o.start(rapid.IntRange(1, 20).Draw(rt, "more people"))
					o.keep() // as the program does when a campaign is under way
				}
			case 3:
				o.checkpoint()
			case 4: // the journal's file has become large
				o.ok(o.rotateJournal(o.tb.Context()))
			default:
				o.turn()
			}
		}
		if rapid.Bool().Draw(rt, "checkpoint") {
			o.checkpoint()
		}
		// Killed: some of what is on its way arrives.
		for _, j := range o.flying {
			switch rapid.SampledFrom([]string{"not handed over", "lost", "arrived", "accepted"}).Draw(rt, "on its way") {
			case "lost":
				o.ok(o.HandedOver(j.Delivery.ID))
			case "arrived":
				o.take(j)
			case "accepted":
				o.take(j)
				o.Accepted(j.Delivery.ID, accepted, time.Second)
			}
		}
		killed := t.TempDir()
		if err := os.CopyFS(killed, os.DirFS(dir)); err != nil {
			rt.Fatal(err)
		}
		o.ok(s.Close())
		kind := damage(rt, filepath.Join(killed, databaseFile), o.older)
		if rapid.IntRange(0, 3).Draw(rt, "the log too") == 0 {
			damage(rt, filepath.Join(killed, databaseFile+"-wal"), nil)
		}
		seen[kind]++
		found := o.startAgain(killed)
		if found {
			noticed[kind]++
		}
		rt.Logf("damage: %s, noticed: %v", kind, found)
		rounds++
		doubts += o.toTheEnd()
	})
	t.Logf("damage %v, noticed %v; %.1f in doubt in a round", seen, noticed, float64(doubts)/float64(max(1, rounds)))
}

func (o *outside) checkpoint() {
	_, err := o.w.ExecContext(o.tb.Context(), `PRAGMA wal_checkpoint(TRUNCATE)`)
	o.ok(err)
}

func (o *outside) file() []byte {
	b, err := os.ReadFile(filepath.Join(o.dir, databaseFile))
	o.ok(err)
	return b
}

func (o *outside) keep() {
	_, err := o.Backup(o.tb.Context(), o.now)
	o.ok(err)
	o.backups++
}

// startAgain does what a start does, with a restore when damage is found.
func (o *outside) startAgain(dir string) (damaged bool) {
	s, err := Open(o.tb.Context(), dir)
	if err == nil {
		if err = s.Examine(o.tb.Context()); err != nil {
			o.ok(s.Close())
		}
	}
	if err != nil {
		if !errors.Is(err, mailing.ErrDamaged) {
			o.rt.Fatalf("not called damage: %v", err)
		}
		if _, err := Restore(o.tb.Context(), dir, "", o.now); err != nil {
			o.rt.Fatalf("restore: %v", err)
		}
		if s, err = Open(o.tb.Context(), dir); err != nil {
			o.rt.Fatalf("after the restore: %v", err)
		}
		if err := s.Examine(o.tb.Context()); err != nil {
			o.rt.Fatalf("after the restore: %v", err)
		}
		damaged = true
	}
	o.Store = s
	_, err = s.Recover(o.tb.Context(), o.now)
	o.ok(err)
	return damaged
}

// toTheEnd lets everything go on, as a user does who can look at the server.
func (o *outside) toTheEnd() (doubts int) {
	defer func() { o.ok(o.Close()) }()
	ctx := o.tb.Context()
	for _, id := range o.campaign {
		c, err := o.Campaign(ctx, id)
		if err != nil {
			o.rt.Fatalf("campaign %d: %v", id, err)
		}
		if c.State == mailing.Paused {
			o.ok(o.ResumeCampaign(ctx, id))
		}
	}
	o.fill()
	all, err := o.Deliveries(ctx, DeliveryQuery{States: []mailing.DeliveryState{mailing.InDoubt}})
	o.ok(err)
	for _, d := range all {
		_, err := o.SettleDoubt(ctx, []int64{d.ID}, o.accepted[[2]int64{d.CampaignID, d.ContactID}] > 0, o.now)
		o.ok(err)
	}
	_, err = o.Retry(ctx, DeliveryQuery{}, o.now)
	o.ok(err)
	for {
		o.now = o.now.Add(24 * time.Hour)
		jobs, err := o.Turn(ctx, mailing.Turn{AccountID: o.account, Want: 20}, o.now)
		if err != nil {
			o.rt.Fatal(err)
		}
		if len(jobs) == 0 {
			break
		}
		var done []mailing.Settlement
		for _, j := range jobs {
			o.take(j)
			done = append(done, o.came(j, accepted))
		}
		_, err = o.Turn(ctx, mailing.Turn{AccountID: o.account, Done: done}, o.now)
		o.ok(err)
	}
	for campaign, people := range o.people {
		for p := range people {
			if n := o.accepted[[2]int64{campaign, p}]; n != 1 {
				o.rt.Errorf("person %d of campaign %d has %d mails", p, campaign, n)
			}
		}
		c, err := o.Campaign(ctx, campaign)
		o.ok(err)
		if c.State != mailing.Finished || c.Counts.Sent != len(people) || c.Counts.Total != len(people) {
			o.rt.Errorf("campaign %d: %s, %+v of %d people", campaign, c.State, c.Counts, len(people))
		}
	}
	return len(all)
}
