package window

import (
	"fmt"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// Key is a letter, or one of the named keys (an X keysym).
type Key rune

// The named keys.
const (
	KeyBackSpace Key = 0xff08
	KeyTab       Key = 0xff09
	KeyReturn    Key = 0xff0d
	KeyEscape    Key = 0xff1b
	KeyHome      Key = 0xff50
	KeyLeft      Key = 0xff51
	KeyUp        Key = 0xff52
	KeyRight     Key = 0xff53
	KeyDown      Key = 0xff54
	KeyPageUp    Key = 0xff55
	KeyPageDown  Key = 0xff56
	KeyEnd       Key = 0xff57
	KeyShift     Key = 0xffe1
	KeyCtrl      Key = 0xffe3
	KeyAlt       Key = 0xffe9
	KeyDelete    Key = 0xffff
)

// press is how a key is made on the keyboard.
type press struct {
	code  xproto.Keycode
	shift bool
}

// further are characters that the American keyboard of an Xvfb lacks.
const further = "äöüÄÖÜßéèáàçñ€–“”…"

// loadKeys reads the keyboard and puts the further characters on keys that have none. It must happen before the program
// starts: programs read the keyboard once.
func loadKeys(x *xgb.Conn) (map[Key]press, error) {
	setup := xproto.Setup(x)
	count := byte(setup.MaxKeycode - setup.MinKeycode + 1)
	m, err := xproto.GetKeyboardMapping(x, setup.MinKeycode, count).Reply()
	if err != nil {
		return nil, err
	}
	n := int(m.KeysymsPerKeycode)
	keys := map[Key]press{}
	var free []xproto.Keycode
	for i := range int(count) {
		code := setup.MinKeycode + xproto.Keycode(i)
		symbols := m.Keysyms[i*n : (i+1)*n]
		if symbols[0] == 0 {
			free = append(free, code)
			continue
		}
		for level, symbol := range symbols[:2] {
			if _, known := keys[Key(symbol)]; !known && symbol != 0 {
				keys[Key(symbol)] = press{code, level == 1}
			}
		}
	}
	for _, r := range further {
		if len(free) == 0 {
			return nil, fmt.Errorf("the keyboard has no free key for %q", r)
		}
		symbols := make([]xproto.Keysym, n)
		for i := range symbols {
			symbols[i] = keysym(r)
		}
		if err := xproto.ChangeKeyboardMappingChecked(x, 1, free[0], byte(n), symbols).Check(); err != nil {
			return nil, err
		}
		keys[Key(r)] = press{code: free[0]}
		free = free[1:]
	}
	return keys, nil
}

// keysym is the X name of a character: itself in Latin-1, else its number with the Unicode mark.
func keysym(r rune) xproto.Keysym {
	if r < 0x100 {
		return xproto.Keysym(r)
	}
	return xproto.Keysym(r) | 0x01000000
}

// tap presses and releases a key while others are held.
func (s *screen) tap(key Key, held []Key) error {
	p, ok := s.keys[key]
	if !ok {
		return fmt.Errorf("the keyboard has no %q", rune(key))
	}
	if p.code == s.lastKey {
		s.pause() // pressed again at once it would pass for a key that is held down
	}
	s.lastKey = p.code
	if p.shift {
		held = append(held[:len(held):len(held)], KeyShift)
	}
	for _, h := range held {
		s.input(xproto.KeyPress, s.keys[h].code)
	}
	s.input(xproto.KeyPress, p.code)
	s.input(xproto.KeyRelease, p.code)
	for _, h := range held {
		s.input(xproto.KeyRelease, s.keys[h].code)
	}
	return s.settle()
}

func (s *screen) input(kind byte, code xproto.Keycode) {
	xtest.FakeInput(s.x, kind, byte(code), 0, s.root, 0, 0, 0)
}
