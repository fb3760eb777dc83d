//go:build ci

package main

import (
	"context"

	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
)

// rest does nothing where there is no window.
type rest struct{ app fyne.App }

func (*rest) do(f func()) { kit.OnWindow(f) }

func (*rest) whileIdle(context.Context) {}
