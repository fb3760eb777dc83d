// Package kit holds the pieces all pages of the window share, so that nothing is styled twice.
//
// # What a page gets
//
//	ui *kit.UI                                 Window, Do, Ctx, Now(), Zone, Navigate, Explain, Toast, Changed, Files, Log
//	ui.Navigate(kit.PageAccounts, kit.OpenAccount{ID: 3})
//	ui.Toast(kit.N("{{.N}} contact deleted", "{{.N}} contacts deleted", n), undo)   // undo may be nil
//	kit.Page, and optional Newer, Searcher, FileTaker, KeyTaker, Opener, Leaver     // ui.go
//
// # Work
//
//	kit.Run(ui, nil, func(ctx) (T, error){…}, func(v T, err error){…})  // off the window's goroutine, and back
//	var find kit.Latest[[]int64]; find.Run(ui, work, done)              // a newer request cancels the older
//	cancel := kit.Task(ui, work, done)                                  // the user may cancel; done always runs
//	p := kit.NewPainter(ui, paint); p.Set(v); p.Flush()                 // progress, ten times a second and the last one
//	l := kit.NewLive(ui, begin, show); l.Ask(); l.Restart(); l.Stop()   // what is read from the store, kept up to date
//	stop := kit.Every(ui, d, f)                                         // what changes with the clock alone
//
// # Words and numbers
//
//	kit.T("Add contact"), kit.T("Hello {{.Name}}", kit.M{"Name": n})    // English is the key; ints are written 1,234
//	kit.N("{{.N}} contact", "{{.N}} contacts", n)                       // the second string is the key
//	kit.Number(1234), kit.When(t, ui.Now()), kit.ShortWhen, kit.Clock, kit.Date, kit.Span(d), kit.Bytes(n), kit.Decimal(f, 1)
//	kit.Word(s) for strings of package mailing; kit.Explain(err), kit.AdviceOf(verdict, reply), kit.WaitingWords, kit.FinishWords, kit.DaysWords
//	German goes to assets/translations/<page>.de.json: {"Add contact": "Kontakt anlegen", "{{.N}} contacts": {"one": "…", "other": "…"}}
//	A test in package gui fails when a literal given to T or N has no German. Give them literals only.
//
// # Text and room
//
//	kit.Title, Heading, Line, Strong, Muted, Small, BigNumber (one line; .Cuttable() ends it in …), .SetText, .In(colour)
//	kit.Sentence, kit.Hint                                              // wrap
//	kit.Column(gap, …), Row(gap, …), RowTop, Grow(o), Fill()            // gaps: SpaceXS 4, SpaceS 8, SpaceM 16, SpaceL 24
//	kit.Tiles(leastWidth, gap, …)  cards of equal width that wrap       kit.Flow(gapX, gapY, …) wraps like words
//	kit.Pad(16, o), PadXY(x, y, o), AtLeast(w, h, o), Rule()
//	kit.PageBody(header, body)  page that scrolls                       kit.PageFill(header, body) page with a Grid
//
// # Pieces
//
//	kit.PageHeader(title, subtitle, secondary, primary)  .SetSubtitle   the head of every page
//	kit.NewSubHeader(backTo, back, title, subtitle, actions…)           the same for what one came to from a page
//	kit.Card(o), kit.CardTitled(title, action, o), kit.Section(title, action, o)
//	kit.EmptyState(icon, title, sentence, button)
//	kit.NewStat("1,234", kit.T("sent"), kit.Good, tapped)               large number, word, may be pressed
//	kit.NewPill(kit.StateWord(s), kit.ToneOf(s))  kit.CampaignWord, kit.CampaignTone
//	kit.KeyValues(kit.KV("Since", "today"), kit.Pair{Key, object})
//	kit.NewNotice(kit.Bad, explanation, buttons…)  kit.Say(kit.Doubtful, "One sentence", buttons…)
//	slot := kit.NewSlot(); slot.Put(notice); slot.Fail(ui, err); slot.Put(nil)
//	kit.Primary, Secondary, Quiet, Danger (label, icon, func) and IconButton(icon, tooltip, func); .SetToolTip(…)
//	kit.NewTappable(content, tapped)                                    anything as one thing to press
//	kit.Picture(icon, size, colour)  icons: IconPeople, IconEnvelope, IconKey, … else Fyne's theme icons; never glyphs
//	kit.NewMeter(compact, tapped).Set(kit.QuotaOf(standing, perMinute), now)
//	kit.NewProgress(onState).Set(counts)                                stacked bar with its legend; NewProgressBar(height) without
//	kit.NewBars().Set([]kit.DayBar{…})  kit.BarsLegend()
//
// # Asking
//
//	kit.Field("Name", "hint", entry)  kit.NewEntry, NewPassword, NewTextArea(placeholder, rows)
//	kit.NewChoices(chosen, kit.Choice{…}…)                              one of several, each with a line below it
//	kit.NewSearch(placeholder, func(text))                              with Latest; .OnDown to the table
//	kit.NewDialog(ui, title, content, "Save", func(d){ … d.Busy(true) … d.Close() or d.Fail(err) or d.Problem("…") }).Sized(w, h).Show(); d.Submit(), d.Focus(field)
//	kit.Confirm(ui, kit.Question{Title, Text, Yes, Danger}, yes)  kit.ShowError(ui, err)
//	kit.NewSidePanel(width) .Put(title, content) .Close() .Closed       at the right: container.NewBorder(nil, nil, nil, panel, grid)
//	kit.NewWizard(finish, icon, done, cancel, kit.Step{Title, Content, Enter, Next}…)
//	ui.Files.Open(title, kinds, func(path)), .Save(title, name, kinds, done), .Folder(title, done)
//
// # The table
//
//	g := kit.NewGrid(kit.GridColumn{Key: "name", Title: kit.T("Name"), Min: 120, Weight: 2, Optional: false}, …)
//	g.Rows, g.CellAt = func() int {…}, func(row, col int) kit.Cell { return kit.Cell{Text, Tone, Pill, Icon, Dim, Bold} }
//	g.RowID = func(row int) int64 {…}                                   // for the selection, which is kept by id
//	g.OnSort, OnOpen, OnCursor, OnSelect, OnMenu, OnDelete, OnKey; g.NoChecks, g.Dense
//	g.Reload() after data changed, g.Top() after a new search, g.SetSort, g.SetCurrent, g.Current, g.Focus
//	g.SelectedIDs(), SelectedCount(), SelectAll(), ClearSelection(), Select(row, on)
//
// # Tests
//
// Package kittest: kittest.New(t) gives an app in the kit's theme and language, a window, a UI and a queue that the test
// drains: e := kittest.New(t); e.Show(page.Content()); e.Tap("Save"); e.Until(func() bool {…}); e.Capture("name.png").
package kit
