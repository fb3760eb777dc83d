// Package assets holds the files that are part of the program: icon, translations, starter templates and presets.
package assets

import "embed"

// Translations holds translations/*.json: en.json and de.json, one further file for each page (contacts.de.json), and in
// translations/fyne the words of the toolkit itself.
//
//go:embed translations
var Translations embed.FS

// IconSVG and IconPNG are the picture of the program.
//
//go:embed icon.svg
var IconSVG []byte

// IconPNG is the same picture, 512 pixels wide.
//
//go:embed icon.png
var IconPNG []byte
