//go:build !linux

package journal

// mount is not known: no trail is believed, and claims that were not settled are in doubt.
func mount(string) string { return "" }
