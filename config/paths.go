package config

import (
	"errors"
	"fmt"
	"io"
	"path/filepath"
)

// Env looks an environment variable up and returns "" when it is not set, as
// os.Getenv does.
type Env func(name string) string

// home is where ~ points; "" when nobody says.
func (e Env) home() string {
	for _, name := range []string{"HOME", "USERPROFILE"} {
		if dir := e(name); filepath.IsAbs(dir) {
			return dir
		}
	}
	return ""
}

// folder follows the XDG base directory specification, on macOS as well:
// a variable that is not an absolute path is ignored.
func (e Env) folder(variable string, fallback ...string) (string, error) {
	if dir := e(variable); filepath.IsAbs(dir) {
		return filepath.Join(dir, "greenlight"), nil
	}
	home := e.home()
	if home == "" {
		return "", errors.New("the home folder is not known: set HOME or " + variable + " to a full path")
	}
	return filepath.Join(append(append([]string{home}, fallback...), "greenlight")...), nil
}

// DefaultPath returns where the configuration file is looked for:
// $XDG_CONFIG_HOME/greenlight/config.toml, else
// ~/.config/greenlight/config.toml.
func DefaultPath(env Env) (string, error) {
	dir, err := env.folder("XDG_CONFIG_HOME", ".config")
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "config.toml"), nil
}

// JournalPath is the file that the decisions are written to, in a state folder.
func JournalPath(state string) string { return filepath.Join(state, "journal.jsonl") }

// HandoverDir is the folder of the handovers, in a state folder.
func HandoverDir(state string) string { return filepath.Join(state, "handover") }

// Folders returns the folder of what must outlive a run, such as the journal and crash
// files: $XDG_STATE_HOME/greenlight, else ~/.local/state/greenlight; and that of what can
// be fetched again: $XDG_CACHE_HOME/greenlight, else ~/.cache/greenlight. Neither is
// created.
func Folders(env Env) (state, cache string, err error) {
	if state, err = env.folder("XDG_STATE_HOME", ".local", "state"); err != nil {
		return "", "", err
	}
	cache, err = env.folder("XDG_CACHE_HOME", ".cache")
	return state, cache, err
}

// readAll reads at most maxFileBytes: a pipe has no size to look at before.
func readAll(r io.Reader) (string, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFileBytes+1))
	if err == nil && len(text) > maxFileBytes {
		err = fmt.Errorf("it is larger than %d KiB", maxFileBytes>>10)
	}
	return string(text), err
}
