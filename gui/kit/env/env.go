// Package env sets what Fyne reads from the environment before Fyne reads it. It imports nothing but os and its path sorts
// before Fyne's, so Go runs its init first. Without this, textures of text that scrolled away stay for a minute and a long
// scroll through a big table takes more than a gigabyte.
package env

import "os"

func init() {
	if os.Getenv("FYNE_CACHE") == "" {
		// The only error is a malformed name; the program works without it, it only uses more memory.
		_ = os.Setenv("FYNE_CACHE", "10s")
	}
}
