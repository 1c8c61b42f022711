// Package draw builds screen lines: cells of text with a role, measured by
// grapheme, cut and padded to an exact width.
//
// It is the only way to the terminal, and so the one place where text from outside
// becomes safe: every text put on a line passes text.Line first, and where the
// theme is ASCII the closed set of greenlight's own signs is translated before
// anything is measured.
package draw
