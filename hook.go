//go:build !e2e

package main

import (
	"fyne.io/fyne/v2"

	"evenpost/gui/kit"
)

// startHook does nothing outside of the window tests: the program that people get cannot be looked into.
func startHook(fyne.App, kit.Dispatcher) {}
