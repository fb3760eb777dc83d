package contacts

import (
	"context"
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

// remove deletes contacts after a confirmation: what is deleted cannot be put back as it was.
func (p *Page) remove(ids []int64) {
	n := len(ids)
	kit.Confirm(p.ui, kit.Question{
		Title: kit.N("Delete this contact?", "Delete {{.N}} contacts?", n),
		Text:  kit.T("Names, fields, tags and lists are gone for good. What was sent stays in its campaigns, and who must never be mailed stays remembered."),
		Yes:   kit.N("Delete contact", "Delete {{.N}} contacts", n), Danger: true,
	}, func() {
		kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
			return struct{}{}, p.store.DeleteContacts(ctx, ids)
		}, func(_ struct{}, err error) {
			if err == nil {
				p.people.grid.ClearSelection()
				if slices.Contains(ids, p.people.opened) {
					p.people.panel.Close()
				}
			}
			p.done(err, kit.N("{{.N}} contact deleted", "{{.N}} contacts deleted", n), nil)
		})
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

// listContacts puts contacts on a list. Undo takes off again only those who were not on it before.
func (p *Page) listContacts(list int64, name string, ids []int64) {
	kit.Run(p.ui, nil, func(ctx context.Context) (fresh []int64, err error) {
		if list == 0 {
			if list, err = p.store.EnsureList(ctx, name); err != nil {
				return nil, err
			}
		}
		if fresh, err = p.without(ctx, ids, storage.ContactQuery{ListID: list}); err != nil {
			return nil, err
		}
		return fresh, p.store.ListContacts(ctx, list, ids, true)
	}, func(fresh []int64, err error) {
		p.done(err, kit.N("{{.N}} contact added to “{{.List}}”", "{{.N}} contacts added to “{{.List}}”", len(fresh), kit.M{"List": name}), func(ctx context.Context) error {
			return p.store.ListContacts(ctx, list, fresh, false)
		})
	})
}

func (p *Page) takeOffList(list int64, ids []int64) {
	kit.Run(p.ui, nil, func(ctx context.Context) (struct{}, error) {
		return struct{}{}, p.store.ListContacts(ctx, list, ids, false)
	}, func(_ struct{}, err error) {
		if err == nil {
			p.people.grid.ClearSelection()
		}
		p.done(err, kit.N("{{.N}} contact taken off the list", "{{.N}} contacts taken off the list", len(ids)), func(ctx context.Context) error {
			return p.store.ListContacts(ctx, list, ids, true)
		})
	})
}

// tagContacts gives contacts a tag or takes it away. Undo changes back only those it was changed for.
func (p *Page) tagContacts(ids []int64, tag string, on bool) {
	kit.Run(p.ui, nil, func(ctx context.Context) (changed []int64, err error) {
		changed, err = p.without(ctx, ids, storage.ContactQuery{Tag: tag})
		if err != nil {
			return nil, err
		}
		if !on { // those who have it
			untouched := set(changed)
			changed = slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return untouched[id] })
		}
		return changed, p.store.TagContacts(ctx, ids, tag, on)
	}, func(changed []int64, err error) {
		told := kit.N("{{.N}} contact tagged “{{.Tag}}”", "{{.N}} contacts tagged “{{.Tag}}”", len(changed), kit.M{"Tag": tag})
		if !on {
			told = kit.N("“{{.Tag}}” taken away from {{.N}} contact", "“{{.Tag}}” taken away from {{.N}} contacts", len(changed), kit.M{"Tag": tag})
		}
		p.done(err, told, func(ctx context.Context) error { return p.store.TagContacts(ctx, changed, tag, !on) })
	})
}

// without leaves out of ids those that a query chooses.
func (p *Page) without(ctx context.Context, ids []int64, q storage.ContactQuery) ([]int64, error) {
	all, err := p.store.ContactIDs(ctx, q)
	if err != nil {
		return nil, err
	}
	members := set(all)
	return slices.DeleteFunc(slices.Clone(ids), func(id int64) bool { return members[id] }), nil
}

func set(ids []int64) map[int64]bool {
	m := make(map[int64]bool, len(ids))
	for _, id := range ids {
		m[id] = true
	}
	return m
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

// export asks where and writes contacts as CSV: those named or, without names, all that a query chooses.
func (p *Page) export(q storage.ContactQuery, ids []int64) {
	name := kit.T("contacts") + " " + p.ui.Now().In(p.ui.Zone).Format("2006-01-02") + ".csv"
	p.ui.Files.Save(kit.T("Save contacts as CSV"), name, csvKinds(), func(path string) {
		kit.Run(p.ui, nil, func(ctx context.Context) (int, error) {
			fields, err := p.store.FieldNames(ctx)
			if err != nil {
				return 0, err
			}
			all := p.store.AllContacts(ctx, q)
			if ids != nil {
				all = p.each(ctx, ids)
			}
			return contactfile.WriteFile(path, all, fields)
		}, func(n int, err error) {
			p.done(err, kit.N("{{.N}} contact was saved in {{.File}}.", "{{.N}} contacts were saved in {{.File}}.", n, kit.M{"File": filepath.Base(path)}), nil)
		})
	})
}

func csvKinds() []kit.FileKind {
	return []kit.FileKind{{Name: "CSV", Extensions: []string{".csv"}}}
}
