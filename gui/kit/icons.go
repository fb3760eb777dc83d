package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// icon makes a resource that follows the theme from a line drawing on a ground of 24 × 24.
func icon(name string, width float64, drawing string) fyne.Resource {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24"><path fill="#000000" d="` + outline(drawing, width) + `"/></svg>`
	return theme.NewThemedResource(fyne.NewStaticResource("evenpost-"+name+".svg", []byte(svg)))
}

const (
	thin  = 1.7
	heavy = 2.4
)

// The pictures Fyne has not, and those of the sidebar, which are drawn by one hand.
var (
	IconHome     = icon("home", thin, "M 3.5 11 L 12 3.8 20.5 11 | M 5.8 9.5 L 5.8 20 18.2 20 18.2 9.5 | M 10 20 L 10 14 14 14 14 20")
	IconPeople   = icon("people", thin, "O 9 8.2 3.6 | M 2.5 20 C 2.5 15.5 5.2 14 9 14 C 12.8 14 15.5 15.5 15.5 20 | M 15.6 4.9 C 19.2 5.2 19.4 10.9 15.8 11.6 | M 17.6 14.4 C 20.2 15 21.5 17 21.5 20")
	IconPencil   = icon("pencil", thin, "M 4 20 L 5 15.5 15.8 4.7 C 17.3 3.2 20.8 6.6 19.3 8.2 L 8.5 19 4 20 | M 13.8 6.8 L 17.2 10.2")
	IconEnvelope = icon("envelope", thin, "R 3 5 18 14 2 | M 3.8 6.6 L 12 13 20.2 6.6")
	IconAttend   = icon("attend", thin, "M 12 4 L 21 19.5 3 19.5 Z | M 12 10 L 12 14 | M 12 16.8 L 12 16.9")
	IconKey      = icon("key", thin, "O 7.5 15 3.9 | M 10.4 12.2 L 19.5 4 | M 16.3 6.9 L 19 9.8 | M 13.6 9.3 L 15.4 11.3")
	IconGear     = icon("gear", thin, "M 4 7 L 12 7 | M 17 7 L 20 7 | M 4 17 L 7 17 | M 12 17 L 20 17 | O 14.5 7 2.5 | O 9.5 17 2.5")
	IconPractice = icon("practice", thin, "M 3 13.5 L 3 19 21 19 21 13.5 17.8 5 6.2 5 Z | M 3 13.5 L 8 13.5 C 8.6 16.6 15.4 16.6 16 13.5 L 21 13.5")
	IconTag      = icon("tag", thin, "M 4 4 L 12 4 20.5 12.5 12.5 20.5 4 12 Z | M 8.3 8.3 L 8.3 8.4")
	IconBlock    = icon("block", thin, "O 12 12 8.5 | M 6 6 L 18 18")
	IconClock    = icon("clock", thin, "O 12 12 8.5 | M 12 7 L 12 12 15.5 14")
	IconTick     = icon("tick", heavy, "M 5 12.5 L 10 17.5 19.5 6.5")
	IconCross    = icon("cross", heavy, "M 6 6 L 18 18 | M 18 6 L 6 18")
	IconPause    = icon("pause", 2.8, "M 8.5 6 L 8.5 18 | M 15.5 6 L 15.5 18")
	IconPlay     = icon("play", thin, "M 7.5 5 L 18.5 12 7.5 19 Z")
	IconNext     = icon("next", heavy, "M 9 5 L 16 12 9 19")
	IconQuestion = icon("question", heavy, "M 8.2 8.6 C 8.2 3.9 15.8 3.9 15.8 8.6 C 15.8 12 12 11.8 12 15 | M 12 18.8 L 12 18.9")
	IconAlert    = icon("alert", 2.8, "M 12 5 L 12 13.5 | M 12 18.5 L 12 18.6")
	IconDash     = icon("dash", heavy, "M 6.5 12 L 17.5 12")
	IconUpload   = icon("upload", thin, "M 12 15 L 12 4 | M 7.5 8.5 L 12 4 16.5 8.5 | M 4 15 L 4 20 20 20 20 15")
	IconDownload = icon("download", thin, "M 12 4 L 12 15 | M 7.5 10.5 L 12 15 16.5 10.5 | M 4 15 L 4 20 20 20 20 15")
	IconPhone    = icon("phone", thin, "R 7 3 10 18 2 | M 11.3 18 L 12.7 18")
	IconDesktop  = icon("desktop", thin, "R 3 4 18 12 2 | M 12 16 L 12 20 | M 8.5 20 L 15.5 20")
	IconRetry    = icon("retry", thin, "M 20 12 C 20 22.6 4 22.6 4 12 C 4 3.5 14.5 0.8 19 8 | M 19.8 3.4 L 19.4 8.4 14.6 7.4")
	IconCircle   = icon("circle", thin, "O 12 12 8.5")
)
