package home

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"

	"evenpost/gui/kit"
	"evenpost/mailing"
	"evenpost/storage"
)

const groupCount = 3

// groupList shows the largest groups of trouble.
func groupList(ui *kit.UI, v view) fyne.CanvasObject {
	if len(v.groups) == 0 {
		return container.NewCenter(kit.AtLeast(0, 160, container.NewCenter(kit.Column(kit.SpaceS,
			container.NewCenter(kit.Picture(kit.IconTick, 30, kit.ColorSent)),
			kit.Muted(kit.T("Nothing needs your attention.")).Aligned(fyne.TextAlignCenter)))))
	}
	var rows []fyne.CanvasObject
	for i, g := range v.groups {
		if i == groupCount {
			break
		}
		if i > 0 {
			rows = append(rows, kit.Rule())
		}
		rows = append(rows, groupRow(ui, g))
	}
	if rest := len(v.groups) - groupCount; rest > 0 {
		rows = append(rows, kit.Row(0, kit.Quiet(kit.N("{{.N}} more cause", "{{.N}} more causes", rest), nil, func() { ui.Navigate(kit.PageAttention, nil) }), kit.Fill()))
	}
	return kit.Column(kit.SpaceXS, rows...)
}

func groupRow(ui *kit.UI, g storage.FailureGroup) fyne.CanvasObject {
	now := ui.Now().In(ui.Zone)
	tone := kit.ToneOf(g.State)
	title := kit.Sentence(kit.Word(mailing.Advise(g.Sample.Verdict).Title))
	title.Bold = true
	where := g.Sample.Campaign
	if g.Campaigns > 1 {
		where = kit.N("{{.N}} campaign", "{{.N}} campaigns", g.Campaigns)
	}
	note := kit.Small(kit.T("{{.State}} · {{.Where}} · last {{.When}}", kit.M{"State": kit.StateWord(g.State), "Where": where, "When": kit.When(g.NewestAt, now)})).Cuttable()
	number := kit.BigNumber(kit.Number(g.Count)).In(tone.Color())
	row := kit.Row(kit.SpaceM, kit.AtLeast(52, 0, number), kit.Grow(kit.Column(1, title, note)), kit.Picture(kit.IconNext, 16, kit.ColorMuted))
	return kit.NewTappable(kit.PadXY(0, 6, row), func() {
		ui.Navigate(kit.PageAttention, kit.OpenGroup{State: g.State, Kind: g.Kind, Scope: g.Scope})
	})
}
