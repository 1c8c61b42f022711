package host

import (
	"errors"
	"io"

	"github.com/atotto/clipboard"
	"github.com/cli/browser"
)

// OpenBrowser shows a page in the user's browser. The address must be http or
// https: the system's opener takes files and programs as well. It returns when the
// opener has ended, which some only do with the browser.
func OpenBrowser(address string) error {
	browser.Stdout, browser.Stderr = io.Discard, io.Discard // they would draw over the screen
	if err := browser.OpenURL(address); err != nil {
		return errors.New("no browser could be started here")
	}
	return nil
}

// WriteClipboard puts text into the clipboard of the system that greenlight runs on.
// Over SSH that is the wrong one, or none: the terminal is asked besides.
func WriteClipboard(text string) error {
	if clipboard.Unsupported {
		return errors.New("there is no clipboard program here")
	}
	return clipboard.WriteAll(text)
}
