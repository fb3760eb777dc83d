package accounts

import (
	"context"
	"slices"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender"
)

// list is all accounts, each as a card.
type list struct {
	page   *Page
	root   *fyne.Container
	head   *kit.Header
	slot   *kit.Slot
	column *fyne.Container
	full   fyne.CanvasObject
	scroll *container.Scroll
	empty  fyne.CanvasObject
	cards  map[int64]*card
	order  []int64
	live   *kit.Live[[]seen]
	wanted int64 // brought into view as soon as it is there
}

// seen is one account as it stands.
type seen struct {
	mailing.Standing

	live    sender.Live
	answers mailing.Answers
	last    *mailing.Incident // what happened to it last, or nil
	inbox   mailing.InboxMark // how far its mailbox was read
}

func newList(p *Page) *list {
	l := &list{page: p, slot: kit.NewSlot(), column: kit.Column(kit.SpaceM), cards: map[int64]*card{}}
	l.live = kit.NewLive(p.ui, l.begin, l.show)
	add := kit.Primary(kit.T("Add account"), theme.ContentAddIcon(), p.OnNew)
	add.SetToolTip(kit.T("Ctrl+N"))
	l.head = kit.PageHeader(p.Title(), kit.T("The mailboxes you send from, and what each of them may send"), add)
	body := kit.PageBody(l.head, kit.Column(kit.SpaceM, l.slot, l.column))
	l.full, l.scroll = body, scrollOf(body)
	l.empty = kit.EmptyState(kit.IconKey, kit.T("No account yet"),
		kit.T("Evenpost sends through the mailbox you already have. Its address and its password are enough; Evenpost finds the rest."),
		kit.Primary(kit.T("Add account"), theme.ContentAddIcon(), p.OnNew))
	l.root = container.NewStack(l.full)
	return l
}

const (
	answersOf     = 200 // the newest ones tell how fast the server answers now
	incidentsRead = 50
)

func (l *list) begin() func(context.Context) ([]seen, error) {
	store, live, now := l.page.deps.Store, l.page.deps.Live, l.page.ui.Now().In(l.page.ui.Zone)
	return func(ctx context.Context) ([]seen, error) {
		accounts, err := store.Accounts(ctx)
		if err != nil {
			return nil, err
		}
		// The practice account stands last: it is not what the eye looks for.
		slices.SortStableFunc(accounts, func(a, b mailing.Account) int { return rank(a) - rank(b) })
		var all []seen
		for _, a := range accounts {
			s, err := mailing.ReadStanding(ctx, store, a, now)
			if err != nil {
				return nil, err
			}
			one := seen{Standing: s, live: live(a.ID)}
			if one.answers, err = store.AccountAnswers(ctx, a.ID, answersOf); err != nil {
				return nil, err
			}
			incidents, err := store.Incidents(ctx, a.ID, 0, incidentsRead)
			if err != nil {
				return nil, err
			}
			one.last = lastTrouble(incidents)
			if one.inbox, err = store.InboxMark(ctx, a.ID); err != nil {
				return nil, err
			}
			all = append(all, one)
		}
		return all, nil
	}
}

func rank(a mailing.Account) int {
	if a.Practice {
		return 1
	}
	return 0
}

func (l *list) show(all []seen, err error) {
	if err != nil {
		l.slot.Fail(l.page.ui, err)
		return
	}
	l.slot.Put(nil)
	show := l.full
	if len(all) == 0 {
		show = l.empty
	}
	if l.root.Objects[0] != show {
		l.root.Objects[0] = show
		l.root.Refresh()
	}
	var order []int64
	for _, s := range all {
		c := l.cards[s.Account.ID]
		if c == nil {
			c = newCard(l.page, s.Account)
			l.cards[s.Account.ID] = c
		}
		c.set(s)
		order = append(order, s.Account.ID)
	}
	if !slices.Equal(order, l.order) {
		l.order = order
		l.column.Objects = nil
		for _, id := range order {
			l.column.Add(l.cards[id].object)
		}
	}
	l.column.Refresh()
	l.showWanted()
}

// showWanted brings the account that was asked for into view and puts the cursor on it.
func (l *list) showWanted() {
	c := l.cards[l.wanted]
	if c == nil {
		return
	}
	l.wanted = 0
	l.page.ui.Window.Canvas().Focus(c.edit)
	if l.scroll != nil {
		l.scroll.Offset.Y = max(0, min(c.object.Position().Y, l.scroll.Content.MinSize().Height-l.scroll.Size().Height))
		l.scroll.Refresh()
	}
}

// scrollOf is what scrolls in the body of a page.
func scrollOf(o fyne.CanvasObject) *container.Scroll {
	c, ok := o.(*fyne.Container)
	if !ok {
		return nil
	}
	for _, inner := range c.Objects {
		if s, ok := inner.(*container.Scroll); ok {
			return s
		}
	}
	return nil
}

// reveal puts the cursor on an account's card.
func (l *list) reveal(id int64) {
	l.wanted = id
	l.live.Restart()
}
