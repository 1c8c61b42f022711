package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// maxSame bounds the handovers of one minute.
const maxSame = 100

// WriteHandover writes a handover into a folder, which is made when it is not there,
// under a name of the local minute, handover-2026-11-22-0310.md, and returns its path.
// It is there whole or not at all, readable by its owner only, and no file that is
// there already is touched: a second one in a minute ends in -2.
func WriteHandover(folder, text string, now time.Time) (path string, err error) {
	path, err = writeNew(folder, "handover-"+now.Format("2006-01-02-1504"), ".md", text)
	if err != nil {
		return "", trouble("the handover in", folder, "written", err, "choose another folder")
	}
	return path, nil
}

func writeNew(folder, name, ext, text string) (string, error) {
	if _, err := makeFolder(folder); err != nil {
		return "", err
	}
	temp, err := writeTemp(folder, text)
	if err != nil {
		return "", err
	}
	defer func() { _ = os.Remove(temp) }()
	for n := 1; n <= maxSame; n++ {
		path := filepath.Join(folder, name+ext)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s-%d%s", name, n, ext))
		}
		err := place(temp, path)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err == nil {
			err = syncFolder(folder)
		}
		return path, err
	}
	return "", fmt.Errorf("there are %d of this minute already", maxSame)
}

// writeTemp writes a file with a name of its own, for its owner alone, to the disk.
func writeTemp(folder, text string) (path string, err error) {
	f, err := os.CreateTemp(folder, ".handover-*")
	if err != nil {
		return "", err
	}
	_, err = f.WriteString(text)
	if err == nil {
		err = f.Sync()
	}
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		_ = os.Remove(f.Name())
	}
	return f.Name(), err
}

// place gives a file its name unless that is taken.
func place(temp, path string) error {
	err := os.Link(temp, path)
	if err == nil || errors.Is(err, fs.ErrExist) {
		return err
	}
	return takeThenRename(temp, path)
}

// takeThenRename is for disks that know no second names. A rename alone would replace
// what is there, so the name is taken first.
func takeThenRename(temp, path string) error {
	taken, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if err := taken.Close(); err != nil {
		return err
	}
	return os.Rename(temp, path)
}
