package accounts

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/sender/inbox"
)

// Inbox reads the mailboxes that answers come to.
type Inbox interface {
	// Suggest is where an account's mailbox most likely is.
	Suggest(a mailing.Account) mailing.Inbox
	// Check reads an account's mailbox now.
	Check(ctx context.Context, a mailing.Account) (mailing.AnswerCounts, error)
	// Try opens an account's mailbox, reads nothing, and tells about each step as it goes.
	Try(ctx context.Context, a mailing.Account, password string, report func(Step)) error
}

// answers is the part of the form about the mailbox that answers come to. Its server is proposed, and shown once it is wanted.
type answers struct {
	editor     *editor
	object     fyne.CanvasObject
	read       *kit.Check
	body       *fyne.Container
	host, port *kit.Entry
	user       *kit.Entry
	security   *kit.Select
	check      *checkView
	test       *kit.Button
}

func newAnswers(e *editor) *answers {
	m := &answers{editor: e, host: kit.NewEntry("imap.example.com"), port: kit.NewEntry(strconv.Itoa(mailing.PortIMAPS)), user: kit.NewEntry(kit.T("the same as for sending"))}
	m.security = kit.NewSelect(securityNames()[:2], m.onSecurity)
	m.read = kit.NewCheck(kit.T("Read answers from this mailbox"), m.onRead)
	m.check = newCheckView(e.ui, e.page.deps, m.tested)
	m.check.trial = readingTrial(e.page.deps.Inbox)
	m.test = kit.Secondary(kit.T("Test reading"), kit.IconTick, m.onTest)
	m.body = kit.Column(12,
		kit.Field(kit.T("Incoming mail server"), kit.T("Your provider's help page calls it “incoming mail server” or “IMAP”."), m.host),
		kit.TwoParts(.28, 80, kit.Field(kit.T("Port"), "", m.port), kit.Field(kit.T("Security"), "", m.security)),
		kit.Field(kit.T("User name"), kit.T("The password is the one for sending."), m.user),
		m.check.object, kit.Row(0, m.test),
	)
	m.body.Hide()
	m.object = kit.CardTitled(kit.T("Answers"), nil, kit.Column(kit.SpaceM,
		kit.Hint(kit.T("Evenpost can look for mails that came back, replies and people who want no more mailings. It only reads: nothing in the mailbox is marked, moved or deleted.")),
		m.read, m.body))
	return m
}

// fill shows where an account's answers are, or most likely are.
func (m *answers) fill(a mailing.Account) {
	box := a.Inbox
	if box.Host == "" {
		found := m.editor.page.deps.Inbox.Suggest(a)
		found.Read, found.Username = box.Read, box.Username
		box = found
	}
	m.host.SetText(box.Host)
	m.user.SetText(box.Username)
	m.security.SetSelectedIndex(max(0, slices.Index(securities[:2], box.Security)))
	m.port.SetText(strconv.Itoa(box.Port))
	m.read.SetChecked(box.Read)
	m.check.prepare(a)
}

func (m *answers) onRead(on bool) {
	if on {
		if m.host.Text == "" {
			a := m.editor.was
			a.From.Address, a.Host = m.editor.address.Text, m.editor.host.Text
			m.host.SetText(m.editor.page.deps.Inbox.Suggest(a).Host)
		}
		m.body.Show()
	} else {
		m.body.Hide()
	}
	m.editor.root.Refresh()
}

// onSecurity changes the port along, when it is one of the usual ones.
func (m *answers) onSecurity(string) {
	if slices.Contains([]string{"", "0", strconv.Itoa(mailing.PortIMAPS), strconv.Itoa(mailing.PortIMAP)}, m.port.Text) {
		m.port.SetText(strconv.Itoa(mailing.InboxPort(securities[max(0, m.security.SelectedIndex())])))
	}
}

// apply enters what was said; problem says in words what is wrong.
func (m *answers) apply(a *mailing.Account) (problem string, field fyne.Focusable) {
	box := mailing.Inbox{
		Read: m.read.Checked, Host: strings.TrimSpace(m.host.Text), Security: securities[max(0, m.security.SelectedIndex())], Username: strings.TrimSpace(m.user.Text),
	}
	if a.Inbox.Security == mailing.Plain && box.Host == a.Inbox.Host { // on this computer, as the command line set it
		box.Security = mailing.Plain
	}
	var err error
	if box.Port, err = strconv.Atoi(strings.TrimSpace(m.port.Text)); box.Read && (err != nil || box.Port < 1 || box.Port > 65535) {
		return kit.T("The port of the incoming server is a number, usually 993."), m.port
	}
	if box.Read && (box.Host == "" || strings.ContainsAny(box.Host, " /:@{}")) {
		return kit.T("Enter the name of the incoming server, such as imap.example.com."), m.host
	}
	if !box.Read && a.Inbox == (mailing.Inbox{}) {
		return "", nil // what was only proposed is not kept
	}
	a.Inbox = box
	return "", nil
}

// onTest tries the mailbox as entered, or ends the test that runs.
func (m *answers) onTest() {
	if m.check.cancel != nil {
		m.check.onCancel()
		return
	}
	a, problem, field := m.editor.read()
	if problem != "" {
		m.editor.problem(problem, field)
		return
	}
	m.editor.slot.Put(nil)
	m.test.SetText(kit.T("Stop the test"))
	m.test.SetIcon(nil)
	m.check.start(a, m.editor.was, m.editor.password.Text)
	m.editor.root.Refresh()
}

func (m *answers) tested(error) {
	m.test.SetText(kit.T("Test reading"))
	m.test.SetIcon(kit.IconTick)
	m.editor.root.Refresh()
}

func (m *answers) state() string {
	return fmt.Sprint(m.read.Checked, "|", m.host.Text, "|", m.port.Text, "|", m.security.Selected, "|", m.user.Text)
}

// readingTrial is the test of a mailbox.
func readingTrial(box Inbox) trial {
	return trial{
		stages: func(a mailing.Account) []mailing.Stage {
			if a.Inbox.Security == mailing.Plain {
				return []mailing.Stage{stageLookup, mailing.StageConnect, mailing.StageLogin, inbox.StageOpen}
			}
			return []mailing.Stage{stageLookup, mailing.StageConnect, mailing.StageTLS, mailing.StageLogin, inbox.StageOpen}
		},
		run:   box.Try,
		works: func() string { return kit.T("The mailbox can be read. Nothing was changed in it.") },
		why: func(err error) (kit.Explanation, bool) {
			t, ok := inbox.FaultOf(err)
			if !ok {
				return kit.Explanation{}, false
			}
			return inboxTrouble(t, false), true
		},
	}
}

// inboxTrouble says why a mailbox cannot be read.
func inboxTrouble(t mailing.InboxTrouble, told bool) kit.Explanation {
	a := t.Fault.Advise()
	todo := kit.Word(a.Do)
	if told {
		todo += " " + kit.Word(a.Self)
	}
	return kit.Explanation{What: kit.Word(a.Title), Whose: kit.T("Whose problem: {{.Whose}}", kit.M{"Whose": kit.Word(a.Whose)}), Todo: todo, Raw: t.Text}
}

// showInbox says on the card why answers are not read.
func (c *card) showInbox() {
	t := c.now.inbox.Trouble
	if !c.now.Account.ReadsAnswers() || t == nil {
		c.unread = ""
		c.inbox.Put(nil)
		return
	}
	key := fmt.Sprint(t.Fault, t.Text, t.Since.UnixMilli())
	if key == c.unread {
		return
	}
	c.unread = key
	c.inbox.Put(kit.NewNotice(kit.Doubtful, inboxTrouble(*t, true), kit.Secondary(kit.T("Look again"), kit.IconRetry, c.onLook)))
}

// onLook reads the mailbox now.
func (c *card) onLook() {
	p, a := c.page, c.now.Account
	c.unread = "" // the same trouble is said again
	kit.Run(p.ui, nil, func(ctx context.Context) (mailing.AnswerCounts, error) { return p.deps.Inbox.Check(ctx, a) }, func(n mailing.AnswerCounts, err error) {
		if t, ok := inbox.FaultOf(err); ok {
			kit.NewDialog(p.ui, kit.T("Answers are not read"), kit.NewNotice(kit.Doubtful, inboxTrouble(t, true)), "", nil).Sized(480, 0).Show()
		} else if err != nil {
			kit.ShowError(p.ui, err)
		} else {
			p.ui.Toast(kit.N("The mailbox was read: {{.N}} new answer.", "The mailbox was read: {{.N}} new answers.", n.Total()), nil)
			p.ui.Changed()
		}
		p.list.live.Restart()
	})
}
