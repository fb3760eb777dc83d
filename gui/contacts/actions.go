package contacts

import (
	"context"
	"errors"
	"iter"
	"path/filepath"
	"slices"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
	"evenpost/storage/contactfile"
)

// done tells how something went and reads the table anew.
func (p *Page) done(err error, told string, undo func(context.Context) error) {
	if err != nil {
		kit.ShowError(p.ui, err)
		return
	}
	var back func()
	if undo != nil {
		back = func() {
			kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) { return struct{}{}, undo(ctx) }, func(_ struct{}, err error) {
				if err != nil {
					kit.ShowError(p.ui, err)
				}
				p.Refresh()
			})
		}
	}
	p.ui.Toast(told, back)
	p.Refresh()
}

// change does something to contacts; the message that tells it takes it back.
func (p *Page) change(ids []int64, b mailing.Bulk, told func(n int) string, after func()) {
	title := kit.N("{{.N}} contact is being changed", "{{.N}} contacts are being changed", len(ids))
	if b.Do == mailing.DeleteThem {
		title = kit.N("{{.N}} contact is being deleted", "{{.N}} contacts are being deleted", len(ids))
	}
	during(p, changing(title), func(ctx context.Context, heard storage.Progress) (mailing.BulkReport, error) {
		return p.store.ChangeContacts(ctx, ids, b, heard)
	}, func(r mailing.BulkReport, err error) { p.changed(r, err, told(r.Changed), after) })
}

// changed tells what was done, with a way back.
func (p *Page) changed(r mailing.BulkReport, err error, told string, after func()) {
	switch {
	case errors.Is(err, context.Canceled):
		p.ui.Toast(kit.T("Cancelled: nothing has changed."), nil)
		p.Refresh()
		return
	case err != nil:
		kit.ShowError(p.ui, err)
		return
	case after != nil:
		after()
	}
	var back func()
	if r.Changed > 0 {
		back = func() { p.undo(r.ID) }
	}
	p.ui.Toast(told, back)
	p.Refresh()
}

// remove deletes contacts, which can be taken back.
func (p *Page) remove(ids []int64) {
	p.change(ids, mailing.Bulk{Do: mailing.DeleteThem}, func(n int) string {
		return kit.N("{{.N}} contact deleted", "{{.N}} contacts deleted", n)
	}, func() {
		p.people.grid.ClearSelection()
		if slices.Contains(ids, p.people.opened) {
			p.people.panel.Close()
		}
	})
}

// suppress says of contacts that they must never be mailed. It can be taken back for those who were mailed before.
func (p *Page) suppress(ids []int64) {
	now := p.ui.Now()
	kit.Run(p.ui, nil, func(ctx context.Context) ([]string, error) {
		before, err := p.store.Suppressions(ctx, "")
		if err != nil {
			return nil, err
		}
		known := make(map[string]bool, len(before))
		for _, x := range before {
			known[mailing.AddressKey(x.Address)] = true
		}
		var fresh []string
		var list []mailing.Suppression
		for c, err := range p.each(ctx, ids) {
			if err != nil {
				return nil, err
			}
			if !known[mailing.AddressKey(c.Email)] {
				fresh = append(fresh, c.Email)
				list = append(list, mailing.Suppression{Address: c.Email, Reason: mailing.ByHand, At: now})
			}
		}
		_, err = p.store.Suppress(ctx, list)
		return fresh, err
	}, func(fresh []string, err error) {
		if len(fresh) == 0 {
			p.done(err, kit.T("They are never mailed already."), nil)
			return
		}
		p.done(err, kit.N("{{.N}} address is never mailed again", "{{.N}} addresses are never mailed again", len(fresh)), func(ctx context.Context) error {
			return p.unsuppress(ctx, fresh)
		})
	})
}

func (p *Page) unsuppress(ctx context.Context, addresses []string) error {
	for _, a := range addresses {
		if err := p.store.Unsuppress(ctx, a); err != nil {
			return err
		}
	}
	return nil
}

// lift lets addresses be mailed again, after the user was told what that may mean.
func (p *Page) lift(addresses []string) {
	n := len(addresses)
	title := kit.N("Mail {{.Address}} again?", "Mail {{.N}} addresses again?", n, kit.M{"Address": addresses[0]})
	kit.Confirm(p.ui, kit.Question{
		Title: title,
		Text:  kit.T("Whoever unsubscribed or complained must only be mailed again when they have asked for it themselves."),
		Yes:   kit.T("Allow mailing again"),
	}, func() {
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.unsuppress(ctx, addresses)
		}, func(_ struct{}, err error) {
			p.never.grid.ClearSelection()
			p.done(err, kit.N("{{.N}} address may be mailed again", "{{.N}} addresses may be mailed again", n), nil)
		})
	})
}

// listContacts puts contacts on a list, which is made if need be.
func (p *Page) listContacts(list int64, name string, ids []int64) {
	title := kit.N("{{.N}} contact is being changed", "{{.N}} contacts are being changed", len(ids))
	during(p, changing(title), func(ctx context.Context, heard storage.Progress) (r mailing.BulkReport, err error) {
		if list == 0 {
			if list, err = p.store.EnsureList(ctx, name); err != nil {
				return r, err
			}
		}
		return p.store.ChangeContacts(ctx, ids, mailing.Bulk{Do: mailing.PutOnList, ListID: list}, heard)
	}, func(r mailing.BulkReport, err error) {
		p.changed(r, err, kit.N("{{.N}} contact added to “{{.List}}”", "{{.N}} contacts added to “{{.List}}”", r.Changed, kit.M{"List": name}), nil)
	})
}

func (p *Page) takeOffList(list int64, ids []int64) {
	p.change(ids, mailing.Bulk{Do: mailing.TakeOffList, ListID: list}, func(n int) string {
		return kit.N("{{.N}} contact taken off the list", "{{.N}} contacts taken off the list", n)
	}, p.people.grid.ClearSelection)
}

// tagContacts gives contacts a tag or takes it away.
func (p *Page) tagContacts(ids []int64, tag string, on bool) {
	if !on {
		p.change(ids, mailing.Bulk{Do: mailing.TakeTag, Tag: tag}, func(n int) string {
			return kit.N("“{{.Tag}}” taken away from {{.N}} contact", "“{{.Tag}}” taken away from {{.N}} contacts", n, kit.M{"Tag": tag})
		}, nil)
		return
	}
	p.change(ids, mailing.Bulk{Do: mailing.GiveTag, Tag: tag}, func(n int) string {
		return kit.N("{{.N}} contact tagged “{{.Tag}}”", "{{.N}} contacts tagged “{{.Tag}}”", n, kit.M{"Tag": tag})
	}, nil)
}

// each reads contacts without holding them all.
func (p *Page) each(ctx context.Context, ids []int64) iter.Seq2[mailing.Contact, error] {
	return func(yield func(mailing.Contact, error) bool) {
		for some := range slices.Chunk(ids, 500) {
			all, err := p.store.ContactsByID(ctx, some)
			if err != nil {
				yield(mailing.Contact{}, err)
				return
			}
			for _, c := range all {
				if !yield(c, nil) {
					return
				}
			}
		}
	}
}

// export asks where and writes contacts in a format: those named or, without names, all that a query chooses.
func (p *Page) export(q storage.ContactQuery, ids []int64, f contactfile.Format) {
	name := kit.T("contacts") + " " + p.ui.Now().In(p.ui.Zone).Format("2006-01-02") + string(f)
	p.ui.Files.Save(kit.T("Save contacts"), name, exportKinds(f), func(path string) {
		kit.Run(p.ui, nil, func(ctx context.Context) (int, error) {
			fields, err := p.store.Fields(ctx)
			if err != nil {
				return 0, err
			}
			all := p.store.ExportContacts(ctx, q)
			if ids != nil {
				all = p.store.ExportByID(ctx, ids)
			}
			return contactfile.WriteFile(path, all, fields)
		}, func(n int, err error) {
			p.done(err, kit.N("{{.N}} contact was saved in {{.File}}.", "{{.N}} contacts were saved in {{.File}}.", n, kit.M{"File": filepath.Base(path)}), nil)
		})
	})
}

// exportKinds are the formats that can be chosen, the one that was asked for first.
func exportKinds(f contactfile.Format) []kit.FileKind {
	all := []kit.FileKind{
		{Name: "CSV", Extensions: []string{string(contactfile.CSV)}},
		{Name: kit.T("Excel workbook"), Extensions: []string{string(contactfile.XLSX)}},
		{Name: kit.T("Address cards (vCard)"), Extensions: []string{string(contactfile.VCard)}},
	}
	slices.SortStableFunc(all, func(a, b kit.FileKind) int {
		asked := func(k kit.FileKind) int {
			if k.Extensions[0] == string(f) {
				return 0
			}
			return 1
		}
		return asked(a) - asked(b)
	})
	return all
}

func csvKinds() []kit.FileKind {
	return []kit.FileKind{{Name: "CSV", Extensions: []string{".csv"}}}
}
