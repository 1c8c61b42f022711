package snapshot

import (
	"io/fs"
	"os"
	"path/filepath"
)

// rights is that the mode of a file says who may write to it: here the folder's access
// list does, which a user's own folder has from the system.
const rights = false

func mine(fs.FileInfo) bool { return true }

func openFile(path string) (*os.File, error) { return os.Open(path) }

// replace gives a file that is whole and on disk the name of another; renameio, which
// does it elsewhere, is not made for Windows.
func replace(path string, pieces [][]byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+"*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = f.Close()
			_ = os.Remove(f.Name())
		}
	}()
	for _, p := range pieces {
		if _, err := f.Write(p); err != nil {
			return err
		}
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
