package accounts

import (
	"net/url"
	"slices"
	"strconv"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"evenpost/gui/kit"
	"evenpost/mailing"
)

// build lays out the whole form.
func (e *editor) build() {
	title, about := kit.T("Add account"), kit.T("Check what Evenpost found, then save")
	if e.was.ID != 0 {
		title, about = kit.T("Edit account"), kit.AccountName(e.was)
	}
	e.asks = !e.was.Practice && e.was.ID == 0 && (!e.known || !e.complete())
	e.save = kit.Primary(kit.T("Save"), theme.ConfirmIcon(), e.onSave)
	head := kit.NewSubHeader(kit.T("All accounts"), e.onBack, title, about, kit.Quiet(kit.T("Cancel"), nil, e.onBack), e.save)
	parts := []fyne.CanvasObject{e.slot, e.senderCard(), e.limitsCard(), e.detailsCard()}
	if e.asks { // what nobody but the user knows comes first
		parts = []fyne.CanvasObject{e.slot, e.serverCard(), e.senderCard(), e.limitsCard(), e.detailsCard()}
	}
	if !e.was.Practice {
		parts = append(parts, e.answers.object)
	}
	left := kit.Column(kit.SpaceM, parts...)
	right := kit.Column(kit.SpaceM, e.checkCard(), e.providerCard())
	e.root.Objects = []fyne.CanvasObject{kit.PageBody(head, kit.TwoParts(.58, 280, left, kit.NewTop(right)))}
	e.root.Refresh()
	e.showWarning()
	e.start = e.state()
}

func (e *editor) senderCard() fyne.CanvasObject {
	fields := []fyne.CanvasObject{kit.Field(kit.T("Name that recipients see"), "", e.sender)}
	if e.was.Practice {
		fields = append(fields, kit.Field(kit.T("Sender address"), kit.T("Any address will do: nobody is mailed."), e.address))
	} else {
		e.address.OnSubmitted, e.password.OnSubmitted = nil, func(string) { e.onTest() }
		fields = append(fields, kit.Field(kit.T("E-mail address"), "", e.address))
		if !e.asks {
			fields = append(fields, kit.Field(kit.T("Password"), e.passwordHint(), e.password))
		}
	}
	fields = append(fields, kit.Field(kit.T("Answers go to"), "", e.replyTo))
	return kit.CardTitled(kit.T("Sender"), nil, kit.Column(12, fields...))
}

func (e *editor) passwordHint() string {
	if e.was.ID != 0 {
		return kit.T("Leave it empty to keep the one that is known.")
	}
	return ""
}

func (e *editor) limitsCard() fyne.CanvasObject {
	about := kit.Hint(kit.T("Evenpost never sends more than this, over all campaigns and tests of this account. What is left waits and goes on by itself."))
	return kit.CardTitled(kit.T("How much may it send?"), nil, kit.Column(kit.SpaceM, about, e.limits.object, e.source(), e.everyday.object))
}

// source says where the numbers come from.
func (e *editor) source() fyne.CanvasObject {
	heading := kit.Small(kit.T("Where this number comes from"))
	heading.Bold = true
	parts := []fyne.CanvasObject{heading}
	switch {
	case e.was.Practice:
		parts = append(parts, small(kit.T("It is made up, so that you can see how a limit works. Any number will do.")))
	case !e.known:
		parts = append(parts, small(kit.T("Evenpost does not know the limits of this provider, so it begins carefully. Look for “sending limit” on your provider's help pages and enter what you find.")))
	case len(e.preset.Limits) == 0:
		parts = append(parts, small(kit.T("{{.Provider}} does not publish a limit. This is a careful beginning; raise it when it works well.", kit.M{"Provider": e.preset.Name})))
	default:
		parts = append(parts, small(kit.T("A careful beginning below what {{.Provider}} allows; raise it when it works well:", kit.M{"Provider": e.preset.Name})))
		const most = 4
		for _, l := range e.preset.Limits[:min(most, len(e.preset.Limits))] {
			words := kit.LimitWords(l.Limit)
			if l.Plan != "" {
				words += " (" + l.Plan + ")"
			}
			words += ", " + evidence(l) + ": "
			link := widget.NewHyperlink(site(l.Source), parse(l.Source))
			link.SizeName = kit.SizeSmall
			parts = append(parts, kit.Row(0, kit.Small("•  "+words), link))
		}
	}
	return kit.Column(2, parts...)
}

func parse(address string) *url.URL {
	u, err := url.Parse(address)
	if err != nil {
		return nil
	}
	return u
}

// serverCard asks for what nobody but the user knows.
func (e *editor) serverCard() fyne.CanvasObject {
	words := kit.T("Evenpost does not know this provider. Its help page says what belongs here; look for “outgoing mail server” or “SMTP”.")
	if e.known {
		words = kit.T("{{.Provider}} gives every customer something of their own here. Its page says what belongs here.", kit.M{"Provider": e.preset.Name})
	}
	parts := append([]fyne.CanvasObject{kit.Hint(words)}, e.serverFields()...)
	// The password stands beside the user name: the server refuses or takes both together.
	parts = append(parts, kit.Field(kit.T("Password"), e.passwordHint(), e.password))
	return kit.CardTitled(kit.T("The server of your provider"), nil, kit.Column(12, parts...))
}

func (e *editor) serverFields() []fyne.CanvasObject {
	return []fyne.CanvasObject{
		kit.Field(kit.T("Mail server"), "", e.host),
		kit.TwoParts(.28, 80, kit.Field(kit.T("Port"), "", e.port), kit.Field(kit.T("Security"), "", e.security)),
		e.warning,
		kit.Field(kit.T("User name"), kit.T("Mostly the whole address. Leave it empty when the server wants no login."), e.user),
	}
}

// detailsCard has what hardly anybody changes, folded up at first.
func (e *editor) detailsCard() fyne.CanvasObject {
	speed := kit.TwoParts(.5, 150,
		kit.Field(kit.T("Connections at once"), "", e.connections),
		kit.Field(kit.T("Pause in seconds"), "", e.gap))
	parts := []fyne.CanvasObject{}
	if !e.was.Practice && !e.asks {
		parts = e.serverFields()
	}
	parts = append(parts, speed, kit.Field(kit.T("Mails per connection"), kit.T("Some servers want a new connection after so many. Empty: any number."), e.perConnection))
	if !e.was.Practice {
		parts = append(parts, kit.Field(kit.T("Name in Evenpost"), "", e.name))
	}
	e.details = kit.Column(12, parts...)
	e.details.Hide()
	e.more = kit.Quiet("", nil, e.onDetails)
	e.more.IconPlacement = widget.ButtonIconTrailingText
	e.labelDetails()
	return kit.Card(kit.Column(kit.SpaceM, kit.Row(kit.SpaceS, kit.Grow(kit.Column(2, kit.Heading(kit.T("Details")).Cuttable(), e.summary)), e.more), e.details))
}

func (e *editor) onDetails() {
	if e.details.Visible() {
		e.details.Hide()
	} else {
		e.details.Show()
	}
	e.labelDetails()
	e.root.Refresh()
}

func (e *editor) labelDetails() {
	if e.details.Visible() {
		e.more.SetText(kit.T("Hide"))
		e.more.SetIcon(theme.MenuDropUpIcon())
	} else {
		e.more.SetText(kit.T("Show"))
		e.more.SetIcon(theme.MenuDropDownIcon())
	}
	words := kit.T("Speed")
	if !e.was.Practice && !e.asks {
		words = kit.T("Server, security, speed")
		if e.host.Text != "" {
			words = e.host.Text + " · " + e.port.Text + " · " + securityShort(securities[max(0, e.security.SelectedIndex())])
		}
	}
	e.summary.SetText(words)
}

// onSecurity changes the port along, when it is one of the usual ones.
func (e *editor) onSecurity(string) {
	chosen := securities[max(0, e.security.SelectedIndex())]
	usual := []string{"", "0"}
	for _, s := range securities {
		usual = append(usual, strconv.Itoa(usualPort(s)))
	}
	if slices.Contains(usual, e.port.Text) {
		e.port.SetText(strconv.Itoa(usualPort(chosen)))
	}
	e.showWarning()
}

// showWarning says in plain words what a connection without protection means.
func (e *editor) showWarning() {
	plain := securities[max(0, e.security.SelectedIndex())] == mailing.Plain && e.security.SelectedIndex() >= 0
	switch {
	case !plain:
		e.warning.Put(nil)
	case thisComputer(e.host.Text):
		e.warning.Put(kit.Say(kit.Neutral, kit.T("Without protection, but the mails do not leave this computer on this way.")))
	default:
		e.warning.Put(kit.NewNotice(kit.Bad, kit.Explanation{
			What: kit.T("This connection would not be protected."),
			Todo: kit.T("Everybody on the way, in your network or at an internet provider, could read every mail and change it. Evenpost never sends a password over such a connection, and most servers take no mail without one."),
		}, e.plain))
	}
	if e.details != nil && e.summary != nil {
		e.labelDetails()
		e.root.Refresh()
	}
}

func (e *editor) checkCard() fyne.CanvasObject {
	e.test = kit.Secondary(kit.T("Test connection"), kit.IconTick, e.onTest)
	if a, problem, _ := e.read(); problem == "" {
		e.check.prepare(a)
	} else {
		e.check.prepare(mailing.Account{Security: mailing.StartTLS, Username: "?"})
	}
	return kit.CardTitled(kit.T("Connection"), nil, kit.Column(kit.SpaceM, e.check.object, kit.Row(0, e.test)))
}

func (e *editor) providerCard() fyne.CanvasObject {
	if e.known && (e.preset.AppPasswordURL != "" || len(e.preset.Steps) > 0) {
		return appPassword(e.preset)
	}
	e.provider.Put(nil)
	return e.provider
}

// problem shows what is wrong, and puts the cursor there.
func (e *editor) problem(sentence string, field fyne.Focusable) {
	e.slot.Put(kit.Say(kit.Bad, sentence))
	outside := []fyne.Focusable{e.address, e.replyTo, e.answers.host, e.answers.port}
	if e.asks {
		outside = append(outside, e.host, e.port, e.security, e.plain, e.user, e.password)
	}
	if e.details != nil && !e.details.Visible() && !slices.Contains(outside, field) {
		e.onDetails()
	}
	e.root.Refresh()
	if field != nil {
		e.ui.Window.Canvas().Focus(field)
	}
}
