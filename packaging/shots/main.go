// Command shots takes a picture of every page of the real program, light and dark, at the usual and at the smallest size, in
// English and German, at the first start and in the middle of work, so that somebody can look at them. One of them is the
// picture in the README.
package main

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"image/png"
	"os"
	"os/signal"
	"path/filepath"

	"evenpost/e2e/window"
)

func main() {
	if err := run(); err != nil {
		fmt.Fprintln(os.Stderr, "shots:", err)
		os.Exit(1)
	}
}

// A look is one way in which the window is shown.
type look struct {
	name          string
	width, height int
	dark          bool
	language      string
}

// looks are both sizes, light and dark, both languages.
func looks() []look {
	const english, german = "en_US.UTF-8", "de_DE.UTF-8"
	return []look{
		{"1200-light", 1200, 780, false, english},
		{"1200-dark-german", 1200, 780, true, german},
		{"960-light-german", 960, 640, false, german},
		{"960-dark", 960, 640, true, english},
	}
}

func run() error {
	bin := flag.String("bin", "dist/evenpost-e2e", "the program, built with the tag e2e")
	out := flag.String("out", "dist/shots", "where the pictures go")
	readme := flag.String("readme", "docs/window.png", "the picture for the README")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	folder, err := os.MkdirTemp("", "evenpost-shots-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder) //nolint:errcheck // a temporary folder
	if err := os.RemoveAll(*out); err != nil {
		return err
	}
	b, err := openBakery(ctx, *bin, folder)
	if err != nil {
		return err
	}
	defer b.close()
	for i, l := range looks() {
		err = errors.Join(err, shoot(ctx, *bin, b.data, filepath.Join(*out, l.name), l, full()))
		if i%3 == 0 {
			err = errors.Join(err, shoot(ctx, *bin, filepath.Join(folder, l.name), filepath.Join(*out, l.name+"-first-start"), l, empty()))
		}
	}
	if err != nil {
		return err
	}
	fmt.Println("Pictures:", *out)
	return copyPicture(filepath.Join(*out, looks()[0].name, "campaign-sending.png"), *readme)
}

// A picture is a page, called by its place in the sidebar, and what is clicked there. Only what does not change with the
// language is clicked on.
type picture struct {
	name  string
	page  window.Key
	click []string
	space bool // then the space bar is pressed: on the button that has the focus
}

func empty() []picture {
	return []picture{
		{name: "home", page: '1'},
		{name: "contacts", page: '2'},
		{name: "templates", page: '3'},
		{name: "campaigns", page: '4'},
		{name: "attention", page: '5'},
		{name: "accounts", page: '6'},
		{name: "settings", page: '7'},
		{name: "practice", page: '8'},
	}
}

func full() []picture {
	return append(empty(),
		picture{name: "contact", page: '2', click: []string{"Björn Åkesson"}},
		picture{name: "template", page: '3', click: []string{advent}},
		picture{name: "campaign-sending", page: '4', click: []string{hours}},
		picture{name: "campaign-finished", page: '4', click: []string{advent}},
		picture{name: "account", page: '6', click: []string{office}, space: true},
		picture{name: "practice-mail", page: '8', click: []string{"silvia.ortner…"}},
	)
}

// shoot takes pictures of one window.
func shoot(ctx context.Context, bin, data, out string, l look, all []picture) error {
	return window.Script(ctx, func(t window.T) {
		a := window.Launch(t, bin, window.Options{
			Args: []string{"--data", data}, Width: l.width, Height: l.height, Dark: l.dark, Language: l.language, Pictures: out,
		})
		for _, p := range all {
			a.Key(window.KeyCtrl, p.page)
			a.Settle()
			for _, text := range p.click {
				a.ClickFirst(text)
				a.Settle()
			}
			if p.space {
				a.Key(' ')
				a.Settle()
			}
			a.Shot(filepath.Join(out, p.name+".png"))
		}
	})
}

// copyPicture writes a picture anew, without what differs from run to run.
func copyPicture(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close() //nolint:errcheck // it was only read
	picture, err := png.Decode(in)
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, picture); err != nil {
		return err
	}
	return os.WriteFile(to, b.Bytes(), 0o644)
}
