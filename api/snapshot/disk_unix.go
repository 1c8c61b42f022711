//go:build !windows

package snapshot

import (
	"io/fs"
	"os"
	"path/filepath"
	"syscall"

	"github.com/google/renameio/v2"
)

// rights is that the mode of a file says who may write to it.
const rights = true

// mine reports whether a file belongs to who runs the program.
func mine(info fs.FileInfo) bool {
	s, ok := info.Sys().(*syscall.Stat_t)
	return ok && int(s.Uid) == os.Geteuid()
}

// openFile follows no link and waits at no pipe.
func openFile(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDONLY|syscall.O_NOFOLLOW|syscall.O_NONBLOCK, 0)
}

// replace gives a file that is whole and on disk the name of another.
func replace(path string, pieces [][]byte) error {
	f, err := renameio.NewPendingFile(path, renameio.WithTempDir(filepath.Dir(path)), renameio.WithStaticPermissions(0o600))
	if err != nil {
		return err
	}
	defer func() { _ = f.Cleanup() }()
	for _, p := range pieces {
		if _, err := f.Write(p); err != nil {
			return err
		}
	}
	return f.CloseAtomicallyReplace()
}
