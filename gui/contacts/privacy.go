package contacts

import (
	"context"
	"path/filepath"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

// privacy is what a person may ask for: to see what is kept of them, and to be forgotten.
func (p *detail) privacy(c mailing.Contact) fyne.CanvasObject {
	return kit.Flow(kit.SpaceXS, kit.SpaceXS,
		kit.Quiet(kit.T("Everything about this person…"), kit.IconDownload, func() { p.people.page.savePerson(c.Email) }),
		kit.Quiet(kit.T("Forget…"), kit.IconBlock, func() { p.people.page.forgetPerson(c.Email) }),
	)
}

// savePerson asks where and writes everything about a person to a file that can be handed to them.
func (p *Page) savePerson(address string) {
	p.ui.Files.Save(kit.T("Save everything about this person"), address+".zip", []kit.FileKind{{Name: "ZIP", Extensions: []string{".zip"}}}, func(path string) {
		now, words := p.ui.Now(), personWords()
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
			who, err := p.store.About(ctx, address, now)
			if err != nil {
				return struct{}{}, err
			}
			return struct{}{}, contactfile.WritePersonFile(path, who, func(english string) string { return words[english] })
		}, func(_ struct{}, err error) {
			p.done(err, kit.T("Everything about this person was saved in {{.File}}.", kit.M{"File": filepath.Base(path)}), nil)
		})
	})
}

// personWords are the words of the file in the user's language.
func personWords() map[string]string {
	words := map[string]string{}
	for _, w := range contactfile.PersonWords() {
		words[w] = kit.T(w)
	}
	for _, s := range mailing.DeliveryStates() {
		words[string(s)] = kit.StateWord(s)
	}
	for _, r := range []mailing.SuppressionReason{mailing.Unsubscribed, mailing.Complained, mailing.Bounced, mailing.ByHand} {
		words[string(r)] = reasonWord(r)
	}
	return words
}

// forgetPerson deletes everything about a person after a confirmation: it cannot be undone.
func (p *Page) forgetPerson(address string) {
	kit.Confirm(p.ui, kit.Question{
		Title: kit.T("Forget {{.Address}}?", kit.M{"Address": address}),
		Text:  kit.T("Everything about this person is deleted for good, in mailings too, and they are never mailed, imported or added again. What became of their mails is still counted. Daily copies that are older go by and by."),
		Yes:   kit.T("Forget this person"), Danger: true,
	}, func() {
		now := p.ui.Now()
		kit.Run(p.ui, nil, func(ctx context.Context) (storage.Forgotten, error) {
			return p.store.Forget(ctx, address, now)
		}, func(_ storage.Forgotten, err error) {
			if err == nil {
				p.people.grid.ClearSelection()
				p.people.panel.Close()
			}
			p.done(err, kit.T("This person was forgotten."), nil)
		})
	})
}
