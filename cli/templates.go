package cli

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"evenpost/mailing"
)

func templateCommands() []*command {
	return []*command{
		{
			name: "templates add", args: "FILE", least: 1, most: 1, about: "keeps a message under a name; .md, .html or .txt by its ending",
			more:   "Fields of contacts are written {{ first_name }}, with a fallback {{ first_name | default: \"there\" }}.",
			define: addTemplate,
		},
		{name: "templates list", about: "lists the templates", define: listTemplates},
		{name: "templates show", args: "NAME", least: 1, most: 1, about: "shows a template", define: showTemplate},
	}
}

// maxTemplate is far above any mail that is read, and far below what would harm.
const maxTemplate = 5 << 20

func addTemplate(f *flags) func(*call) error {
	f.canJSON()
	name := f.String("name", "", "its `NAME`")
	subject := f.String("subject", "", "the subject, `TEXT`; may hold fields")
	preheader := f.String("preheader", "", "the `TEXT` that mail programs show beside the subject")
	replace := f.Bool("replace", false, "replace the template of this name if there is one")
	return func(c *call) error {
		if strings.TrimSpace(*name) == "" || strings.TrimSpace(*subject) == "" {
			return c.misused("--name and --subject are needed")
		}
		format, err := formatOf(c.args[0])
		if err != nil {
			return c.misused("%v", err)
		}
		body, err := readText(c.args[0])
		if err != nil {
			return err
		}
		t := mailing.Template{
			Name: strings.TrimSpace(*name), UpdatedAt: time.Now(),
			Message: mailing.Message{Subject: *subject, Preheader: *preheader, Body: body, Format: format},
		}
		svc, err := c.open()
		if err != nil {
			return err
		}
		fields, err := svc.Store.FieldNames(c.ctx)
		if err != nil {
			return err
		}
		if err := svc.Parse(t.Message, fields); errors.Is(err, mailing.ErrUnknownField) {
			c.warn("Note: %s (%v). Until it is known, no campaign with this template starts.", strings.TrimSuffix(explain(err).Title, "."), err)
		} else if err != nil {
			return fmt.Errorf("%s: %w", c.args[0], err)
		}
		if err := saveTemplate(c, svc, &t, *replace); err != nil {
			return err
		}
		return c.show(templateAsJSON(t), func(w io.Writer) { fmt.Fprintf(w, "Template “%s” is kept.\n", t.Name) })
	}
}

func saveTemplate(c *call, svc *Services, t *mailing.Template, replace bool) error {
	if replace {
		old, err := svc.Store.TemplateByName(c.ctx, t.Name)
		if err == nil {
			t.ID = old.ID
			return svc.Store.UpdateTemplate(c.ctx, *t)
		}
		if !errors.Is(err, mailing.ErrNotFound) {
			return err
		}
	}
	id, err := svc.Store.AddTemplate(c.ctx, *t)
	if errors.Is(err, mailing.ErrExists) {
		return &Problem{Title: fmt.Sprintf("There is a template “%s” already.", plain(t.Name)), Do: "Choose another name, or replace it with --replace.", Err: err}
	}
	t.ID = id
	return err
}

func formatOf(path string) (mailing.Format, error) {
	switch strings.ToLower(filepath.Ext(path)) {
	case ".md", ".markdown":
		return mailing.Markdown, nil
	case ".html", ".htm":
		return mailing.HTML, nil
	case ".txt", ".text":
		return mailing.Text, nil
	}
	return "", fmt.Errorf("the ending of %q is not .md, .html or .txt", filepath.Base(path))
}

// readText reads a message's file.
func readText(path string) (string, error) {
	cannot := func(title, do string, err error) (string, error) {
		return "", &Problem{Title: title, Do: do, Err: fmt.Errorf("%s: %w", path, err)}
	}
	unreadable := func(err error) (string, error) {
		return "", fmt.Errorf("%w: %w", mailing.ErrUnreadable, err)
	}
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%w: %s: there is no such file", mailing.ErrUnreadable, path)
	} else if err != nil {
		return unreadable(err)
	}
	defer file.Close() //nolint:errcheck // it was only read
	b, err := io.ReadAll(io.LimitReader(file, maxTemplate+1))
	switch {
	case err != nil:
		return unreadable(err)
	case len(b) > maxTemplate:
		return cannot("The file is too large for a message.", "Keep pictures out of it; a message has at most 5 MB.", mailing.ErrInvalid)
	}
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	if !utf8.Valid(b) || bytes.IndexByte(b, 0) >= 0 {
		return cannot("The file is not a text file.", "Save it as UTF-8 text and try again.", mailing.ErrNotText)
	}
	if len(bytes.TrimSpace(b)) == 0 {
		return cannot("The file is empty.", "Write the message into it first.", mailing.ErrInvalid)
	}
	return strings.ReplaceAll(string(b), "\r\n", "\n"), nil
}

type templateJSON struct {
	ID        int64   `json:"id"`
	Name      string  `json:"name"`
	Subject   string  `json:"subject"`
	Preheader string  `json:"preheader"`
	Format    string  `json:"format"`
	UpdatedAt *string `json:"updated_at"`
}

func templateAsJSON(t mailing.Template) templateJSON {
	return templateJSON{t.ID, t.Name, t.Message.Subject, t.Message.Preheader, string(t.Message.Format), stamp(t.UpdatedAt)}
}

func listTemplates(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		all, err := svc.Store.Templates(c.ctx)
		if err != nil {
			return err
		}
		out := make([]templateJSON, 0, len(all))
		rows := make([][]string, 0, len(all))
		for _, t := range all {
			out = append(out, templateAsJSON(t))
			rows = append(rows, []string{t.Name, t.Message.Subject, string(t.Message.Format)})
		}
		return c.show(out, func(w io.Writer) { table(w, []string{"NAME", "SUBJECT", "FORMAT"}, rows) })
	}
}

func templateByName(c *call, svc *Services, name string) (mailing.Template, error) {
	t, err := svc.Store.TemplateByName(c.ctx, name)
	if errors.Is(err, mailing.ErrNotFound) {
		return t, missing("template", name, "“evenpost templates list” shows them.", err)
	}
	return t, err
}

func showTemplate(f *flags) func(*call) error {
	f.canJSON()
	return func(c *call) error {
		svc, err := c.open()
		if err != nil {
			return err
		}
		t, err := templateByName(c, svc, c.args[0])
		if err != nil {
			return err
		}
		out := struct {
			templateJSON
			Body string `json:"body"`
		}{templateAsJSON(t), t.Message.Body}
		return c.show(out, func(w io.Writer) {
			fmt.Fprintf(w, "Subject: %s\n\n%s\n", t.Message.Subject, strings.TrimRight(t.Message.Body, "\n"))
		})
	}
}
