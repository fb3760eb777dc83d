package compose

import (
	"html"
	"regexp"
	"strings"

	"evenpost/mailing"
)

// framing is what stands around the body: the page for Markdown, the hidden preheader, and under bulk mail the line
// to opt out and the sender's postal address.
type framing struct {
	bulk     bool
	language string
	identity mailing.Identity
}

type footerWords struct{ why, out string }

func (f framing) words() footerWords {
	if f.language == "de" {
		return footerWords{"Sie bekommen diese Nachricht, weil Sie auf unserer Verteilerliste stehen.", "Abmelden"}
	}
	return footerWords{"You get this message because you are on our mailing list.", "Unsubscribe"}
}

func (f framing) business() string { return strings.TrimSpace(f.identity.Business) }

// postal is the postal address in lines.
func (f framing) postal() []string {
	var lines []string
	for l := range strings.Lines(f.identity.PostalAddress) {
		if l = strings.TrimSpace(l); l != "" {
			lines = append(lines, l)
		}
	}
	return lines
}

// text is the footer of the text part. What the user placed in the body is not said again.
func (f framing) text(t *Template) string {
	if !f.bulk || t.saysUnsubscribe && t.saysPostalAddress {
		return "\n"
	}
	lines := []string{"", "", "-- "}
	if !t.saysPostalAddress {
		lines = append(lines, strings.Join(f.sender(), "\n"))
	}
	if !t.saysUnsubscribe {
		w := f.words()
		lines = append(lines, w.why, w.out+": "+mark(markOut))
	}
	return strings.Join(lines, "\n") + "\n"
}

func (f framing) sender() []string {
	if f.business() == "" {
		return f.postal()
	}
	return append([]string{f.business()}, f.postal()...)
}

// html is the footer of the HTML part; the address to unsubscribe is marked.
func (f framing) html(t *Template) string {
	if !f.bulk || t.saysUnsubscribe && t.saysPostalAddress {
		return ""
	}
	var said []string
	if !t.saysPostalAddress {
		var lines []string
		for _, l := range f.sender() {
			lines = append(lines, html.EscapeString(l))
		}
		said = append(said, strings.Join(lines, "<br>"))
	}
	if !t.saysUnsubscribe {
		w := f.words()
		said = append(said, html.EscapeString(w.why)+` <a href="`+mark(markOut)+`" style="color:#5f6b7a">`+w.out+`</a>`)
	}
	return `<div style="margin:32px 0 0;padding:16px 0 0;border-top:1px solid #d5dae1;font-size:13px;line-height:1.5;color:#5f6b7a">` +
		strings.Join(said, "<br><br>") + `</div>`
}

var (
	bodyOpen  = regexp.MustCompile(`(?i)<body\b[^>]*>`)
	bodyClose = regexp.MustCompile(`(?i)</body\s*>`)
)

// hidden is the preheader: the line that mail programs show beside the subject.
func hidden(preheader string) string {
	if strings.TrimSpace(preheader) == "" {
		return ""
	}
	return `<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">` + html.EscapeString(preheader) + `</div>`
}

// page puts body, preheader and footer together. A page that the user wrote whole is kept as it is.
func (f framing) page(t *Template, body, preheader string) string {
	footer, pre := f.html(t), hidden(preheader)
	if at := bodyOpen.FindStringIndex(body); at != nil {
		body = body[:at[1]] + pre + body[at[1]:]
		if all := bodyClose.FindAllStringIndex(body, -1); len(all) > 0 {
			end := all[len(all)-1][0]
			return body[:end] + footer + body[end:]
		}
		return body + footer
	}
	if t.format == mailing.HTML {
		return "<!DOCTYPE html>\n<html><head><meta charset=\"utf-8\"></head><body>" + pre + body + footer + "</body></html>\n"
	}
	return `<!DOCTYPE html>
<html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<style>
body{margin:0;padding:0;background:#ffffff}
.page{max-width:600px;margin:0 auto;padding:24px;font-family:-apple-system,"Segoe UI",Roboto,Helvetica,Arial,sans-serif;font-size:16px;line-height:1.55;color:#1d2733}
.page h1{font-size:26px;line-height:1.25;margin:0 0 16px}.page h2{font-size:20px;line-height:1.3;margin:28px 0 10px}.page h3{font-size:17px;margin:24px 0 8px}
.page p{margin:0 0 16px}.page ul,.page ol{margin:0 0 16px;padding-left:24px}.page a{color:#0b62a4}.page img{max-width:100%;height:auto}
.page blockquote{margin:0 0 16px;padding:2px 0 2px 16px;border-left:3px solid #d5dae1;color:#4a5665}
.page table{border-collapse:collapse;margin:0 0 16px}.page th,.page td{border:1px solid #d5dae1;padding:6px 10px;text-align:left}
.page hr{border:0;border-top:1px solid #d5dae1;margin:24px 0}
@media (prefers-color-scheme:dark){body{background:#14181d}.page{color:#e6eaee}.page a{color:#7cc0f5}}
</style></head>
<body>` + pre + `<div class="page" style="max-width:600px;margin:0 auto;padding:24px;font-family:Helvetica,Arial,sans-serif;font-size:16px;line-height:1.55">
` + body + footer + `
</div></body></html>
`
}
