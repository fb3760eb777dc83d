package compose

import (
	"fmt"
	"slices"
	"strings"

	"github.com/osteele/liquid"

	"evenpost/mailing"
)

// The fields that every contact has, and those that tell of the mailing itself.
const (
	fieldUnsubscribe = "unsubscribe_url"
	fieldPostal      = "postal_address"
	fieldBusiness    = "business"
)

// StandardFields are the merge fields that exist without the user's doing.
func StandardFields() []string {
	return []string{"first_name", "last_name", "name", "company", "email", fieldBusiness, fieldPostal, fieldUnsubscribe}
}

// maxBody is the longest body in bytes. Mail clients cut longer ones.
const maxBody = 1 << 20

// Template is a message that was read and found to be sound. It may be used by many goroutines at once.
type Template struct {
	message           mailing.Message
	known             []string
	format            mailing.Format
	subject           *part
	preheader         *part
	html              *part // nil for plain text
	markdown          *part // nil for others; what a window without a browser shows
	text              *part
	fields            []string
	needs             []string
	required          []string
	saysUnsubscribe   bool
	saysPostalAddress bool
}

// Parse reads a message. known are the names of the contacts' own fields, beside StandardFields. Its errors are a
// *ParseError or a *FieldError.
func Parse(m mailing.Message, known []string) (*Template, error) {
	return parse(m, known, framing{})
}

func parse(m mailing.Message, known []string, frame framing) (*Template, error) {
	t := &Template{message: m, known: known, format: m.Format}
	if len(m.Body) > maxBody {
		return nil, &ParseError{"body", 1, "it is longer than a megabyte"}
	}
	if strings.TrimSpace(m.Subject) == "" {
		return nil, &ParseError{"subject", 1, "it is empty"}
	}
	sources := []struct{ name, text string }{{"subject", normalise(m.Subject)}, {"preheader", normalise(m.Preheader)}, {"body", normalise(m.Body)}}
	var all [3][]tag
	for i, s := range sources {
		var err error
		if all[i], err = scan(s.name, s.text); err != nil {
			return nil, err
		}
	}
	if err := t.collect(slices.Concat(all[:]...), known); err != nil {
		return nil, err
	}
	engine := newEngine()
	c := compiler{engine: engine}
	t.subject = c.compile("subject", shield(sources[0].text, all[0]), placeLine)
	t.preheader = c.compile("preheader", shield(sources[1].text, all[1]), placeLine)
	body := shield(sources[2].text, all[2])
	c.body(t, body, shield(sources[1].text, all[1]), frame)
	if c.err != nil {
		return nil, c.err
	}
	return t, t.try()
}

func normalise(s string) string {
	return strings.ToValidUTF8(strings.NewReplacer("\r\n", "\n", "\r", "\n", "\x00", "", markOpen, "", markClose, "").Replace(s), "�")
}

// collect gathers the fields the tags read and refuses those that do not exist.
func (t *Template) collect(tags []tag, known []string) error {
	all := append(StandardFields(), known...)
	own := map[string]bool{}
	unknown := &FieldError{Suggest: map[string]string{}}
	tested := map[string]bool{} // read in an if, so an empty value was thought of
	for _, tg := range tags {
		if name := tg.assigned(); name != "" {
			own[name] = true
		}
		for _, n := range tg.names() {
			switch {
			case own[n]:
				continue
			case !slices.Contains(all, n) && !slices.Contains(unknown.Fields, n):
				unknown.Fields = append(unknown.Fields, n)
				if s := nearest(n, all); s != "" {
					unknown.Suggest[n] = s
				}
				continue
			}
			t.fields = addOnce(t.fields, n)
			t.saysUnsubscribe = t.saysUnsubscribe || n == fieldUnsubscribe
			t.saysPostalAddress = t.saysPostalAddress || n == fieldPostal
			switch {
			case !tg.object:
				tested[n] = true
			case tg.isRequired():
				t.required = addOnce(t.required, n)
			case !tg.hasDefault() && !tested[n] && !slices.Contains([]string{"email", fieldUnsubscribe, fieldPostal, fieldBusiness}, n):
				t.needs = addOnce(t.needs, n)
			}
		}
	}
	slices.Sort(t.fields)
	if len(unknown.Fields) > 0 {
		return unknown
	}
	return nil
}

func addOnce(all []string, s string) []string {
	if slices.Contains(all, s) {
		return all
	}
	return append(all, s)
}

// Fields are the merge fields that are read, sorted.
func (t *Template) Fields() []string { return slices.Clone(t.fields) }

// Needs are the merge fields that are shown without a fallback: an empty value leaves a hole in the message.
func (t *Template) Needs() []string { return slices.Concat(t.needs, t.required) }

// Rendered is a message as one contact would see it.
type Rendered struct {
	Subject, Preheader, HTML, Text string // HTML is empty for plain text
}

// Markdown is the body of a Markdown message for one contact, values escaped, without frame and footer; "" for other
// formats. It is for showing where there is no browser.
func (t *Template) Markdown(c mailing.Contact) (string, error) {
	return t.markdown.render(bind(c))
}

// Render makes the message for one contact. The error wraps mailing.ErrEmptyField when a required field is empty.
func (t *Template) Render(c mailing.Contact) (Rendered, error) {
	return t.render(bind(c))
}

// check finds a required field that is empty.
func (t *Template) check(values liquid.Bindings) error {
	for _, name := range t.required {
		if s, _ := values[alias(name)].(string); strings.TrimSpace(s) == "" {
			return fmt.Errorf("compose: %w: %s", mailing.ErrEmptyField, name)
		}
	}
	return nil
}

func (t *Template) render(values liquid.Bindings) (r Rendered, err error) {
	if err := t.check(values); err != nil {
		return r, err
	}
	for _, p := range []struct {
		part *part
		to   *string
	}{{t.subject, &r.Subject}, {t.preheader, &r.Preheader}, {t.html, &r.HTML}, {t.text, &r.Text}} {
		if *p.to, err = p.part.render(values); err != nil {
			return r, err
		}
	}
	r.Subject = oneSubject(r.Subject)
	r.Text = t.tidy(r.Text)
	return r, nil
}

// tidy is what is done to a text part once it is rendered.
func (t *Template) tidy(s string) string {
	if t.format == mailing.Text {
		return strings.TrimRight(s, "\n") + "\n"
	}
	return tidyText(s)
}

// try renders once for a contact without values: what only shows while rendering is found before anything is sent.
func (t *Template) try() error {
	values := bind(mailing.Contact{})
	for _, p := range []struct {
		name string
		part *part
	}{{"subject", t.subject}, {"preheader", t.preheader}, {"body", t.html}, {"body", t.text}} {
		if _, err := p.part.render(values); err != nil {
			return &ParseError{p.name, 1, plainLiquid(err)}
		}
	}
	return nil
}

// maxValue is how much of one field's value is taken into a message, in bytes.
const maxValue = 16 << 10

// bind makes the values a template may read. A field that the contact does not have is empty: whether it exists at all
// was checked when the template was read.
func bind(c mailing.Contact) liquid.Bindings {
	values := make(liquid.Bindings, len(c.Fields)+8)
	for k, v := range c.Merge() {
		set(values, k, v)
	}
	return values
}

// set gives a field its value. An empty one is nil: the only value that an if takes for no.
func set(values liquid.Bindings, name, v string) {
	if v = strings.TrimSpace(v); v == "" {
		return
	}
	if len(v) > maxValue {
		v = strings.ToValidUTF8(v[:maxValue], "")
	}
	values[alias(name)] = v
}

func oneSubject(s string) string { return cutRunes(mailing.OneLine(clean(s)), 250) }

func cutRunes(s string, most int) string {
	if len(s) <= most {
		return s
	}
	if r := []rune(s); len(r) > most {
		return string(r[:most-1]) + "…"
	}
	return s
}
