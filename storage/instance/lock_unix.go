//go:build unix

package instance

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"

	"evenpost/mailing"
)

func lock(f *os.File) error {
	for {
		err := unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case errors.Is(err, unix.EINTR):
			continue
		case errors.Is(err, unix.EWOULDBLOCK):
			return mailing.ErrInUse
		}
		return err
	}
}
