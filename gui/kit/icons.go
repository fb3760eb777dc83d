package kit

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
)

// icon makes a resource that follows the theme from line drawings on a 24 × 24 ground. Fyne recolours what is black.
func icon(name, body string) fyne.Resource {
	svg := `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="24" height="24">` + body + `</svg>`
	return theme.NewThemedResource(fyne.NewStaticResource("evenpost-"+name+".svg", []byte(svg)))
}

const line = `fill="none" stroke="#000000" stroke-width="1.7" stroke-linecap="round" stroke-linejoin="round"`

// The pictures Fyne has not, and those of the sidebar, which are drawn by one hand.
var (
	IconHome     = icon("home", `<path d="M4 11 L12 4 L20 11 M6 9.5 V20 H18 V9.5 M10 20 V14 H14 V20" `+line+`/>`)
	IconPeople   = icon("people", `<circle cx="9" cy="8.5" r="3.5" `+line+`/><path d="M2.5 20 C2.5 15.5 5.2 14 9 14 C12.8 14 15.500 15.500 15.500 20 M15.500 5.200 C18.600 5.400 18.900 11 15.600 11.600 M17.500 14.400 C20 15 21.500 16.700 21.500 20" `+line+`/>`)
	IconPencil   = icon("pencil", `<path d="M4 20 L5 15.500 L16 4.500 C17.500 3.200 20.600 6.200 19.400 7.800 L8.500 19 Z M14 6.500 L17.500 10" `+line+`/>`)
	IconEnvelope = icon("envelope", `<rect x="3" y="5" width="18" height="14" rx="2" `+line+`/><path d="M3.800 6.500 L12 13 L20.200 6.500" `+line+`/>`)
	IconBell     = icon("bell", `<path d="M12 4 L21 19.500 H3 Z M12 10 V14.500 M12 17 V17.100" `+line+`/>`)
	IconKey      = icon("key", `<circle cx="7.500" cy="14.500" r="4" `+line+`/><path d="M10.500 11.500 L19.500 4 M16 7 L19 10 M13.500 9.200 L15.500 11.200" `+line+`/>`)
	IconGear     = icon("gear", `<path d="M4 7 H12 M17 7 H20 M4 17 H7 M12 17 H20" `+line+`/><circle cx="14.500" cy="7" r="2.500" `+line+`/><circle cx="9.500" cy="17" r="2.500" `+line+`/>`)
	IconPractice = icon("practice", `<path d="M3 13 V19 H21 V13 M3 13 L6 5 H18 L21 13 H16 C15.500 15.500 14.500 16 12 16 C9.500 16 8.500 15.500 8 13 Z" `+line+`/>`)
	IconTag      = icon("tag", `<path d="M4 4 H12 L20.500 12.500 L12.500 20.500 L4 12 Z M8 8 V8.100" `+line+`/>`)
	IconBlock    = icon("block", `<circle cx="12" cy="12" r="8.500" `+line+`/><path d="M6 6 L18 18" `+line+`/>`)
	IconClock    = icon("clock", `<circle cx="12" cy="12" r="8.500" `+line+`/><path d="M12 7 V12 L15.500 14" `+line+`/>`)
	IconTick     = icon("tick", `<path d="M5 12.500 L10 17.500 L19.500 6.500" fill="none" stroke="#000000" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconCross    = icon("cross", `<path d="M6 6 L18 18 M18 6 L6 18" fill="none" stroke="#000000" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconPause    = icon("pause", `<path d="M8.500 6 V18 M15.500 6 V18" fill="none" stroke="#000000" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconQuestion = icon("question", `<path d="M8.500 9 C8.500 4.500 15.500 4.500 15.500 9 C15.500 12 12 12 12 15 M12 18.500 V18.600" fill="none" stroke="#000000" stroke-width="2.200" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconAlert    = icon("alert", `<path d="M12 5.500 V13.500 M12 18 V18.100" fill="none" stroke="#000000" stroke-width="2.600" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconDash     = icon("dash", `<path d="M7 12 H17" fill="none" stroke="#000000" stroke-width="2.400" stroke-linecap="round" stroke-linejoin="round"/>`)
	IconUpload   = icon("upload", `<path d="M12 15 V4 M7.500 8.500 L12 4 L16.500 8.500 M4 15 V20 H20 V15" `+line+`/>`)
	IconDownload = icon("download", `<path d="M12 4 V15 M7.500 10.500 L12 15 L16.500 10.500 M4 15 V20 H20 V15" `+line+`/>`)
	IconPhone    = icon("phone", `<rect x="7" y="3" width="10" height="18" rx="2" `+line+`/><path d="M11.500 18 H12.500" `+line+`/>`)
	IconDesktop  = icon("desktop", `<rect x="3" y="4" width="18" height="12" rx="2" `+line+`/><path d="M12 16 V20 M8.500 20 H15.500" `+line+`/>`)
	IconRetry    = icon("retry", `<path d="M20 12 A8 8 0 1 1 17.300 6 M20 3.500 V8 H15.500" `+line+`/>`)
	IconCircle   = icon("circle", `<circle cx="12" cy="12" r="8.500" `+line+`/>`)
)
