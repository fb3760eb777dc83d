package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
	"evenpost/gui/settings"
	"evenpost/mailing"
	"evenpost/sender/compose"
	"evenpost/storage"
	"evenpost/storage/savedfile"
)

//go:embed LICENSE
var licence string

// settingsDeps is what the page of settings works with.
func (p *program) settingsDeps() settings.Deps {
	return settings.Deps{
		Store: p.store, Footer: footer, Backups: p.backups, Open: openPath, Version: version, Licence: licence,
		LogPath: filepath.Join(p.store.Dir(), logFile), Libraries: settings.BuiltWith, Credits: p.presets.Credits,
		BackUp: func(ctx context.Context) error {
			_, err := p.store.Backup(ctx, time.Now())
			return err
		},
		Save: func(ctx context.Context, path, passphrase string) (settings.SavedFile, error) {
			about, err := p.store.Save(ctx, path, savedfile.Lock{Passphrase: passphrase}, version, time.Now())
			return savedFile(path, about), err
		},
		Receive: func(ctx context.Context, path, passphrase string) (settings.SavedFile, error) {
			r, err := storage.Receive(ctx, p.store.Dir(), path, passphrase)
			return savedFile(path, r.About), err
		},
		Discard: func() error { return storage.Discard(p.store.Dir()) },
		Use: func() {
			p.place.Store(true)
			p.leave()
		},
	}
}

func savedFile(path string, about savedfile.About) settings.SavedFile {
	return settings.SavedFile{Path: path, Made: about.Made, Contacts: about.Contacts, Campaigns: about.Campaigns}
}

// footer is what stands under every mailing of a business that is sent from an address, which may not be known yet.
func footer(i mailing.Identity, from string) (string, error) {
	t, err := compose.Parse(mailing.Message{Subject: "-", Body: "-", Format: mailing.Text}, nil)
	if err != nil {
		return "", err
	}
	if from == "" {
		from = mailing.OwnAddress(nil)
	}
	c, err := compose.NewComposer(t, compose.Sender{From: mailing.Mailbox{Address: from}, Identity: i, Bulk: true, Language: string(kit.CurrentLanguage())})
	if err != nil {
		return "", err
	}
	made, err := c.Render(mailing.Contact{Email: "anna@example.com"}, "anna@example.com")
	if err != nil {
		return "", err
	}
	text := strings.TrimPrefix(strings.TrimSpace(made.Text), "-")
	// The way out by mail is long for a machine and dull for people.
	if before, link, found := strings.Cut(text, "mailto:"); found {
		address, _, _ := strings.Cut(link, "?")
		text = before + address
	}
	return text, nil
}

// backups are the copies of the database there are, newest first.
func (p *program) backups() ([]settings.Backup, error) {
	folder := filepath.Join(p.store.Dir(), "backups")
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("backups: %w: %w", mailing.ErrUnreadable, err)
	}
	var all []settings.Backup
	for _, e := range entries {
		info, err := e.Info()
		if err != nil || e.IsDir() || filepath.Ext(e.Name()) != ".db" {
			continue // it went away, or is none
		}
		all = append(all, settings.Backup{
			Path: filepath.Join(folder, e.Name()), At: info.ModTime(), Size: info.Size(), BeforeUpdate: strings.HasPrefix(e.Name(), "before-schema-"),
		})
	}
	slices.SortFunc(all, func(a, b settings.Backup) int { return b.At.Compare(a.At) })
	return all, nil
}

// openPath shows a file or folder with the system's program for it.
func openPath(path string) error {
	if _, err := os.Stat(path); err != nil {
		return err
	}
	full, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	slashed := filepath.ToSlash(full)
	if slashed[0] != '/' {
		slashed = "/" + slashed // C:/… becomes file:///C:/…
	}
	return fyne.CurrentApp().OpenURL(&url.URL{Scheme: "file", Path: slashed})
}
