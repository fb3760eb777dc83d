package kit

import (
	"bytes"
	"image"
	"image/color"
	"image/draw"
	"math"
	"unicode"

	"fyne.io/fyne/v2"
	"github.com/go-text/render"
	"github.com/go-text/typesetting/di"
	"github.com/go-text/typesetting/font"
	"github.com/go-text/typesetting/language"
	"github.com/go-text/typesetting/shaping"
	"golang.org/x/image/math/fixed"
)

// lettering writes lines of text into pictures, out of letters that it keeps once they were drawn. A canvas.Text draws the outline
// of each letter anew, which takes 0.1 ms a text: too long for a table of which each frame shows other rows. Lettering knows
// the theme's own font, in one script from left to right; whatever else there is, it leaves to canvas.Text, which looks
// for further fonts. It belongs to the window's goroutine.
type lettering struct {
	shaper shaping.HarfbuzzShaper
	faces  map[fyne.Resource]*typeface
}

// typeface is a font with the letters of it that were drawn.
type typeface struct {
	font    *font.Face // nil: it cannot be read
	letters map[letterKey]*image.Alpha
}

// letterKey is a letter in a size, at a place between two pixels.
type letterKey struct {
	id    font.GID
	size  fixed.Int26_6 // in pixels
	place uint8         // in parts of a pixel
}

const (
	places     = 8    // between two pixels where a letter may stand
	mostLetter = 4096 // that are kept of a font: some hundred are used
)

// writing is a line of text that is ready to be written.
type writing struct {
	text  string // as it is shown: cut where the room ended
	face  *typeface
	out   shaping.Output
	size  float32 // of the letters
	width float32
}

// set makes a line ready, in no more than room. It is false when the line has letters that lettering does not know.
func (l *lettering) set(text string, f fyne.Resource, size, room float32) (writing, bool) {
	face := l.face(f)
	w, ok := l.shape([]rune(text), face, size)
	if !ok || w.width <= room {
		return w, ok
	}
	rest, ok := l.shape([]rune("…"), face, size)
	if !ok {
		return writing{}, false
	}
	return l.shape(append(cutTo([]rune(text), w.out.Glyphs, room-rest.width), '…'), face, size)
}

// cutTo is the beginning of a text that fits in a room, without spaces at its end.
func cutTo(text []rune, glyphs []shaping.Glyph, room float32) []rune {
	end, x := 0, float32(0)
	for _, g := range glyphs {
		if x += float(g.Advance); x > room {
			break
		}
		end = g.TextIndex() + g.RunesCount()
	}
	for end > 0 && unicode.IsSpace(text[end-1]) {
		end--
	}
	return text[:end:end]
}

func (l *lettering) face(f fyne.Resource) *typeface {
	if face, ok := l.faces[f]; ok {
		return face
	}
	if l.faces == nil {
		l.faces = map[fyne.Resource]*typeface{}
	}
	face := &typeface{letters: map[letterKey]*image.Alpha{}}
	if read, err := font.ParseTTF(bytes.NewReader(f.Content())); err == nil {
		face.font = read
	}
	l.faces[f] = face
	return face
}

func (l *lettering) shape(text []rune, face *typeface, size float32) (writing, bool) {
	script, ok := scriptOf(text)
	if !ok || face.font == nil {
		return writing{}, false
	}
	out := l.shaper.Shape(shaping.Input{
		Text: text, RunEnd: len(text), Direction: di.DirectionLTR, Face: face.font, Size: fix(size), Script: script,
	})
	for _, g := range out.Glyphs {
		if g.GlyphID == 0 { // this font has no such letter
			return writing{}, false
		}
	}
	return writing{text: string(text), face: face, out: out, size: size, width: float(out.Advance)}, true
}

// scriptOf is the one script of a text. It is false when there are several, or one that does not go from left to right in
// letters of their own each.
func scriptOf(text []rune) (script language.Script, ok bool) {
	script = language.Latin
	found := false
	for _, r := range text {
		switch s := language.LookupScript(r); s {
		case language.Common, language.Inherited:
			if unicode.Is(unicode.Cf, r) || unicode.IsControl(r) {
				return script, false
			}
		case language.Latin, language.Greek, language.Cyrillic:
			if found && s != script {
				return script, false
			}
			script, found = s, true
		default:
			return script, false
		}
	}
	return script, true
}

// ascent is how far the base line is below the top of the line, in pixels.
func (w writing) ascent(scale float32) int {
	return int(math.Ceil(float64(float(w.out.LineBounds.Ascent) * scale)))
}

// write writes a line into a picture, with its top left corner at a pixel.
func (w writing) write(picture *image.RGBA, at image.Point, scale float32, c color.Color) {
	ink := image.NewUniform(c)
	x, y := float32(at.X), at.Y+w.ascent(scale)
	for _, g := range w.out.Glyphs {
		left := x + float(g.XOffset)*scale + .5/places
		pixel := float32(math.Floor(float64(left)))
		mask := w.face.letter(g, w.size, scale, uint8((left-pixel)*places))
		to := mask.Rect.Add(image.Pt(int(pixel), y-int(math.Round(float64(float(g.YOffset)*scale)))))
		draw.DrawMask(picture, to, ink, image.Point{}, mask, mask.Rect.Min, draw.Over)
		x += float(g.Advance) * scale
	}
}

// letter is how a letter covers the pixels around the point on the base line where it stands.
func (f *typeface) letter(g shaping.Glyph, size, scale float32, place uint8) *image.Alpha {
	key := letterKey{id: g.GlyphID, size: fix(size * scale), place: place}
	if mask, ok := f.letters[key]; ok {
		return mask
	}
	if len(f.letters) >= mostLetter {
		clear(f.letters)
	}
	left := int(math.Floor(float64(float(g.XBearing)*scale))) - 1
	top := -int(math.Ceil(float64(float(g.YBearing)*scale))) - 1
	box := image.Rect(0, 0, int(math.Ceil(float64(float(g.Width)*scale)))+4, int(math.Ceil(float64(-float(g.Height)*scale)))+4)
	black := image.NewRGBA(box)
	g.XOffset, g.YOffset = fixed.Int26_6(float32(place)/places/scale*64), 0
	pen := render.Renderer{FontSize: size, PixScale: scale, Color: color.Black}
	pen.DrawShapedRunAt(shaping.Output{Face: f.font, Glyphs: []shaping.Glyph{g}}, black, -left, -top)
	mask := image.NewAlpha(box)
	for i := range mask.Pix {
		mask.Pix[i] = black.Pix[4*i+3]
	}
	mask.Rect = box.Add(image.Pt(left, top))
	f.letters[key] = mask
	return mask
}

func fix(v float32) fixed.Int26_6   { return fixed.Int26_6(v * 64) }
func float(v fixed.Int26_6) float32 { return float32(v) / 64 }
