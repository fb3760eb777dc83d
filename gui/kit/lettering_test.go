package kit

import (
	"image"
	"image/color"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/theme"
	"pgregory.net/rapid"
)

const anyRoom = 10_000

// A line looks as a canvas.Text does: each pixel, but for how exactly letters are placed between two of them.
func TestLetteringLooksLikeText(t *testing.T) {
	test.NewTempApp(t)
	for _, text := range []string{"Anna Huber", "jörg.müller@example.at", "Firma Nr. 1736 & Söhne – „Brot“", "Ελένη", "Иван Петров", "AVATAR To. fi"} {
		for _, bold := range []bool{false, true} {
			style := fyne.TextStyle{Bold: bold}
			var l lettering
			w, ok := l.set(text, theme.DefaultTheme().Font(style), 14, anyRoom)
			if !ok {
				t.Fatalf("%q is not known", text)
			}
			if want := fyne.MeasureText(text, 14, style).Width; w.width < want-.1 || w.width > want+.1 {
				t.Errorf("%q is %.2f wide, as a text %.2f", text, w.width, want)
			}
			theirs := canvas.NewText(text, color.White)
			theirs.TextSize, theirs.TextStyle = 14, style
			want := software.Render(theirs, theme.DefaultTheme())
			got := image.NewRGBA(want.Bounds())
			w.write(got, image.Point{}, 1, color.White)
			if d := difference(got, want); d > .06 {
				t.Errorf("%q, bold %v: %.3f of the ink is elsewhere", text, bold, d)
			}
		}
	}
}

// difference is what part of the ink is not the same in two pictures of white letters. The one of a text has a ground.
func difference(got *image.RGBA, want image.Image) float64 {
	ground, _, _, _ := want.At(want.Bounds().Max.X-1, 0).RGBA()
	var apart, all float64
	for y := want.Bounds().Min.Y; y < want.Bounds().Max.Y; y++ {
		for x := want.Bounds().Min.X; x < want.Bounds().Max.X; x++ {
			r, _, _, _ := want.At(x, y).RGBA()
			ink := (float64(r) - float64(ground)) / (0xffff - float64(ground))
			ours := float64(got.RGBAAt(x, y).A) / 0xff
			all += ink
			apart += max(ink-ours, ours-ink)
		}
	}
	return apart / max(1, all)
}

// Any text in any room: what is set fits, and begins as the text does; what is not known is left to others.
func TestLetteringFits(t *testing.T) {
	test.NewTempApp(t)
	var l lettering
	f := theme.DefaultTheme().Font(fyne.TextStyle{})
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.StringN(0, 40, -1), rapid.StringMatching(`[A-Za-zäöüßéñ0-9@. ,_-]{0,60}`)).Draw(t, "text")
		room := rapid.Float32Range(20, 300).Draw(t, "room")
		w, ok := l.set(text, f, 14, room)
		if !ok {
			return
		}
		if w.width > room+1 {
			t.Fatalf("%q is %.1f wide in a room of %.1f", w.text, w.width, room)
		}
		if w.text != text && fyne.MeasureText(text, 14, fyne.TextStyle{}).Width < room-1 {
			t.Fatalf("%q was cut to %q for nothing", text, w.text)
		}
		w.write(image.NewRGBA(image.Rect(0, 0, 320, 20)), image.Pt(3, 0), 1.25, color.Black)
	})
}

func TestLetteringKnowsWhatItDoesNotKnow(t *testing.T) {
	test.NewTempApp(t)
	var l lettering
	for _, text := range []string{"日本語", "שלום", "مرحبا", "Anna 🎂", "a\u202eb", "Иван Ivan", "tab\there"} {
		if _, ok := l.set(text, theme.DefaultTheme().Font(fyne.TextStyle{}), 14, anyRoom); ok {
			t.Errorf("%q was taken", text)
		}
	}
	if _, ok := l.set("Anna", fyne.NewStaticResource("broken.ttf", []byte("no font")), 14, anyRoom); ok {
		t.Error("a font that cannot be read was taken")
	}
}

func FuzzLettering(f *testing.F) {
	for _, text := range []string{"Anna", "e\u0301", "\xff\xfe", "ﬁ", "a\u0000b", "Zalgo\u0351\u0352\u0353"} {
		f.Add(text, float32(60))
	}
	font := theme.DefaultTheme().Font(fyne.TextStyle{})
	var l lettering
	f.Fuzz(func(_ *testing.T, text string, room float32) {
		if w, ok := l.set(text, font, 14, room); ok {
			w.write(image.NewRGBA(image.Rect(0, 0, 200, 20)), image.Point{}, 1, color.Black)
		}
	})
}
