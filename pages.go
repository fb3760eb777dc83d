package main

import (
	"evenpost/assets/starters"
	"evenpost/gui"
	"evenpost/gui/accounts"
	"evenpost/gui/attention"
	"evenpost/gui/campaigns"
	"evenpost/gui/contacts"
	"evenpost/gui/home"
	"evenpost/gui/kit"
	"evenpost/gui/practice"
	"evenpost/gui/settings"
	"evenpost/gui/templates"
)

// pages are the pages of the window in the order of its sidebar, each with what it needs of the program.
func (p *program) pages() []gui.Entry {
	return []gui.Entry{
		{ID: kit.PageHome, New: func(ui *kit.UI) kit.Page { return home.New(ui, p.store, p.engine, p.pace) }},
		{ID: kit.PageContacts, New: func(ui *kit.UI) kit.Page { return contacts.New(ui, contacts.Deps{Store: p.store, Domains: p.domains}) }},
		{ID: kit.PageTemplates, New: func(ui *kit.UI) kit.Page {
			return templates.New(ui, templates.Deps{Store: p.store, Engine: p.engine, Starters: starters.For, Browse: p.browse})
		}},
		{ID: kit.PageCampaigns, New: func(ui *kit.UI) kit.Page {
			return campaigns.New(ui, campaigns.Deps{Store: p.store, Engine: p.engine, Passwords: p.passwords})
		}},
		{ID: kit.PageAttention, New: func(ui *kit.UI) kit.Page { return attention.New(ui, attention.Deps{Store: p.store}) }},
		{ID: kit.PageAccounts, New: func(ui *kit.UI) kit.Page { return accounts.New(ui, p.accountDeps()) }},
		{ID: kit.PageSettings, New: func(ui *kit.UI) kit.Page { return settings.New(ui, p.settingsDeps()) }},
		{ID: kit.PagePractice, New: func(ui *kit.UI) kit.Page { return practice.New(ui, p.practiceDeps()) }},
	}
}

// pace is the present speed of an account in messages a minute.
func (p *program) pace(accountID int64) float64 { return p.engine.Live(accountID).PerMinute }
