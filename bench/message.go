package main

import (
	"fmt"
	"strings"
)

// person is a recipient; all of them differ, as customers do.
type person struct{ Email, First, Last, Company string }

func recipient(i int) person {
	first := []string{"Anna", "Jörg", "Maximilian", "Lea", "Zoë", "Bernhard", "Friederike", "Tim"}
	last := []string{"Huber", "Müller", "Schneider-Wagner", "Groß", "Li", "Novák", "O'Brien"}
	return person{
		Email: fmt.Sprintf("person%07d@example.com", i), First: first[i%len(first)], Last: last[i%len(last)],
		Company: fmt.Sprintf("Firma Nr. %d", i%1000),
	}
}

const subject = "News for <first> from the bakery"

// newsletter is a message of about ten kilobytes when it is finished, as its template: a page with a table of offers, and
// the person in several places. The fields stand in angle brackets of no HTML.
func newsletter() (page, text string) {
	var b, t strings.Builder
	b.WriteString(`<html><head><title>News for <first></title></head><body style="margin:0;font-family:Arial,sans-serif">` +
		"\n<p>Dear <first> <last>,</p>\n<p>this is what we bake for <company> in the coming week.</p>\n" +
		`<table width="600" cellpadding="0" cellspacing="0">` + "\n")
	t.WriteString("Dear <first> <last>,\n\nthis is what we bake for <company> in the coming week.\n\n")
	for i := range 26 {
		fmt.Fprintf(&b, `<tr><td style="padding:12px 24px;border-bottom:1px solid #dddddd"><a href="https://www.example.com/offers/%d" style="color:#0055aa">`+
			"Offer %d, a loaf that is rather good – for you</a>", i, i)
		if i%6 == 0 {
			b.WriteString(", <first>: put back until Friday for the <last> family")
			fmt.Fprintf(&t, "Offer %d is put back until Friday for the <last> family.\n", i)
		}
		b.WriteString("</td></tr>\n")
		fmt.Fprintf(&t, "Offer %d, a loaf that is rather good – for you\n", i)
	}
	b.WriteString("</table>\n<p>See you soon, <first>. You get this mail as <email>.</p>\n</body></html>\n")
	t.WriteString("\nSee you soon, <first>. You get this mail as <email>.\n")
	return b.String(), t.String()
}

// fields writes the fields of a template in the words of a template language.
func fields(text, first, last, company, email string) string {
	return strings.NewReplacer("<first>", first, "<last>", last, "<company>", company, "<email>", email).Replace(text)
}

// liquid is a template as Evenpost reads it, goTemplate as Go's own template packages do.
func liquid(text string) string {
	return fields(text, "{{ first_name }}", "{{ last_name }}", "{{ company }}", "{{ email }}")
}

func goTemplate(text string) string {
	return fields(text, "{{.First}}", "{{.Last}}", "{{.Company}}", "{{.Email}}")
}
