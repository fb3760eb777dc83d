package kit

import (
	"context"
	"errors"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/storage"
	"github.com/ncruces/zenity"
)

// FileKind is a kind of files a dialog shows.
type FileKind struct {
	Name       string   // "Contacts (CSV)"
	Extensions []string // ".csv", ".txt"; none: every file
}

// Files asks the user for a file. Tests put their own in place.
type Files interface {
	// Open asks for an existing file; done is not called when the user does not want one.
	Open(title string, kinds []FileKind, done func(path string))
	// Save asks where to write; an existing file was confirmed.
	Save(title, name string, kinds []FileKind, done func(path string))
	// Folder asks for a folder.
	Folder(title string, done func(path string))
}

// SystemFiles uses the dialogs of the system and, where there are none, Fyne's.
type SystemFiles struct{ UI *UI }

// Open implements Files.
func (f SystemFiles) Open(title string, kinds []FileKind, done func(string)) {
	f.ask(func(ctx context.Context) (string, error) {
		return zenity.SelectFile(zenity.Context(ctx), zenity.Title(title), filters(kinds))
	}, done, func() {
		d := dialog.NewFileOpen(func(r fyne.URIReadCloser, err error) {
			if err != nil || r == nil {
				return
			}
			path := r.URI().Path()
			_ = r.Close() // opened by the dialog; only its path is wanted
			done(path)
		}, f.UI.Window)
		d.SetFilter(extensions(kinds))
		showDialog(d, title)
	})
}

// Save implements Files.
func (f SystemFiles) Save(title, name string, kinds []FileKind, done func(string)) {
	finish := func(path string) {
		if filepath.Ext(path) == "" {
			path += filepath.Ext(name)
		}
		done(path)
	}
	f.ask(func(ctx context.Context) (string, error) {
		return zenity.SelectFileSave(zenity.Context(ctx), zenity.Title(title), zenity.Filename(name), zenity.ConfirmOverwrite(), filters(kinds))
	}, finish, func() {
		d := dialog.NewFileSave(func(w fyne.URIWriteCloser, err error) {
			if err != nil || w == nil {
				return
			}
			path := w.URI().Path()
			_ = w.Close() // the writer of the file opens it again
			finish(path)
		}, f.UI.Window)
		d.SetFileName(name)
		showDialog(d, title)
	})
}

// Folder implements Files.
func (f SystemFiles) Folder(title string, done func(string)) {
	f.ask(func(ctx context.Context) (string, error) {
		return zenity.SelectFile(zenity.Context(ctx), zenity.Title(title), zenity.Directory())
	}, done, func() {
		d := dialog.NewFolderOpen(func(u fyne.ListableURI, err error) {
			if err == nil && u != nil {
				done(u.Path())
			}
		}, f.UI.Window)
		showDialog(d, title)
	})
}

// showDialog opens a file dialog of Fyne's. It has no size before it is shown: Resize would panic.
func showDialog(d *dialog.FileDialog, title string) {
	d.SetTitleText(title)
	d.Show()
	d.Resize(fyne.NewSize(820, 560))
}

func (f SystemFiles) ask(native func(context.Context) (string, error), done func(string), fallback func()) {
	if !zenity.IsAvailable() {
		fallback()
		return
	}
	Run(f.UI, nil, native, func(path string, err error) {
		switch {
		case errors.Is(err, zenity.ErrCanceled):
		case err != nil:
			f.UI.Log.Warn("system file dialog", "error", err)
			fallback()
		case path != "":
			done(path)
		}
	})
}

func filters(kinds []FileKind) zenity.FileFilters {
	var all zenity.FileFilters
	for _, k := range kinds {
		var patterns []string
		for _, e := range k.Extensions {
			patterns = append(patterns, "*"+e)
		}
		if len(patterns) == 0 {
			patterns = []string{"*"}
		}
		all = append(all, zenity.FileFilter{Name: k.Name, Patterns: patterns, CaseFold: true})
	}
	return all
}

func extensions(kinds []FileKind) storage.FileFilter {
	var all []string
	for _, k := range kinds {
		if len(k.Extensions) == 0 {
			return nil
		}
		for _, e := range k.Extensions {
			all = append(all, e, strings.ToUpper(e))
		}
	}
	if len(all) == 0 {
		return nil
	}
	return storage.NewExtensionFileFilter(all)
}
