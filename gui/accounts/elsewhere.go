package accounts

import (
	"context"
	"strconv"
	"strings"

	"evenpost/gui/kit"
)

// onElsewhere asks how many mails were sent without Evenpost: the provider counts them, so they use up the limits.
func (c *card) onElsewhere() {
	p, a := c.page, c.now.Account
	entry := kit.NewEntry("40")
	submit := func(d *kit.Dialog) {
		n, err := strconv.Atoi(strings.TrimSpace(entry.Text))
		if err != nil || n < 1 || n > 1_000_000 {
			d.Problem(kit.T("Enter about how many, as a number like 40."))
			return
		}
		d.Busy(true)
		kit.Run(p.ui, nil, func(ctx context.Context) (int64, error) {
			return p.deps.Store.AddElsewhere(ctx, a.ID, n, p.ui.Now())
		}, func(id int64, err error) {
			if err != nil {
				d.Fail(err)
				return
			}
			d.Close()
			p.ui.Toast(kit.N("{{.N}} mail from elsewhere is counted.", "{{.N}} mails from elsewhere are counted.", n), func() {
				c.do(func(ctx context.Context) error { return p.deps.Store.RemoveElsewhere(ctx, id) }, kit.T("They are not counted any more."))
			})
			p.ui.Changed()
			p.list.live.Restart()
		})
	}
	body := kit.Column(kit.SpaceM,
		kit.Sentence(kit.T("Your provider counts every mail of this mailbox, also those from your phone or your mail program. Say about how many you sent today, and Evenpost leaves room for them.")),
		kit.Field(kit.T("Mails sent elsewhere"), kit.T("About is enough. They count from now on."), entry))
	d := kit.NewDialog(p.ui, kit.T("Sent from {{.Account}} without Evenpost", kit.M{"Account": kit.AccountName(a)}), body, kit.T("Count them"), submit)
	entry.OnSubmitted = func(string) { d.Submit() }
	d.Sized(460, 0).Show()
	d.Focus(entry)
}
