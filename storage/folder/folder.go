// Package folder brings to the disk what happens to the names in a folder: a file that was written durably is lost all the same
// when its name is.
package folder

import "os"

// Sync brings new names, and names that are gone, to the disk. Where a folder cannot be opened for that, the system does it by itself.
func Sync(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return nil //nolint:nilerr // Windows
	}
	_ = f.Sync()
	return f.Close()
}
