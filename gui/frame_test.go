package gui_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/desktop"
	"fyne.io/fyne/v2/storage"

	"evenpost/gui"
	"evenpost/gui/home"
	"evenpost/gui/kit"
	"evenpost/gui/kit/kittest"
	"evenpost/mailing"
)

// probe is a page that notes what the frame does with it.
type probe struct {
	name  string
	notes *[]string
	busy  bool // it does not want to be left
	leave func()
}

func (p *probe) note(s string)              { *p.notes = append(*p.notes, p.name+" "+s) }
func (p *probe) Title() string              { return p.name }
func (p *probe) Content() fyne.CanvasObject { return kit.Line("page " + p.name) }
func (p *probe) Shown()                     { p.note("shown") }
func (p *probe) Hidden()                    { p.note("hidden") }
func (p *probe) Refresh()                   { p.note("refresh") }
func (p *probe) OnNew()                     { p.note("new") }
func (p *probe) FocusSearch()               { p.note("search") }
func (p *probe) TakeFiles(paths []string)   { p.note("files " + paths[0]) }
func (p *probe) Open(any)                   { p.note("open") }
func (p *probe) TakeKey(key fyne.KeyName, _ fyne.KeyModifier) bool {
	p.note("key " + string(key))
	return true
}

func (p *probe) BeforeLeave(leave func()) {
	if p.busy {
		p.leave = leave
		return
	}
	leave()
}

type frame struct {
	*kittest.Env
	w     *gui.Window
	store *fakeStore
	pages map[kit.PageID]*probe
	notes []string
}

func newFrame(t *testing.T, s *fakeStore) *frame { return newFrameTold(t, s, nil) }

// newFrameTold opens the window after something went wrong.
func newFrameTold(t *testing.T, s *fakeStore, told error) *frame {
	f := &frame{Env: kittest.New(t), store: s, pages: map[kit.PageID]*probe{}}
	var entries []gui.Entry
	for _, id := range []kit.PageID{kit.PageHome, kit.PageContacts, kit.PageAttention, kit.PageAccounts, kit.PagePractice} {
		entries = append(entries, gui.Entry{ID: id, New: func(*kit.UI) kit.Page {
			f.pages[id] = &probe{name: string(id), notes: &f.notes}
			return f.pages[id]
		}})
	}
	var err error
	f.w, err = gui.New(t.Context(), f.App, gui.Deps{Store: s, Pages: entries, Do: f.UI.Do, Now: func() time.Time { return f.Now }, Told: told})
	if err != nil {
		t.Fatal(err)
	}
	f.Adopt(f.w.Fyne())
	return f
}

// took returns what was noted since, without what the store caused.
func (f *frame) took() []string {
	notes := slices.DeleteFunc(slices.Clone(f.notes), func(s string) bool { return s == "home refresh" || s == "contacts refresh" })
	f.notes = nil
	return notes
}

func (f *frame) shortcut(key fyne.KeyName) {
	f.w.Press(&desktop.CustomShortcut{KeyName: key, Modifier: fyne.KeyModifierShortcutDefault})
}

func TestNavigation(t *testing.T) {
	f := newFrame(t, busyUser())
	if !f.Sees("page home") {
		t.Fatalf("the first page is not shown: %q", f.Texts())
	}
	f.took()
	f.Tap("Contacts")
	f.shortcut(fyne.Key1)
	f.w.Navigate(kit.PageContacts, kit.OpenImport{})
	if got, want := f.took(), []string{"home hidden", "contacts shown", "contacts hidden", "home shown", "home hidden", "contacts open", "contacts shown"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	f.shortcut(fyne.KeyN)
	f.shortcut(fyne.KeyF)
	f.shortcut(fyne.KeyP)
	f.w.Typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	f.w.Drop([]fyne.URI{storage.NewFileURI("/tmp/kunden.csv")})
	if got, want := f.took(), []string{"contacts new", "contacts search", "contacts key P", "contacts key Escape", "contacts files /tmp/kunden.csv"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestWhatWentWrongBeforeIsTold(t *testing.T) {
	f := newFrameTold(t, busyUser(), fmt.Errorf("place saved file: %w", mailing.ErrDiskFull))
	f.UntilText(kit.Explain(mailing.ErrDiskFull).What)
}

func TestKeysDoNothingBehindADialog(t *testing.T) {
	f := newFrame(t, busyUser())
	f.took()
	kit.Confirm(f.w.UI(), kit.Question{Title: "Sure?", Text: "Really?", Yes: "Yes"}, func() {})
	f.shortcut(fyne.Key2)
	f.shortcut(fyne.KeyN)
	if got := f.took(); len(got) != 0 || !f.Sees("Sure?") {
		t.Fatalf("the page behind got %q", got)
	}
	f.w.Typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.Sees("Sure?") || len(f.took()) != 0 {
		t.Fatal("Escape closes the dialog and nothing else")
	}
}

func TestF1ShowsTheKeys(t *testing.T) {
	f := newFrame(t, busyUser())
	field := kit.NewEntry("")
	f.w.UI().Turn(f.Window.Content().(*fyne.Container), field)
	f.Window.Canvas().Focus(field)
	field.TypedKey(&fyne.KeyEvent{Name: fyne.KeyF1}) // also while something has the focus
	f.UntilText("Up from the first row")
	f.w.Typed(&fyne.KeyEvent{Name: fyne.KeyEscape})
	if f.Sees("Up from the first row") {
		t.Error("Escape does not close them")
	}
}

func TestAPageMayKeepTheUser(t *testing.T) {
	f := newFrame(t, busyUser())
	p := f.pages[kit.PageHome]
	p.busy = true
	f.Tap("Contacts")
	if !f.Sees("page home") {
		t.Fatal("the page was left")
	}
	p.leave()
	if !f.Sees("page contacts") {
		t.Fatal("the page is not left when it agreed")
	}
}

func TestMetersAndBadgeAreLive(t *testing.T) {
	s := busyUser()
	f := newFrame(t, s)
	f.UntilText("312 of 500")
	if !f.Sees("limit reached · today") || !f.Sees("49") {
		t.Fatalf("it shows %q", f.Texts())
	}
	f.Tap("info@baker.at")
	if got := f.took(); !slices.Contains(got, "accounts open") {
		t.Errorf("a press on a meter leads to %q", got)
	}
	s.mu.Lock()
	s.groups = append(slices.Clone(s.groups), group(mailing.Failed, mailing.Soft, mailing.Recipient, 51, 1))
	s.mu.Unlock()
	s.tick <- struct{}{}
	f.UntilText("100")
	f.Until(func() bool { return slices.Contains(f.notes, "accounts refresh") })
	f.took()
	f.Tap("Home")
	if got, want := f.notes, []string{"accounts hidden", "home refresh", "home shown"}; !slices.Equal(got, want) {
		t.Errorf("a page that was hidden meanwhile: %q, want %q", got, want)
	}
}

func TestPracticeIsThereWhenThereIsAnAccountForIt(t *testing.T) {
	s := busyUser()
	f := newFrame(t, s)
	f.UntilText("Practice mailbox")
	g := newFrame(t, quietUser())
	g.UntilText("312 of 500")
	if g.Sees("Practice mailbox") {
		t.Fatal("practice without an account for it")
	}
}

func TestClosingTellsWhoWaits(t *testing.T) {
	f := newFrame(t, busyUser())
	f.UntilText("312 of 500")
	f.w.Close()
	f.UntilText("308 people still wait")
	f.Tap("Cancel")
	if !f.Sees("page home") {
		t.Fatal("the window has gone")
	}
}

// What counts is who waits when the window is closed, not who waited when the frame last looked.
func TestClosingRightAfterACampaignAsksNothing(t *testing.T) {
	f := newFrame(t, busyUser())
	f.UntilText("312 of 500")
	f.store.mu.Lock()
	f.store.campaigns = nil
	f.store.mu.Unlock()
	f.w.Close()
	f.Until(func() bool { return f.Closed })
}

// Pressing the button again asks once, not twice.
func TestClosingTwiceAsksOnce(t *testing.T) {
	f := newFrame(t, busyUser())
	f.UntilText("312 of 500")
	f.w.Close()
	f.UntilText("308 people still wait")
	f.store.mu.Lock()
	f.store.campaigns = slices.Clone(f.store.campaigns)
	f.store.campaigns[0].Counts.Waiting--
	f.store.mu.Unlock()
	f.w.Close()
	f.UntilText("307 people still wait")
	if n := len(f.Window.Canvas().Overlays().List()); n != 1 {
		t.Errorf("%d dialogs are open", n)
	}
}

func TestLanguageThemeAndSizeAreChosen(t *testing.T) {
	f := newFrame(t, busyUser())
	f.store.settings[kit.SettingLanguage] = "de"
	f.store.settings[kit.SettingMode] = string(kit.Dark)
	f.store.settings[kit.SettingTextScale] = "1.3"
	f.w.UI().Changed()
	f.UntilText("312 von 500")
	if !f.Sees("Kontakte") || f.Sees("Contacts") {
		t.Errorf("it shows %q", f.Texts())
	}
	if size := f.App.Settings().Theme().Size("text"); size < 18 {
		t.Errorf("text size %v", size)
	}
}

func TestHome(t *testing.T) {
	e := kittest.New(t)
	s := busyUser()
	p := home.New(e.UI, s, s, func(int64) float64 { return 36 })
	e.Show(p.Content())
	p.Shown()
	e.UntilText("The address does not exist.")
	if e.Sees("First steps") || !e.Sees("36 mails a minute · 188 today, 122 tomorrow · finished tomorrow about") || !e.Sees("1 more cause") {
		t.Fatalf("it shows %q", e.Texts())
	}
	e.Tap("failed")
	e.Tap("The address does not exist.")
	want := []kittest.Visit{
		{Page: kit.PageCampaigns, Arg: kit.OpenCampaign{ID: 9, State: mailing.Failed}},
		{Page: kit.PageAttention, Arg: kit.OpenGroup{State: mailing.Failed, Kind: mailing.HardBounce, Scope: mailing.Recipient}},
	}
	if !slices.Equal(e.Visited, want) {
		t.Errorf("visited %+v", e.Visited)
	}
	e.Tap("Pause")
	e.Until(func() bool { return !e.Sees("36 mails a minute") })
}

func TestFirstSteps(t *testing.T) {
	e := kittest.New(t)
	s := newUser()
	p := home.New(e.UI, s, s, nil)
	e.Show(p.Content())
	p.Shown()
	e.UntilText("First steps")
	if e.Sees("Last 14 days") {
		t.Error("a new user has nothing to look back on")
	}
	e.Tap("Add account")
	if want := []kittest.Visit{{Page: kit.PageAccounts, Arg: kit.OpenNew{}}}; !slices.Equal(e.Visited, want) {
		t.Errorf("visited %+v", e.Visited)
	}
	e.Tap("Hide")
	e.Until(func() bool { return !e.Sees("First steps") && len(e.Toasts) == 1 })
	e.Undo()
	e.UntilText("First steps")
}

// Whoever has practised has one step left: an account of their own.
func TestFirstStepsAfterPractice(t *testing.T) {
	e := kittest.New(t)
	s := newUser()
	s.campaigns = []mailing.Campaign{{ID: 1, AccountID: 1, Name: "Practice", State: mailing.Finished, StartedAt: now.Add(-time.Hour), FinishedAt: now, Counts: mailing.Counts{Total: 5, Sent: 5}}}
	p := home.New(e.UI, s, s, nil)
	e.Show(p.Content())
	p.Shown()
	e.UntilText("Enter your mail account")
	s.accounts = append(s.accounts, mailing.Account{ID: 2, Limits: limit()})
	p.Refresh()
	e.Until(func() bool { return !e.Sees("First steps") })
}

// count is how many of the texts hold a part.
func count(texts []string, part string) (n int) {
	for _, s := range texts {
		if strings.Contains(s, part) {
			n++
		}
	}
	return n
}

func TestRestingOnAMeterShowsEveryWindow(t *testing.T) {
	s := busyUser()
	s.accounts[1].Limits = append(s.accounts[1].Limits, mailing.Limit{N: 100_000, Kind: mailing.Rolling, Span: 48 * time.Hour})
	f := newFrame(t, s)
	f.UntilText("more at")
	m, ok := kittest.Find(f.Env, func(*kit.Meter) bool { return true })
	if !ok {
		t.Fatal("no meter")
	}
	m.MouseIn(&desktop.MouseEvent{})
	f.Until(func() bool { return count(f.Texts(), "2 days") == 2 }) // in the sidebar and on the sheet
	m.MouseOut()
	f.Until(func() bool { return count(f.Texts(), "2 days") == 1 })
	m.MouseIn(&desktop.MouseEvent{})
	m.MouseOut()
	f.Settle()
	if count(f.Texts(), "2 days") != 1 {
		t.Error("the sheet came although the pointer had gone")
	}
}
