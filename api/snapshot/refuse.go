package snapshot

import (
	"errors"
	"fmt"
)

// Reason is why a snapshot is refused. It is an error, to be found with errors.As; the
// next save replaces what was refused.
type Reason uint8

// The reasons.
const (
	// Corrupt: what is there is not what was written.
	Corrupt Reason = iota + 1
	// Cut: the end is missing.
	Cut
	// Empty: there is nothing in it.
	Empty
	// Older and Newer: another version of greenlight wrote it.
	Older
	Newer
	// Foreign: it is of another instance, or of other projects and groups.
	Foreign
	// OtherUser: it is of another account than the token's.
	OtherUser
	// OtherOwner: the file or its folder belongs to another user of the machine.
	OtherOwner
	// Exposed: others may write to the file or its folder.
	Exposed
	// NoFile: a link, a folder or a device is in its place.
	NoFile
	// NoFolder: what should be the folder is none.
	NoFolder
	// TooLarge: it is larger than 256 MiB.
	TooLarge
	// Unreadable: the system does not let it be read.
	Unreadable
)

// Error is half a sentence, "it is damaged".
func (r Reason) Error() string {
	switch r {
	case Corrupt:
		return "it is damaged"
	case Cut:
		return "its end is missing"
	case Empty:
		return "it is empty"
	case Older:
		return "another version of greenlight wrote it"
	case Newer:
		return "a newer greenlight wrote it"
	case Foreign:
		return "it is of another GitLab or of other projects"
	case OtherUser:
		return "it is of another account"
	case OtherOwner:
		return "it belongs to another user of this machine"
	case Exposed:
		return "others may write to it"
	case NoFile:
		return "it is not a regular file"
	case NoFolder:
		return "it is not a folder"
	case TooLarge:
		return "it is larger than 256 MiB"
	case Unreadable:
		return "it cannot be read"
	}
	return fmt.Sprintf("reason %d", uint8(r))
}

// RefusedError is that there is a snapshot and it is not used.
type RefusedError struct {
	Path string
	// Why wraps a Reason.
	Why error
	// Folder is that the folder is refused, which Path is then, and not what lies in it:
	// nothing is saved there either, unless others may write to it, which a save ends.
	Folder bool
}

// Error is one sentence with what happens next.
func (e *RefusedError) Error() string {
	switch {
	case e.Folder && errors.Is(e.Why, Exposed):
		return fmt.Sprintf("the folder of snapshots %s is not used: %v; the next save ends that", e.Path, e.Why)
	case e.Folder:
		return fmt.Sprintf("the folder of snapshots %s is not used: %v; nothing is saved until that is put right", e.Path, e.Why)
	}
	return fmt.Sprintf("the snapshot %s is not used: %v; the next save replaces it", e.Path, e.Why)
}

// Unwrap gives the reason.
func (e *RefusedError) Unwrap() error { return e.Why }

var (
	errTooMany  = fmt.Errorf("the snapshot was not saved: it has more than %d rows", MaxRows)
	errTooLarge = errors.New("the snapshot was not saved: it would be larger than 256 MiB")
	errBusy     = errors.New("the snapshot was not saved: another greenlight is writing it")
)
