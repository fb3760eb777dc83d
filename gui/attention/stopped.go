package attention

import (
	"fmt"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// stopped says on top of everything which accounts send nothing until the user lets them, and why.
type stopped struct {
	ui     *kit.UI
	object *fyne.Container
	said   string // what it says, so that opened details stay open
}

func newStopped(ui *kit.UI) *stopped {
	s := &stopped{ui: ui, object: kit.Column(kit.SpaceS)}
	s.object.Hide()
	return s
}

func (s *stopped) set(accounts []mailing.Account, now time.Time) {
	var notices []fyne.CanvasObject
	said := ""
	for _, a := range accounts {
		h := a.Hold
		if h == nil || h.Over(now) || !h.Until.IsZero() {
			continue
		}
		said += fmt.Sprint(a.ID, a.Name, h.Since.UnixMilli(), h.Verdict, h.Reply)
		e := kit.AdviceOf(h.Verdict, h.Reply)
		e.Whose = joined(kit.AccountName(a), e.Whose, kit.T("since {{.When}}", kit.M{"When": kit.When(h.Since, now)}))
		notices = append(notices, kit.NewNotice(kit.Bad, e, kit.Secondary(kit.T("Show the account"), kit.IconKey, func() {
			s.ui.Navigate(kit.PageAccounts, kit.OpenAccount{ID: a.ID})
		})))
	}
	if said == s.said {
		return
	}
	s.said, s.object.Objects = said, notices
	if len(notices) == 0 {
		s.object.Hide()
		return
	}
	s.object.Show()
	s.object.Refresh()
}

func joined(account, whose, since string) string { return account + " · " + whose + " · " + since }
