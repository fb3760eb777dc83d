package accounts

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender/account"
)

// editor adds or changes an account. A new one begins with address and password alone; what Evenpost knows of the provider
// fills the rest.
type editor struct {
	page   *Page
	ui     *kit.UI
	root   *fyne.Container
	was    mailing.Account // as stored; without an id for a new one
	preset account.Preset
	known  bool // the provider is known
	begun  bool // past address and password
	asks   bool // the user must name the server: the provider is not known, or leaves something open
	saving bool

	address, password  *kit.Entry
	sender, replyTo    *kit.Entry
	name               *kit.Entry
	host, port, user   *kit.Entry
	security           *kit.Select
	connections, gap   *kit.Entry
	plain              *kit.Check
	limits             *limitsEditor
	everyday           *everyday
	answers            *answers
	perConnection      *kit.Entry
	check              *checkView
	test, save         *kit.Button
	slot               *kit.Slot
	hint               *kit.Slot // what is known of the provider, below the address
	warning            *kit.Slot
	details            *fyne.Container
	more               *kit.Button
	summary            *kit.Text
	passed             string // the connection as it was when a test passed
	start              string // what stood in the fields at first
	provider, guidance *kit.Slot
}

// The kinds of connection, in the order of the choice.
var securities = [...]mailing.Security{mailing.TLSOnConnect, mailing.StartTLS, mailing.Plain}

func securityNames() []string {
	return []string{kit.T("TLS: protected from the start"), kit.T("STARTTLS: protected before the login"), kit.T("None: not protected")}
}

func usualPort(s mailing.Security) int {
	switch s {
	case mailing.TLSOnConnect:
		return 465
	case mailing.StartTLS:
		return 587
	case mailing.Plain:
	}
	return 25
}

func newEditor(p *Page, a mailing.Account) *editor {
	e := &editor{
		page: p, ui: p.ui, was: a, root: container.NewStack(), slot: kit.NewSlot(), hint: kit.NewSlot(), warning: kit.NewSlot(),
		provider: kit.NewSlot(), guidance: kit.NewSlot(), summary: kit.Small("").Cuttable(),
		address: kit.NewEntry(kit.T("you@your-business.com")), password: kit.NewPassword(kit.T("Password")),
		sender: kit.NewEntry(kit.T("Your business")), replyTo: kit.NewEntry(kit.T("the same address")), name: kit.NewEntry(kit.T("Name of this account")),
		host: kit.NewEntry("smtp.example.com"), port: kit.NewEntry("587"), user: kit.NewEntry(kit.T("User name")),
		connections: kit.NewEntry("1"), gap: kit.NewEntry("0"),
	}
	e.security = kit.NewSelect(securityNames(), e.onSecurity)
	e.plain = kit.NewCheck(kit.T("I understand this and want it"), nil)
	e.host.OnChanged = func(string) { e.showWarning() }
	e.address.OnChanged = func(string) { e.showHint() }
	e.limits = newLimitsEditor(nil, p.ui.Zone)
	e.everyday = newEveryday(p.ui.Zone, e.root.Refresh)
	e.perConnection = kit.NewEntry(kit.T("any number"))
	e.check = newCheckView(p.ui, p.deps, e.tested)
	e.answers = newAnswers(e)
	if a.ID != 0 {
		e.preset, e.known = p.deps.Presets.ByID(a.Preset)
		e.begun = true
		e.fill(a)
		e.password.SetPlaceHolder(kit.T("unchanged"))
		e.build()
	} else {
		e.root.Objects = []fyne.CanvasObject{e.firstStep()}
		e.start = e.state()
		e.offerName()
	}
	return e
}

// fill writes an account into the fields.
func (e *editor) fill(a mailing.Account) {
	e.address.SetText(a.From.Address)
	e.sender.SetText(a.From.Name)
	e.replyTo.SetText(a.ReplyTo)
	e.name.SetText(a.Name)
	e.host.SetText(a.Host)
	e.user.SetText(a.Username)
	e.plain.SetChecked(a.AllowPlain)
	e.port.SetText(strconv.Itoa(a.Port))
	for i, s := range securities {
		if s == a.Security {
			e.security.SetSelectedIndex(i)
		}
	}
	if a.Port > 0 {
		e.port.SetText(strconv.Itoa(a.Port))
	}
	e.connections.SetText(strconv.Itoa(max(1, a.Connections)))
	e.gap.SetText(strconv.FormatFloat(a.Gap.Seconds(), 'f', -1, 64))
	e.limits.set(a.Limits)
	e.everyday.fill(a)
	e.answers.fill(a)
	if e.perConnection.SetText(""); a.PerConnection > 0 {
		e.perConnection.SetText(strconv.Itoa(a.PerConnection))
	}
}

func (e *editor) stop() {
	e.check.stop()
	e.answers.check.stop()
}

// state is everything that was entered.
func (e *editor) state() string {
	return fmt.Sprint(e.address.Text, "|", e.password.Text, "|", e.sender.Text, "|", e.replyTo.Text, "|", e.name.Text, "|", e.connection(), "|", e.connections.Text, "|", e.gap.Text, "|", e.plain.Checked, "|", e.limits.state(), "|", e.everyday.state(), "|", e.perConnection.Text, "|", e.answers.state())
}

// connection is what decides whether a test that passed still holds.
func (e *editor) connection() string {
	return strings.Join([]string{e.host.Text, e.port.Text, e.security.Selected, e.user.Text, e.address.Text, e.password.Text}, "|")
}

func (e *editor) dirty() bool { return !e.saving && e.state() != e.start }

func (e *editor) focus() {
	if !e.begun {
		e.ui.Window.Canvas().Focus(e.address)
	}
}

// offerName puts the name of the business where recipients will see it, unless something stands there.
func (e *editor) offerName() {
	kit.Run(e.ui, nil, e.page.deps.Store.Identity, func(i mailing.Identity, err error) {
		if err != nil || i.Business == "" || e.sender.Text != "" {
			return
		}
		clean := !e.dirty()
		e.sender.SetText(i.Business)
		if clean {
			e.start = e.state()
		}
	})
}

// firstStep asks for the address and the password.
func (e *editor) firstStep() fyne.CanvasObject {
	head := kit.NewSubHeader(kit.T("All accounts"), e.onBack, kit.T("Add account"), kit.T("The mailbox you already have: its address and its password are enough"))
	next := kit.Primary(kit.T("Continue"), nil, e.onContinue)
	e.address.OnSubmitted = func(string) { e.ui.Window.Canvas().Focus(e.password) }
	e.password.OnSubmitted = func(string) { e.onContinue() }
	form := kit.Column(kit.SpaceM, e.slot,
		kit.Field(kit.T("E-mail address"), "", e.address), e.hint,
		kit.Field(kit.T("Password"), kit.T("It goes into the keychain of this computer where there is one, never into Evenpost's files."), e.password),
		kit.Row(kit.SpaceS, kit.Fill(), kit.Quiet(kit.T("Cancel"), nil, e.onBack), next),
	)
	middle := kit.TwoParts(.62, 280, kit.NewTop(kit.Card(form)), kit.Column(kit.SpaceM, e.guidance, otherWays()))
	return kit.PageBody(head, middle)
}

// otherWays says what helps somebody who is not sure.
func otherWays() fyne.CanvasObject {
	return kit.Column(kit.SpaceS,
		kit.Heading(kit.T("What happens next")),
		kit.Hint(kit.T("Evenpost looks up the server and the sending limit of your provider, then tests the connection. No mail is sent.")),
		kit.Hint(kit.T("For a provider that Evenpost does not know it asks for the server's name. Your provider's help page calls it “outgoing mail server” or “SMTP”.")),
	)
}

// showHint says as one types whether the provider is known.
func (e *editor) showHint() {
	if e.begun {
		return
	}
	address, err := mailing.ParseAddress(e.address.Text)
	if err != nil {
		e.hint.Put(nil)
		e.guidance.Put(nil)
		e.root.Refresh()
		return
	}
	preset, ok := e.page.deps.Presets.Suggest(address)
	e.hint.Put(nil)
	e.guidance.Put(nil)
	if ok {
		words := kit.T("{{.Provider}}: Evenpost knows its server and its limits.", kit.M{"Provider": preset.Name})
		line := kit.Sentence(words)
		line.Color = kit.ColorSent
		e.hint.Put(kit.RowTop(kit.SpaceS, kit.NewTop(kit.Picture(kit.IconTick, 18, kit.ColorSent)), kit.Grow(line)))
		if preset.AppPasswordURL != "" || len(preset.Steps) > 0 {
			e.guidance.Put(appPassword(preset))
		}
	}
	e.root.Refresh()
}

// appPassword leads to the page of the provider where a password for programs is made.
func appPassword(p account.Preset) fyne.CanvasObject {
	parts := []fyne.CanvasObject{}
	for i, s := range p.Steps {
		parts = append(parts, kit.RowTop(kit.SpaceS, kit.NewTop(kit.Muted(strconv.Itoa(i+1)+".")), kit.Grow(kit.Sentence(kit.Word(s)))))
	}
	title := kit.T("{{.Provider}}: do this first", kit.M{"Provider": p.Name})
	if p.AppPasswordURL != "" {
		title = kit.T("{{.Provider}} wants an app password", kit.M{"Provider": p.Name})
		if len(parts) == 0 {
			parts = append(parts, kit.Sentence(kit.T("The password for its web page is refused here. Make one for programs and paste it.")))
		}
		parts = append(parts, kit.Row(0, kit.Secondary(kit.T("Open the page"), theme.ComputerIcon(), func() { browse(p.AppPasswordURL) })))
	}
	heading := kit.Sentence(title)
	heading.Bold = true
	return container.NewStack(kit.NewSurface(kit.Pending.Ground(), "", 8), kit.Pad(12, kit.Column(kit.SpaceS, append([]fyne.CanvasObject{heading}, parts...)...)))
}

func (e *editor) onBack() { e.page.BeforeLeave(e.page.showList) }

// onContinue fills in what is known and shows the rest.
func (e *editor) onContinue() {
	address, err := mailing.ParseAddress(e.address.Text)
	if err != nil {
		e.slot.Put(kit.Say(kit.Bad, kit.T("This is not an e-mail address. Write it like anna@example.com.")))
		e.root.Refresh()
		e.ui.Window.Canvas().Focus(e.address)
		return
	}
	if e.password.Text == "" {
		e.slot.Put(kit.Say(kit.Bad, kit.T("Enter the password of this mailbox.")))
		e.root.Refresh()
		e.ui.Window.Canvas().Focus(e.password)
		return
	}
	e.slot.Put(nil)
	e.begun = true
	e.preset, e.known = e.page.deps.Presets.Suggest(address)
	from := mailing.Mailbox{Name: e.sender.Text, Address: address}
	a := e.preset.Account(from)
	if !e.known {
		a.From, a.Username, a.Security, a.Port = from, address, mailing.StartTLS, usualPort(mailing.StartTLS)
	}
	e.fill(a)
	e.build()
	e.start = ""
	if e.known && e.complete() {
		e.onTest()
		return
	}
	if e.host.Text == "" {
		e.ui.Window.Canvas().Focus(e.host)
	}
}

// complete says whether the preset left nothing open.
func (e *editor) complete() bool {
	return e.host.Text != "" && !strings.ContainsAny(e.host.Text, "{}") && e.user.Text != ""
}

// read makes the account of what was entered; problem says in words what is wrong, at which field.
func (e *editor) read() (a mailing.Account, problem string, field fyne.Focusable) {
	a = e.was
	var err error
	if a.From.Address, err = mailing.ParseAddress(e.address.Text); err != nil {
		return a, kit.T("This is not an e-mail address. Write it like anna@example.com."), e.address
	}
	a.From.Name = strings.TrimSpace(e.sender.Text)
	if a.ReplyTo = ""; strings.TrimSpace(e.replyTo.Text) != "" {
		if a.ReplyTo, err = mailing.ParseAddress(e.replyTo.Text); err != nil {
			return a, kit.T("The address for answers is not an e-mail address."), e.replyTo
		}
	}
	if a.Name = strings.TrimSpace(e.name.Text); a.Name == "" {
		a.Name = a.From.Address
	}
	var wrong *kit.Entry
	if a.Limits, problem, wrong = e.limits.values(); problem != "" {
		return a, problem, wrong
	}
	if problem, wrong = e.everyday.apply(&a, e.ui.Now()); problem != "" {
		if !e.everyday.body.Visible() {
			e.everyday.onMore()
		}
		return a, problem, wrong
	}
	a.PerConnection = 0
	if text := strings.TrimSpace(e.perConnection.Text); text != "" {
		if a.PerConnection, err = strconv.Atoi(text); err != nil || a.PerConnection < 1 {
			return a, kit.T("Mails per connection is a number, or empty for any number."), e.perConnection
		}
	}
	if a.Connections, err = strconv.Atoi(strings.TrimSpace(e.connections.Text)); err != nil || a.Connections < 1 || a.Connections > 50 {
		return a, kit.T("Connections at once is a number from 1 to 50."), e.connections
	}
	gap, err := strconv.ParseFloat(strings.Replace(strings.TrimSpace(e.gap.Text), ",", ".", 1), 64)
	if err != nil || gap < 0 || gap > 3600 {
		return a, kit.T("The shortest time between two mails is a number of seconds, 0 for none."), e.gap
	}
	a.Gap = time.Duration(gap * float64(time.Second))
	if a.Practice {
		return a, "", nil
	}
	return e.readServer(a)
}

func (e *editor) readServer(a mailing.Account) (mailing.Account, string, fyne.Focusable) {
	a.Host = strings.TrimSpace(e.host.Text)
	a.Username = strings.TrimSpace(e.user.Text)
	a.Security = securities[max(0, e.security.SelectedIndex())]
	a.AllowPlain = a.Security == mailing.Plain && e.plain.Checked
	if e.known && a.ID == 0 {
		a.Preset = e.preset.ID
	}
	switch {
	case a.Host == "":
		return a, kit.T("Enter the name of the mail server, such as smtp.example.com."), e.host
	case strings.ContainsAny(a.Host, "{}"):
		return a, kit.T("Replace what stands in braces in the server's name; your provider's page says by what."), e.host
	case strings.ContainsAny(a.Host, " /:@"):
		return a, kit.T("The server is a name alone, such as smtp.example.com, without spaces or “https://”."), e.host
	}
	var err error
	if a.Port, err = strconv.Atoi(strings.TrimSpace(e.port.Text)); err != nil || a.Port < 1 || a.Port > 65535 {
		return a, kit.T("The port is a number, usually 465 or 587."), e.port
	}
	if a.Security == mailing.Plain && !thisComputer(a.Host) && !a.AllowPlain {
		return a, kit.T("This connection would not be protected. Choose TLS or STARTTLS, or confirm below the warning that you want it."), e.host
	}
	problem, field := e.answers.apply(&a)
	return a, problem, field
}
