package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"greenlight/api/text"
)

var (
	errBusy     = errors.New("another program has kept its lock for too long")
	errLock     = errors.New("its lock file cannot be locked")
	errReplaced = errors.New("it was replaced while it was opened")
)

// irregularError is about a path at which something else than a file stands.
type irregularError struct{ path string }

func (e irregularError) Error() string { return e.path + " is " + e.kind() }

func (e irregularError) kind() string { return "a link, a folder or a device, no plain file" }

// failure is a sentence for people, and what caused it.
type failure struct {
	sentence string
	cause    error
}

func (f failure) Error() string { return f.sentence }
func (f failure) Unwrap() error { return f.cause }

// trouble is the sentence for an error: which file, why, and what to do; elsewhere is
// how to have it in another place.
func trouble(what, path, failed string, err error, elsewhere string) error {
	why := err.Error()
	var at *fs.PathError
	var irregular irregularError
	switch { // the sentence names the path already, and a screen cuts what is long
	case errors.As(err, &at) && strings.HasPrefix(path, at.Path):
		why = at.Err.Error()
	case errors.As(err, &irregular) && irregular.path == path:
		why = irregular.kind()
	}
	return failure{text.Line(fmt.Sprintf("%s %s cannot be %s (%s): %s", what, path, failed, why, advise(err, elsewhere))), err}
}

func (j *Journal) trouble(failed string, err error) error {
	return trouble("the journal", j.path, failed, err, "set XDG_STATE_HOME to another folder")
}

func advise(err error, elsewhere string) string {
	var irregular irregularError
	switch {
	case errors.As(err, &irregular):
		return "move that away and try again"
	case errors.Is(err, errLong):
		return "shorten the comment"
	case errors.Is(err, errBusy):
		return "end the greenlight that hangs, or try again"
	case errors.Is(err, errReplaced):
		return "try again"
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return "make it writable for you, or " + elsewhere
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT):
		return "make room on that disk"
	case errors.Is(err, errLock):
		return elsewhere + " on a local disk"
	case errors.Is(err, syscall.ENOTDIR), errors.Is(err, fs.ErrExist):
		return elsewhere
	}
	return "see that its disk works, or " + elsewhere
}
