// Package snapshot keeps what was last known of an instance in a file, so that the next
// start has something to draw before GitLab has answered. It knows the format and the
// disk, and nothing of who reads or judges.
//
// What it reads is somebody's: a file can be cut, old, large, a link, of another program
// or made to hurt. It is used whole or refused with a Reason, and the next save replaces
// it. Texts stay as GitLab sent them and are to be cleaned when they are drawn. No type
// that is stored holds a secret.
package snapshot
