package kit

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// Further colours of the theme. Soft ones are backgrounds for text in the strong one of the same name.
const (
	ColorCard    fyne.ThemeColorName = "evenpostCard"
	ColorSidebar fyne.ThemeColorName = "evenpostSidebar"
	ColorRule    fyne.ThemeColorName = "evenpostRule" // hairlines and card borders
	ColorTrack   fyne.ThemeColorName = "evenpostTrack"
	ColorMuted   fyne.ThemeColorName = "evenpostMuted" // secondary text
	ColorClear   fyne.ThemeColorName = "evenpostClear" // nothing

	ColorSent    fyne.ThemeColorName = "evenpostSent"
	ColorWaiting fyne.ThemeColorName = "evenpostWaiting"
	ColorFailed  fyne.ThemeColorName = "evenpostFailed"
	ColorDoubt   fyne.ThemeColorName = "evenpostDoubt"
	ColorPaused  fyne.ThemeColorName = "evenpostPaused"
)

const softSuffix = "Soft"

// SoftOf names the pale background that belongs to a state colour.
func SoftOf(c fyne.ThemeColorName) fyne.ThemeColorName { return c + softSuffix }

func hex(rgb uint32) color.NRGBA {
	return color.NRGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 0xff}
}

func alpha(rgb uint32, a uint8) color.NRGBA {
	c := hex(rgb)
	c.A = a
	return c
}

// Two printings of one ledger: warm paper with blue-green ink, and the same by lamplight. palette_test.go holds every pair of
// text and ground to a contrast of at least 4.5.
var light = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0xf7f5f0),
	theme.ColorNameForeground:          hex(0x1f2a30),
	theme.ColorNamePrimary:             hex(0x17624f),
	theme.ColorNameForegroundOnPrimary: hex(0xffffff),
	theme.ColorNameHyperlink:           hex(0x17624f),
	theme.ColorNameFocus:               alpha(0x17624f, 0x55),
	theme.ColorNameSelection:           hex(0xdcebe5),
	theme.ColorNameButton:              hex(0xe9e5dc),
	theme.ColorNameDisabledButton:      hex(0xece9e2),
	theme.ColorNameDisabled:            hex(0x9a9a94),
	theme.ColorNameHover:               alpha(0x1f2a30, 0x0f),
	theme.ColorNamePressed:             alpha(0x1f2a30, 0x1f),
	theme.ColorNameInputBackground:     hex(0xffffff),
	theme.ColorNameInputBorder:         hex(0x8f8a80),
	theme.ColorNamePlaceHolder:         hex(0x6a6f70),
	theme.ColorNameMenuBackground:      hex(0xffffff),
	theme.ColorNameOverlayBackground:   hex(0xfdfcfa),
	theme.ColorNameHeaderBackground:    hex(0xf1eee7),
	theme.ColorNameSeparator:           hex(0xdfdacf),
	theme.ColorNameScrollBar:           alpha(0x1f2a30, 0x66),
	theme.ColorNameScrollBarBackground: alpha(0x1f2a30, 0x0a),
	theme.ColorNameShadow:              alpha(0x000000, 0x22),
	theme.ColorNameError:               hex(0xab2f26),
	theme.ColorNameForegroundOnError:   hex(0xffffff),
	theme.ColorNameWarning:             hex(0x8a5200),
	theme.ColorNameForegroundOnWarning: hex(0xffffff),
	theme.ColorNameSuccess:             hex(0x1f6f45),
	theme.ColorNameForegroundOnSuccess: hex(0xffffff),

	ColorCard:    hex(0xffffff),
	ColorSidebar: hex(0xefebe3),
	ColorRule:    hex(0xe0dbd0),
	ColorTrack:   hex(0xe4dfd4),
	ColorMuted:   hex(0x586268),
	ColorClear:   color.Transparent,
	ColorSent:    hex(0x1f6f45),
	ColorWaiting: hex(0x44617c),
	ColorFailed:  hex(0xab2f26),
	ColorDoubt:   hex(0x8a5200),
	ColorPaused:  hex(0x6b4d8a),
}

var dark = map[fyne.ThemeColorName]color.Color{
	theme.ColorNameBackground:          hex(0x16191b),
	theme.ColorNameForeground:          hex(0xe8e5de),
	theme.ColorNamePrimary:             hex(0x74c3a9),
	theme.ColorNameForegroundOnPrimary: hex(0x0e2019),
	theme.ColorNameHyperlink:           hex(0x74c3a9),
	theme.ColorNameFocus:               alpha(0x74c3a9, 0x66),
	theme.ColorNameSelection:           hex(0x243a34),
	theme.ColorNameButton:              hex(0x2c3134),
	theme.ColorNameDisabledButton:      hex(0x24282a),
	theme.ColorNameDisabled:            hex(0x71777a),
	theme.ColorNameHover:               alpha(0xffffff, 0x10),
	theme.ColorNamePressed:             alpha(0xffffff, 0x22),
	theme.ColorNameInputBackground:     hex(0x121516),
	theme.ColorNameInputBorder:         hex(0x6a7276),
	theme.ColorNamePlaceHolder:         hex(0x939a9d),
	theme.ColorNameMenuBackground:      hex(0x23282a),
	theme.ColorNameOverlayBackground:   hex(0x1e2224),
	theme.ColorNameHeaderBackground:    hex(0x24292b),
	theme.ColorNameSeparator:           hex(0x33393c),
	theme.ColorNameScrollBar:           alpha(0xffffff, 0x66),
	theme.ColorNameScrollBarBackground: alpha(0xffffff, 0x0a),
	theme.ColorNameShadow:              alpha(0x000000, 0x88),
	theme.ColorNameError:               hex(0xf0867c),
	theme.ColorNameForegroundOnError:   hex(0x2b0d0a),
	theme.ColorNameWarning:             hex(0xe2ab5a),
	theme.ColorNameForegroundOnWarning: hex(0x2a1b04),
	theme.ColorNameSuccess:             hex(0x74c493),
	theme.ColorNameForegroundOnSuccess: hex(0x0c2115),

	ColorCard:    hex(0x1e2224),
	ColorSidebar: hex(0x121516),
	ColorRule:    hex(0x33393c),
	ColorTrack:   hex(0x363d40),
	ColorMuted:   hex(0xa3abae),
	ColorClear:   color.Transparent,
	ColorSent:    hex(0x74c493),
	ColorWaiting: hex(0x93b4d4),
	ColorFailed:  hex(0xf0867c),
	ColorDoubt:   hex(0xe2ab5a),
	ColorPaused:  hex(0xc0a2e0),
}

// blend lays share of over on ground.
func blend(ground, over color.Color, share float64) color.Color {
	g, o := color.NRGBAModel.Convert(ground).(color.NRGBA), color.NRGBAModel.Convert(over).(color.NRGBA)
	mix := func(a, b uint8) uint8 { return uint8(float64(a)*(1-share) + float64(b)*share + .5) }
	return color.NRGBA{R: mix(g.R, o.R), G: mix(g.G, o.G), B: mix(g.B, o.B), A: 0xff}
}
