package journal

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"syscall"

	"github.com/gofrs/flock"
)

// addLocked appends a line under the lock that other programs heed. The lock is on a
// file of its own: on Windows a locked file cannot be read.
func (j *Journal) addLocked(ctx context.Context, line []byte) error {
	parents, err := makeFolder(filepath.Dir(j.path))
	if err != nil {
		return err
	}
	lockPath := j.path + ".lock"
	if info, err := os.Lstat(lockPath); err == nil && !info.Mode().IsRegular() {
		return irregularError{lockPath}
	}
	lock := flock.New(lockPath)
	if ok, err := lock.TryLockContext(ctx, lockPoll); !ok {
		if ctx.Err() != nil {
			return errBusy
		}
		return fmt.Errorf("%w: %w", errLock, err)
	}
	defer func() { _ = lock.Unlock() }()
	if err := appendLine(j.path, line); err != nil {
		return err
	}
	for _, p := range parents {
		if err := syncFolder(p); err != nil {
			return err
		}
	}
	return nil
}

// appendLine is one write, and on disk when it returns. A last line without an end is
// what somebody did not get to finish: it gets its end, so that it spoils no other.
func appendLine(path string, line []byte) (err error) {
	f, err := openRegular(path, os.O_RDWR|os.O_APPEND)
	if errors.Is(err, fs.ErrNotExist) {
		f, err = os.OpenFile(path, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	}
	if err != nil {
		return err
	}
	defer func() {
		if e := f.Close(); err == nil {
			err = e
		}
	}()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	size := info.Size()
	if size > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, size-1); err != nil {
			return err
		}
		if last[0] != '\n' {
			line = append([]byte{'\n'}, line...)
		}
	}
	if _, err := f.Write(line); err != nil {
		return err
	}
	if err := f.Sync(); err != nil {
		return err
	}
	if size > 0 {
		return nil
	}
	return syncFolder(filepath.Dir(path))
}

// openRegular opens a file that is there, and follows no link: the journal must not be
// led into somebody else's file, nor wait at a pipe.
func openRegular(path string, flag int) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if !before.Mode().IsRegular() {
		return nil, irregularError{path}
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		return nil, err
	}
	after, err := f.Stat()
	if err == nil && !os.SameFile(before, after) {
		err = errReplaced
	}
	if err != nil {
		_ = f.Close()
		return nil, err
	}
	return f, nil
}

// makeFolder makes a folder and what is above it, for their owner alone, and returns
// the folders that hold what was made.
func makeFolder(folder string) (parents []string, err error) {
	for p := folder; ; p = filepath.Dir(p) {
		if _, err := os.Stat(p); !errors.Is(err, fs.ErrNotExist) || p == filepath.Dir(p) {
			break
		}
		parents = append(parents, filepath.Dir(p))
	}
	return parents, os.MkdirAll(folder, 0o700)
}

// syncFolder puts the names in a folder on disk, where the system can do that.
func syncFolder(folder string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	f, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	err = f.Sync()
	if errors.Is(err, errors.ErrUnsupported) || errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
