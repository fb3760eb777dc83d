package kit

import (
	"context"
	"log/slog"
	"slices"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/mailing"

	_ "evenpost/gui/kit/env" // before Fyne's cache package
)

// PageID names a page of the window.
type PageID string

// The pages, in the order of the sidebar.
const (
	PageHome      PageID = "home"
	PageContacts  PageID = "contacts"
	PageTemplates PageID = "templates"
	PageCampaigns PageID = "campaigns"
	PageAttention PageID = "attention"
	PageAccounts  PageID = "accounts"
	PageSettings  PageID = "settings"
	PagePractice  PageID = "practice"
)

// UI is the small shared thing every page gets: where to draw, how to come back from work, and how to reach other pages
// without knowing them.
type UI struct {
	Window   fyne.Window
	Do       Dispatcher                     // brings a function to the window's goroutine
	Ctx      context.Context                // ends when the window closes
	Now      func() time.Time               // the clock; tests set it
	Zone     *time.Location                 // the user's time zone
	Navigate func(page PageID, arg any)     // shows a page; arg is one of the Open… types, or nil
	Explain  func(err error) Explanation    // what happened, whose problem, what to do
	Toast    func(text string, undo func()) // a short message that goes by itself; undo may be nil
	Changed  func()                         // tell the frame that something changed that it shows (accounts, language)
	Files    Files                          // asks the user for files
	Log      *slog.Logger

	dialogs []*Dialog  // open ones, the topmost last
	left    []leftView // those that were turned away from, the newest last
}

// What the window remembers in the store's settings.
const (
	SettingLanguage  = "language"   // "", "en" or "de"; "" follows the system
	SettingMode      = "theme"      // a Mode; "" follows the system
	SettingTextScale = "text_scale" // "1", "1.15" …
)

// CloseTop closes the topmost dialog, as Escape does; false when there is none.
func (ui *UI) CloseTop() bool {
	if n := len(ui.dialogs); n > 0 {
		ui.dialogs[n-1].Close()
		return true
	}
	return false
}

// Turn shows another view in a container. What had the focus in the one before gets no more keys, and has it again when that view comes
// back; in a new view Tab begins anew.
func (ui *UI) Turn(in *fyne.Container, view fyne.CanvasObject) {
	if len(in.Objects) == 1 && in.Objects[0] == view {
		in.Refresh()
		return
	}
	c := ui.Window.Canvas()
	dialog := c.Overlays().Top() != nil
	if len(in.Objects) == 1 && !dialog {
		ui.leave(in.Objects[0], c.Focused())
	}
	in.Objects = []fyne.CanvasObject{view}
	in.Refresh()
	if dialog {
		return
	}
	if f := ui.leftIn(view); f != nil {
		c.Focus(f)
	} else {
		c.Unfocus()
	}
}

// leftView is a view that was turned away from, and what had the focus in it.
type leftView struct {
	view  fyne.CanvasObject
	focus fyne.Focusable
}

func (ui *UI) leave(view fyne.CanvasObject, focus fyne.Focusable) {
	const most = 12 // views that never come back are not kept for ever
	o, ok := focus.(fyne.CanvasObject)
	if !ok || wayTo(o, view) == nil {
		return
	}
	ui.left = append(ui.left, leftView{view, focus})
	ui.left = ui.left[max(0, len(ui.left)-most):]
}

// leftIn is what had the focus in a view when it was left, nil when it is there no more.
func (ui *UI) leftIn(view fyne.CanvasObject) fyne.Focusable {
	for i, l := range slices.Backward(ui.left) {
		if l.view != view {
			continue
		}
		ui.left = slices.Delete(ui.left, i, i+1)
		if o, ok := l.focus.(fyne.CanvasObject); ok && wayTo(o, view) != nil {
			return l.focus
		}
		return nil
	}
	return nil
}

// Explanation is an error in words a baker understands. Raw is the technical text for "Details".
type Explanation struct {
	What  string // what happened
	Whose string // whose problem it is
	Todo  string // what to do
	Raw   string
}

// Page is one page of the window. All methods are called on the window's goroutine.
type Page interface {
	Title() string
	Content() fyne.CanvasObject // built once, then kept
	Shown()
	Hidden()
	Refresh() // something in the store changed; called only while the page is shown, and before Shown when it was not
}

// What a page may do besides. The frame asks with a type assertion.
type (
	// Newer makes something new on Ctrl/Cmd+N.
	Newer interface{ OnNew() }
	// Searcher puts the cursor into its search field on Ctrl/Cmd+F.
	Searcher interface{ FocusSearch() }
	// FileTaker takes files that were dropped on the window.
	FileTaker interface{ TakeFiles(paths []string) }
	// KeyTaker gets keys nobody else wanted (Escape, Delete …) and Ctrl/Cmd+P as "P"; true when it used the key.
	KeyTaker interface {
		TakeKey(key fyne.KeyName, mod fyne.KeyModifier) bool
	}
	// Opener takes the argument of UI.Navigate, before Shown.
	Opener interface{ Open(arg any) }
	// Leaver may keep the user on the page (unsaved text): it calls leave when he may go.
	Leaver interface{ BeforeLeave(leave func()) }
)

// What pages ask each other to show, through UI.Navigate.
type (
	// OpenNew asks a page to make something new.
	OpenNew struct{}
	// OpenAccount asks Accounts for one account.
	OpenAccount struct{ ID int64 }
	// OpenContact asks Contacts for one contact.
	OpenContact struct{ ID int64 }
	// OpenList asks Contacts for the contacts of one list.
	OpenList struct{ ID int64 }
	// OpenImport asks Contacts to begin an import of a file, or to ask for one when Path is empty.
	OpenImport struct{ Path string }
	// OpenTemplate asks Templates for one template.
	OpenTemplate struct{ ID int64 }
	// OpenCampaign asks Campaigns for one campaign; State, when not empty, for its deliveries in that state.
	OpenCampaign struct {
		ID    int64
		State mailing.DeliveryState
	}
	// OpenNewCampaign asks Campaigns for a new campaign with this audience and template already chosen.
	OpenNewCampaign struct {
		Audience   mailing.Audience
		TemplateID int64
	}
	// OpenGroup asks Attention for one group of trouble, of one campaign or (0) of all.
	OpenGroup struct {
		CampaignID int64
		State      mailing.DeliveryState
		Kind       mailing.Kind
		Scope      mailing.Scope
	}
)
