package window

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"image"
	"image/png"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jezek/xgb"
	"github.com/jezek/xgb/xproto"
	"github.com/jezek/xgb/xtest"
)

// screen is an Xvfb with a connection to it.
type screen struct {
	display string
	server  *exec.Cmd
	x       *xgb.Conn
	root    xproto.Window
	width   uint16
	height  uint16
	keys    map[Key]press
	lastKey xproto.Keycode
}

type point struct{ x, y int16 }

const (
	leftButton  byte = 1
	rightButton byte = 3
	wheelUp     byte = 4
	wheelDown   byte = 5
)

func openScreen(ctx context.Context, width, height int) (*screen, error) {
	r, w, err := os.Pipe()
	if err != nil {
		return nil, err
	}
	defer r.Close() //nolint:errcheck // it was only read
	s := &screen{width: uint16(width), height: uint16(height)}
	size := strconv.Itoa(width) + "x" + strconv.Itoa(height) + "x24"
	// -displayfd picks a free number, so that tests can run at the same time.
	s.server = exec.CommandContext(context.WithoutCancel(ctx), "Xvfb", "-displayfd", "3", "-screen", "0", size, "-nolisten", "tcp", "-dpi", "96")
	s.server.ExtraFiles = []*os.File{w}
	if err := s.server.Start(); err != nil {
		return nil, errors.Join(err, w.Close())
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	number, err := bufio.NewReader(r).ReadString('\n')
	if err != nil {
		s.close()
		return nil, fmt.Errorf("no screen from Xvfb: %w", err)
	}
	s.display = ":" + strings.TrimSpace(number)
	if err := s.connect(); err != nil {
		s.close()
		return nil, err
	}
	return s, nil
}

func (s *screen) connect() error {
	xgb.Logger.SetOutput(io.Discard) // it tells of a missing .Xauthority, and of the end of the screen
	var err error
	if s.x, err = xgb.NewConnDisplay(s.display); err != nil {
		return err
	}
	if err := xtest.Init(s.x); err != nil {
		return err
	}
	s.root = xproto.Setup(s.x).DefaultScreen(s.x).Root
	s.keys, err = loadKeys(s.x)
	return err
}

func (s *screen) close() {
	if s.x != nil {
		s.x.Close()
	}
	if s.server.Process.Signal(syscall.SIGTERM) == nil {
		s.server.Wait() //nolint:errcheck // it was told to end
	}
}

// settle waits until the server has worked off what was sent.
func (s *screen) settle() error {
	_, err := xproto.GetInputFocus(s.x).Reply()
	return err
}

func (s *screen) click(at point, button byte) {
	xtest.FakeInput(s.x, xproto.MotionNotify, 0, 0, s.root, at.x, at.y, 0)
	s.pause()
	s.press(button)
}

func (s *screen) press(button byte) {
	s.turn(button)
	s.pause()
}

// turn is a press that is not waited for, as of a wheel in motion.
func (s *screen) turn(button byte) {
	xtest.FakeInput(s.x, xproto.ButtonPress, button, 0, s.root, 0, 0, 0)
	xtest.FakeInput(s.x, xproto.ButtonRelease, button, 0, s.root, 0, 0, 0)
}

// move moves the pointer, and hold presses its button or lets it go; neither is waited for.
func (s *screen) move(to point) {
	xtest.FakeInput(s.x, xproto.MotionNotify, 0, 0, s.root, to.x, to.y, 0)
}

func (s *screen) hold(down bool) {
	kind := byte(xproto.ButtonRelease)
	if down {
		kind = xproto.ButtonPress
	}
	xtest.FakeInput(s.x, kind, leftButton, 0, s.root, 0, 0, 0)
}

// pause lets the program's loop of 60 frames a second see one input before the next: a pointer that jumps and clicks
// within one frame is faster than any person, and what it would hit is not yet hovered.
func (s *screen) pause() {
	if s.settle() == nil {
		time.Sleep(40 * time.Millisecond)
	}
}

func (s *screen) image() (*image.RGBA, error) {
	r, err := xproto.GetImage(s.x, xproto.ImageFormatZPixmap, xproto.Drawable(s.root), 0, 0, s.width, s.height, 0xffffffff).Reply()
	if err != nil {
		return nil, err
	}
	im := image.NewRGBA(image.Rect(0, 0, int(s.width), int(s.height)))
	for i := 0; i+3 < min(len(r.Data), len(im.Pix)); i += 4 {
		im.Pix[i], im.Pix[i+1], im.Pix[i+2], im.Pix[i+3] = r.Data[i+2], r.Data[i+1], r.Data[i], 255
	}
	return im, nil
}

func (s *screen) environment() []string {
	return []string{"DISPLAY=" + s.display, "LIBGL_ALWAYS_SOFTWARE=1"}
}

// painted says whether there is more on the screen than an empty window.
func (s *screen) painted() bool { return s.colours() > 8 }

// colours is how many colours a coarse look at the screen finds: an empty one has one or two.
func (s *screen) colours() int {
	im, err := s.image()
	if err != nil {
		return 0
	}
	seen := map[any]bool{}
	for y := 0; y < im.Rect.Max.Y; y += 3 {
		for x := 0; x < im.Rect.Max.X; x += 3 {
			seen[im.RGBAAt(x, y)] = true
		}
	}
	return len(seen)
}

func (s *screen) shot(path string) error {
	im, err := s.image()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return err
	}
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	return errors.Join(png.Encode(f, im), f.Close())
}

// fit makes the program's windows as large as the screen, as a window manager that maximises does.
func (s *screen) fit() {
	for _, w := range s.windows() {
		size := []uint32{0, 0, uint32(s.width), uint32(s.height)}
		xproto.ConfigureWindow(s.x, w, xproto.ConfigWindowX|xproto.ConfigWindowY|xproto.ConfigWindowWidth|xproto.ConfigWindowHeight, size)
	}
	s.pause()
}

// windows are those that a person would see as windows: they know how to be closed.
func (s *screen) windows() []xproto.Window {
	tree, err := xproto.QueryTree(s.x, s.root).Reply()
	if err != nil {
		return nil
	}
	protocols := s.atom("WM_PROTOCOLS")
	return slices.DeleteFunc(tree.Children, func(w xproto.Window) bool {
		p, err := xproto.GetProperty(s.x, false, w, protocols, xproto.AtomAtom, 0, 32).Reply()
		return err != nil || p.ValueLen == 0
	})
}

// closeWindow asks every window of the screen to close, as a window manager's X button does.
func (s *screen) closeWindow() {
	protocols, deletion := s.atom("WM_PROTOCOLS"), s.atom("WM_DELETE_WINDOW")
	for _, w := range s.windows() {
		event := xproto.ClientMessageEvent{
			Format: 32, Window: w, Type: protocols,
			Data: xproto.ClientMessageDataUnionData32New([]uint32{uint32(deletion), xproto.TimeCurrentTime, 0, 0, 0}),
		}
		xproto.SendEvent(s.x, false, w, xproto.EventMaskNoEvent, string(event.Bytes()))
	}
	s.pause()
}

func (s *screen) atom(name string) xproto.Atom {
	r, err := xproto.InternAtom(s.x, false, uint16(len(name)), name).Reply()
	if err != nil {
		return xproto.AtomNone
	}
	return r.Atom
}
