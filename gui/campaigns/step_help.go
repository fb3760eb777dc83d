package campaigns

import (
	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// helpChoice offers a second account that sends while the first one is full or stopped. It shows itself only when there is
// one that may: people and their servers trust one sender's domain.
type helpChoice struct {
	w       *wizard
	root    *fyne.Container
	choices *kit.Choices
	both    *kit.Check
	all     []mailing.Account
}

// nobodyHelps is the id of the choice that no account helps.
const nobodyHelps int64 = -1

func newHelpChoice(w *wizard) *helpChoice {
	h := &helpChoice{w: w}
	h.choices = kit.NewChoices(h.onHelper)
	h.both = kit.NewCheck(kit.T("Both send from the beginning"), h.onBoth)
	h.root = kit.Column(kit.SpaceXS, kit.Strong(kit.T("When this account is full or stopped")), h.choices, h.both)
	h.root.Hide()
	return h
}

// set takes the accounts there are.
func (h *helpChoice) set(all []mailing.Account) {
	h.all = all
	h.show()
}

// show offers who may help the account that is chosen now.
func (h *helpChoice) show() {
	draft := &h.w.draft
	var first mailing.Account
	for _, a := range h.all {
		if a.ID == draft.AccountID {
			first = a
		}
	}
	options := []kit.Choice{{ID: nobodyHelps, Title: kit.T("Wait"), About: kit.T("It goes on when it may send again")}}
	chosen := nobodyHelps
	for _, a := range h.all {
		if a.ID == first.ID || a.Practice || mailing.Domain(a.From.Address) != mailing.Domain(first.From.Address) {
			continue
		}
		options = append(options, kit.Choice{ID: a.ID, Title: kit.AccountName(a), About: kit.T("Sends meanwhile, from {{.Address}}", kit.M{"Address": a.From.Address})})
		if a.ID == draft.SecondID {
			chosen = a.ID
		}
	}
	if chosen == nobodyHelps {
		draft.SecondID, draft.Sharing = 0, ""
	}
	h.choices.Set(options...)
	h.choices.Choose(chosen)
	h.both.Checked = draft.Sharing == mailing.Shares
	h.both.Refresh()
	visible(h.both, chosen != nobodyHelps)
	visible(h.root, len(options) > 1 && !first.Practice)
}

func (h *helpChoice) onHelper(id int64) {
	draft := &h.w.draft
	draft.SecondID, draft.Sharing = 0, ""
	if id != nobodyHelps {
		draft.SecondID, draft.Sharing = id, mailing.TakesOver
		if h.both.Checked {
			draft.Sharing = mailing.Shares
		}
	}
	visible(h.both, id != nobodyHelps)
	h.root.Refresh()
}

func (h *helpChoice) onBoth(on bool) {
	draft := &h.w.draft
	switch {
	case draft.SecondID == 0:
	case on:
		draft.Sharing = mailing.Shares
	default:
		draft.Sharing = mailing.TakesOver
	}
}
