package kit

import (
	"image/color"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Further text sizes of the theme.
const (
	SizeNumber fyne.ThemeSizeName = "evenpostNumber" // the large true numbers
	SizeSmall                     = theme.SizeNameCaptionText
)

// Mode is whether the window is light or dark.
type Mode string

// The modes.
const (
	FollowSystem Mode = "system"
	Light        Mode = "light"
	Dark         Mode = "dark"
)

// Theme is the look of Evenpost: a calm, well-printed ledger.
type Theme struct {
	base    fyne.Theme
	scale   float32
	mode    Mode
	letters lettering // in the theme's fonts, for all tables
}

// NewTheme makes the theme. The scale of text is held between 0.8 and 1.8; 0 means 1.
func NewTheme(mode Mode, scale float32) *Theme {
	if scale == 0 {
		scale = 1
	}
	return &Theme{base: theme.DefaultTheme(), scale: min(max(scale, .8), 1.8), mode: mode}
}

// Color implements fyne.Theme.
func (t *Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch t.mode {
	case Light:
		variant = theme.VariantLight
	case Dark:
		variant = theme.VariantDark
	}
	palette, share := light, .11
	if variant == theme.VariantDark {
		palette, share = dark, .17
	}
	if c, ok := palette[name]; ok {
		return c
	}
	if strong, ok := strings.CutSuffix(string(name), softSuffix); ok {
		if c, ok := palette[fyne.ThemeColorName(strong)]; ok {
			return blend(palette[ColorCard], c, share)
		}
	}
	return t.base.Color(name, variant)
}

// Font implements fyne.Theme.
func (t *Theme) Font(s fyne.TextStyle) fyne.Resource { return t.base.Font(s) }

// Icon implements fyne.Theme.
func (t *Theme) Icon(name fyne.ThemeIconName) fyne.Resource { return t.base.Icon(name) }

// Size implements fyne.Theme.
func (t *Theme) Size(name fyne.ThemeSizeName) float32 {
	switch name {
	case theme.SizeNameText:
		return 14 * t.scale
	case theme.SizeNameCaptionText:
		return 12 * t.scale
	case theme.SizeNameSubHeadingText:
		return 17 * t.scale
	case theme.SizeNameHeadingText:
		return 25 * t.scale
	case SizeNumber:
		return 30 * t.scale
	case theme.SizeNameInlineIcon:
		return 19 * t.scale
	case theme.SizeNameInputRadius, theme.SizeNameButtonRadius, theme.SizeNameSelectionRadius, theme.SizeNameMenuRadius:
		return 6
	case theme.SizeNameCardRadius, theme.SizeNameDialogRadius, theme.SizeNamePopupRadius:
		return 10
	}
	return t.base.Size(name)
}
