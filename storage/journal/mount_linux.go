package journal

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// mount is the number of the mount that a folder is on; a file system that is mounted anew has another one.
func mount(dir string) string {
	var st unix.Statx_t
	if err := unix.Statx(unix.AT_FDCWD, dir, 0, unix.STATX_MNT_ID, &st); err != nil || st.Mask&unix.STATX_MNT_ID == 0 {
		return ""
	}
	return strconv.FormatUint(st.Mnt_id, 10)
}
