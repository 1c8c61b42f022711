package snapshot

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

const (
	// lockPoll is how often a lock is tried that another program has, lockWait for how
	// long.
	lockPoll = 10 * time.Millisecond
	lockWait = 5 * time.Second
	// exposed are the rights to write that only the owner may have.
	exposed = 0o022
)

// Folder keeps snapshots as files, one for each instance and scope.
type Folder struct{ path string }

// New returns the snapshots in a folder, which is made with the first save.
func New(path string) *Folder { return &Folder{path} }

// Path is the file of an instance and scope. Its name tells neither.
func (f *Folder) Path(host, scope string) string {
	s := sha256.Sum256([]byte(host + "\x00" + scope))
	return filepath.Join(f.path, "snapshot-"+hex.EncodeToString(s[:8]))
}

// Read reads a snapshot. An error is fs.ErrNotExist where there is none, the context's,
// or a *RefusedError.
func (f *Folder) Read(ctx context.Context, host, scope string) (*State, error) {
	path := f.Path(host, scope)
	folder, err := os.Stat(f.path)
	if err == nil {
		err = private(folder, fs.ModeDir)
	}
	if err != nil {
		return nil, refuse(f.path, err, true)
	}
	file, err := f.bytes(path)
	if err == nil {
		var s *State
		if s, err = Decode(ctx, file, host, scope); err == nil {
			return s, nil
		}
	}
	if ctx.Err() != nil {
		return nil, err
	}
	return nil, refuse(path, err, false)
}

// refuse says why a file or its folder is not used.
func refuse(path string, err error, folder bool) error {
	if errors.Is(err, fs.ErrNotExist) {
		return err
	}
	var why Reason
	if !errors.As(err, &why) {
		err = fmt.Errorf("%w: %w", Unreadable, err)
	}
	return &RefusedError{Path: path, Why: err, Folder: folder}
}

// bytes reads a file that nobody else may have written.
func (f *Folder) bytes(path string) ([]byte, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if err := private(before, 0); err != nil {
		return nil, err
	}
	file, err := openFile(path)
	if err != nil {
		return nil, err
	}
	defer func() { _ = file.Close() }()
	// What is read is what was opened, whatever has the name by now.
	info, err := file.Stat()
	if err != nil {
		return nil, err
	}
	if err := private(info, 0); err != nil {
		return nil, err
	}
	if info.Size() > maxSize {
		return nil, TooLarge
	}
	b := make([]byte, info.Size())
	if _, err := io.ReadFull(file, b); errors.Is(err, io.ErrUnexpectedEOF) {
		return nil, Cut
	} else if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	return b, nil
}

// private says why a file, or a folder, could have been written by others.
func private(info fs.FileInfo, kind fs.FileMode) error {
	switch {
	case info.Mode().Type() != kind && kind == fs.ModeDir:
		return NoFolder
	case info.Mode().Type() != kind:
		return NoFile
	case !mine(info):
		return OtherOwner
	case rights && info.Mode().Perm()&exposed != 0:
		return Exposed
	}
	return nil
}

// Write puts a snapshot on disk, whole or not at all, in place of whatever is there.
// Where several programs write the same one the last wins. What a killed writer has left
// is removed.
func (f *Folder) Write(ctx context.Context, e *Encoded) error {
	path := f.Path(e.Host, e.Scope)
	if err := f.write(ctx, path, e); err != nil {
		if ctx.Err() != nil || errors.Is(err, errBusy) {
			return err
		}
		return fmt.Errorf("the snapshot %s could not be saved: %w; the next start draws nothing until GitLab has answered", path, err)
	}
	return nil
}

func (f *Folder) write(ctx context.Context, path string, e *Encoded) error {
	if err := f.secure(); err != nil {
		return err
	}
	unlock, err := hold(ctx, path+".lock")
	if err != nil {
		return err
	}
	defer unlock()
	// Nobody writes while the lock is held: these are of writers that were killed.
	left, err := filepath.Glob(filepath.Join(f.path, "."+filepath.Base(path)+"*"))
	if err != nil {
		return err
	}
	for _, name := range left {
		_ = os.Remove(name)
	}
	if info, err := os.Lstat(path); err == nil && info.IsDir() {
		// A file cannot take the name of a folder.
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return replace(path, e.pieces)
}

// secure makes the folder, and takes from others the right to write to it.
func (f *Folder) secure() error {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return err
	}
	info, err := os.Stat(f.path)
	if err != nil {
		return err
	}
	err = private(info, fs.ModeDir)
	if !errors.Is(err, Exposed) {
		return err
	}
	return os.Chmod(f.path, 0o700)
}

// hold takes the lock that others who write heed; a lock ends with its program.
func hold(ctx context.Context, path string) (release func(), err error) {
	if info, err := os.Lstat(path); err == nil && !info.Mode().IsRegular() {
		if err := os.RemoveAll(path); err != nil {
			return nil, err
		}
	}
	within, cancel := context.WithTimeout(ctx, lockWait)
	defer cancel()
	lock := flock.New(path)
	ok, err := lock.TryLockContext(within, lockPoll)
	switch {
	case ok:
		return func() { _ = lock.Unlock() }, nil
	case ctx.Err() != nil:
		return nil, ctx.Err()
	case within.Err() != nil:
		return nil, errBusy
	}
	return nil, fmt.Errorf("%s cannot be locked: %w", path, err)
}
