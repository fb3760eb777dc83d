package cli_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"evenpost/cli"
	"evenpost/e2e/recorder"
	"evenpost/storage/instance"
)

type waitingFor struct {
	Why   string
	Until *string
	Text  string
}

type forecast struct {
	Today, Tomorrow int
	Finish          *string
}

type status struct {
	ID                                    int64
	Name, State                           string
	Total, Waiting, Sending, Sent, Failed int
	InDoubt                               int `json:"in_doubt"`
	Skipped, Cancelled                    int
	WaitingFor                            *waitingFor `json:"waiting_for"`
	Forecast                              *forecast
}

// server starts a mail server that takes everything, each after a while.
func server(t *testing.T, delay time.Duration) (*recorder.Server, string) {
	t.Helper()
	s, err := recorder.Start(t.Context(), recorder.Options{Delay: delay})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s, strconv.Itoa(s.Port())
}

// onceEach looks whether everybody got one mail.
func onceEach(t *testing.T, s *recorder.Server, want []string) {
	t.Helper()
	var got []string
	for _, a := range s.Accepted() {
		got = append(got, a.To)
	}
	slices.Sort(got)
	want = slices.Sorted(slices.Values(want))
	if !slices.Equal(got, want) {
		t.Errorf("%d mails to %v, want %d", len(got), got, len(want))
	}
}

func TestCampaign(t *testing.T) {
	s, port := server(t, 0)
	p := newProgram(t)
	all := addresses(20)
	p.prepare(port, all)
	p.must(cli.Done, "suppress", all[3])
	if got := read[[]status](p, "campaigns", "status"); len(got) != 1 || got[0].State != "draft" || got[0].WaitingFor != nil || got[0].Forecast != nil {
		t.Errorf("%+v", got)
	}
	r := p.must(cli.Done, "campaigns", "start", "spring", "--wait")
	if !strings.Contains(r.out, "finished") || !strings.Contains(r.out, "19 of 20 sent, 1 skipped") {
		t.Errorf("%s", r.out)
	}
	onceEach(t, s, slices.Delete(slices.Clone(all), 3, 4))
	got := read[status](p, "campaigns", "status", "spring")
	want := status{ID: got.ID, Name: "spring", State: "finished", Total: 20, Sent: 19, Skipped: 1}
	if got != want {
		t.Errorf("%+v", got)
	}
	if byID := read[status](p, "campaigns", "status", strconv.FormatInt(got.ID, 10)); byID != got {
		t.Errorf("by number: %+v", byID)
	}
	if r := p.must(cli.Failed, "campaigns", "start", "spring", "--wait"); !strings.Contains(r.err, "finished already") {
		t.Errorf("%s", r.err)
	}
	if r := p.must(cli.Failed, "campaigns", "pause", "spring"); !strings.Contains(r.err, "is finished") {
		t.Errorf("%s", r.err)
	}
	if r := p.must(cli.Failed, "campaigns", "status", "autumn"); !strings.Contains(r.err, "no campaign “autumn”") {
		t.Errorf("%s", r.err)
	}
	if r := p.must(cli.Done, "run"); !strings.Contains(r.out, "Nothing is due.") {
		t.Errorf("%s", r.out)
	}
	p.must(cli.Done, "campaigns", "delete", "spring")
	if got := read[[]status](p, "campaigns", "status"); got == nil || len(got) != 0 {
		t.Errorf("%+v", got)
	}
}

func TestStartedThenRun(t *testing.T) {
	s, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(5))
	if got := read[status](p, "campaigns", "start", "spring"); got.State != "sending" || got.Waiting != 5 || got.Forecast == nil || got.Forecast.Today != 5 {
		t.Errorf("%+v", got)
	}
	if r := p.must(cli.Failed, "campaigns", "start", "spring"); !strings.Contains(r.err, "sending already") {
		t.Errorf("%s", r.err)
	}
	type done struct {
		Done       bool
		WaitingFor *waitingFor `json:"waiting_for"`
		Campaigns  []status
	}
	got := read[done](p, "run")
	if !got.Done || got.WaitingFor != nil || len(got.Campaigns) != 1 || got.Campaigns[0].Sent != 5 {
		t.Errorf("%+v", got)
	}
	onceEach(t, s, addresses(5))
}

func TestLimitStopsIt(t *testing.T) {
	s, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(8), "--limit", "3/24h", "--limit", "100/hour")
	r := p.must(cli.Stopped, "campaigns", "start", "spring", "--wait", "--json")
	got := decode[status](t, r.out)
	if got.State != "sending" || got.Sent != 3 || got.Waiting != 5 || got.WaitingFor == nil || got.WaitingFor.Why != "limit" || got.WaitingFor.Until == nil ||
		got.Forecast == nil || got.Forecast.Tomorrow != 3 || got.Forecast.Finish == nil {
		t.Errorf("%s", r.out)
	}
	if !strings.Contains(r.err, "the limit of 3/24h is used up; more is free") {
		t.Errorf("%s", r.err)
	}
	type use struct {
		Account string
		Free    *int
		Next    *string
		Windows []struct {
			Limit      string
			Used, Free int
			MoreAt     *string `json:"more_at"`
		}
		Waiting    int
		WaitingFor *waitingFor `json:"waiting_for"`
	}
	q := read[[]use](p, "quota", "--account", "office")
	if len(q) != 1 || *q[0].Free != 0 || q[0].Next == nil || len(q[0].Windows) != 2 || q[0].Windows[0].Used != 3 || q[0].Windows[1].Free != 97 || q[0].Waiting != 5 {
		t.Errorf("%+v", q)
	}
	if text := p.must(cli.Done, "quota").out; !strings.Contains(text, "3/24h: 3 of 3 used, 0 left") || !strings.Contains(text, "5 people waiting") {
		t.Errorf("%s", text)
	}
	// A later run stops at the same limit without sending anything.
	r = p.must(cli.Stopped, "run")
	if !strings.Contains(r.err, "the limit of 3/24h is used up") || s.Count() != 3 {
		t.Errorf("%d mails: %s", s.Count(), r.err)
	}
	p.must(cli.Done, "accounts", "set", "office", "--limit", "none")
	p.must(cli.Done, "run")
	onceEach(t, s, addresses(8))
}

// aside runs a command beside the test.
func (p *program) aside(ctx context.Context, args ...string) (ended chan int, out, errOut *lockedBuffer) {
	ended, out, errOut = make(chan int, 1), &lockedBuffer{}, &lockedBuffer{}
	go func() { ended <- cli.Run(ctx, p.environment(out, errOut, args)) }()
	return ended, out, errOut
}

func await(t *testing.T, s *recorder.Server, n int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	if err := s.AwaitCount(ctx, n); err != nil {
		t.Fatal(err)
	}
}

func TestPausedByAnotherProcess(t *testing.T) {
	s, port := server(t, 20*time.Millisecond)
	p := newProgram(t)
	all := addresses(300)
	p.prepare(port, all, "--connections", "2")
	ended, _, errOut := p.aside(t.Context(), "campaigns", "start", "spring", "--wait")
	await(t, s, 10)
	began := time.Now()
	p.must(cli.Done, "campaigns", "pause", "spring")
	paused := s.Count()
	if code := <-ended; code != cli.Stopped || !strings.Contains(errOut.String(), "is paused.") {
		t.Errorf("it ended with %d: %s", code, errOut)
	}
	if took := time.Since(began); took > 2*time.Second {
		t.Errorf("the pause took %v", took)
	}
	if n := s.Count(); n > paused+4 {
		t.Errorf("%d mails went out after the pause", n-paused)
	}
	got := read[status](p, "campaigns", "status", "spring")
	if got.State != "paused" || got.WaitingFor == nil || got.WaitingFor.Why != "paused" || got.InDoubt != 0 || got.Sending != 0 {
		t.Errorf("%+v", got)
	}
	if r := p.must(cli.Failed, "campaigns", "start", "spring", "--wait"); !strings.Contains(r.err, "campaigns resume") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Done, "campaigns", "resume", "spring")
	p.must(cli.Done, "campaigns", "start", "spring", "--wait")
	onceEach(t, s, all)
}

func TestCancelledByAnotherProcess(t *testing.T) {
	s, port := server(t, 20*time.Millisecond)
	p := newProgram(t)
	p.prepare(port, addresses(300))
	ended, _, errOut := p.aside(t.Context(), "campaigns", "start", "spring", "--wait")
	await(t, s, 5)
	p.must(cli.Done, "campaigns", "cancel", "spring")
	if code := <-ended; code != cli.Stopped || !strings.Contains(errOut.String(), "was cancelled") {
		t.Errorf("it ended with %d: %s", code, errOut)
	}
	got := read[status](p, "campaigns", "status", "spring")
	if got.State != "cancelled" || got.Sent != s.Count() || got.Cancelled != 300-got.Sent || got.Waiting != 0 {
		t.Errorf("%+v; %d mails", got, s.Count())
	}
	p.must(cli.Failed, "campaigns", "resume", "spring")
}

func TestInterrupted(t *testing.T) {
	s, port := server(t, 20*time.Millisecond)
	p := newProgram(t)
	all := addresses(100)
	p.prepare(port, all, "--connections", "3")
	ctx, interrupt := context.WithCancel(t.Context())
	ended, out, errOut := p.aside(ctx, "campaigns", "start", "spring", "--wait", "--json")
	await(t, s, 5)
	interrupt()
	if code := <-ended; code != cli.Stopped || !strings.Contains(errOut.String(), "was stopped") {
		t.Errorf("it ended with %d: %s", code, errOut)
	}
	if got := decode[status](t, out.String()); got.State != "sending" || got.Sending != 0 || got.InDoubt != 0 || got.Sent != s.Count() {
		t.Errorf("%+v; %d mails", got, s.Count())
	}
	p.must(cli.Done, "campaigns", "start", "spring", "--wait")
	onceEach(t, s, all)
}

func TestDataFolderInUse(t *testing.T) {
	_, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(2))
	lock, err := instance.Acquire(p.data)
	if err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"campaigns", "start", "spring", "--wait"}, {"run"}} {
		if r := p.must(cli.Failed, args...); !strings.Contains(r.err, "Another Evenpost is working with this data folder") {
			t.Errorf("%s", r.err)
		}
	}
	if got := read[status](p, "campaigns", "status", "spring"); got.State != "draft" {
		t.Errorf("%+v", got)
	}
	p.must(cli.Done, "campaigns", "start", "spring") // the window would send it
	if err := lock.Release(); err != nil {
		t.Fatal(err)
	}
	p.must(cli.Done, "run")
}

func TestBulkMailNeedsAnIdentity(t *testing.T) {
	s, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(2))
	r := p.must(cli.Done, "campaigns", "create", "--name", "news", "--template", "hello", "--account", "office", "--all")
	if !strings.Contains(r.err, "Before it can start: The postal address of your business is missing.") {
		t.Errorf("%s", r.err)
	}
	r = p.must(cli.Failed, "campaigns", "start", "news", "--wait")
	if !strings.Contains(r.err, "postal address") || s.Count() != 0 {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Failed, "settings", "--unsubscribe", "nowhere")
	p.must(cli.Failed, "settings", "--unsubscribe-url", "http://example.at/out")
	type identity struct {
		Business, Postal, Unsubscribe string
		URL                           string `json:"unsubscribe_url"`
	}
	p.must(cli.Done, "settings", "--business", "Bakery", "--postal", "Hauptplatz 1, 8010 Graz")
	if got := read[identity](p, "settings", "--unsubscribe", "out@example.at"); got != (identity{"Bakery", "Hauptplatz 1, 8010 Graz", "out@example.at", ""}) {
		t.Errorf("%+v", got)
	}
	p.must(cli.Done, "campaigns", "start", "news", "--wait")
	onceEach(t, s, addresses(2))
}

func TestCampaignsThatCannotBe(t *testing.T) {
	_, port := server(t, 0)
	p := newProgram(t)
	p.prepare(port, addresses(2))
	with := func(name string, args ...string) []string {
		return append([]string{"campaigns", "create", "--name", name, "--not-bulk"}, args...)
	}
	for _, c := range []struct {
		args []string
		says string
	}{
		{with("a", "--template", "none", "--account", "office", "--all"), "no template “none”"},
		{with("a", "--template", "hello", "--account", "none", "--all"), "no account “none”"},
		{with("a", "--template", "hello", "--account", "office", "--list", "none"), "no list “none”"},
		{with("spring", "--template", "hello", "--account", "office", "--all"), "a campaign “spring” already"},
	} {
		if r := p.must(cli.Failed, c.args...); !strings.Contains(r.err, c.says) {
			t.Errorf("%v says %s", c.args, r.err)
		}
	}
	p.must(cli.Done, with("empty", "--template", "hello", "--account", "office", "--tag", "nobody")...)
	if r := p.must(cli.Failed, "campaigns", "start", "empty"); !strings.Contains(r.err, "nobody to send to") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Done, "templates", "add", "--name", "odd", "--subject", "Hi", p.file("odd.txt", "Dear {{ nickname }}"))
	p.must(cli.Done, with("odd", "--template", "odd", "--account", "office", "--all")...)
	if r := p.must(cli.Failed, "campaigns", "start", "odd", "--wait"); !strings.Contains(r.err, "a field that no contact has") || !strings.Contains(r.err, "nickname") {
		t.Errorf("%s", r.err)
	}
	p.must(cli.Done, with("later", "--template", "hello", "--account", "office", "--all", "--at", time.Now().AddDate(0, 1, 0).Format("2006-01-02 15:04"))...)
	r := p.must(cli.Stopped, "campaigns", "start", "later", "--wait")
	if got := read[status](p, "campaigns", "status", "later"); got.State != "scheduled" || got.WaitingFor == nil || got.WaitingFor.Why != "schedule" || !strings.Contains(r.err, "it is to start on") {
		t.Errorf("%+v %s", got, r.err)
	}
}
