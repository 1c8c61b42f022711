// Package trace keeps the log of a job while it is looked at: spooled to a
// temporary file, indexed line by line and section by section, and read back a
// window at a time. A log may be 100 MB, and GitLab serves it whole every time, so
// nothing here holds more of it in memory than the window that is shown.
//
// A log is the most hostile text there is: whoever can push writes it. What leaves
// this package is lines of spans, text without a control character and a style
// beside it. Colours are kept; every other escape sequence is removed, what a
// carriage return overwrites is overwritten, and api/text has the last word on
// every span.
//
// The index does not hold the lines. It holds a checkpoint every 64 of them, and
// the function that parts a log into lines (next) depends on nothing but the bytes
// it is given: reading parts the log again, from the checkpoint before. So the
// index of a log of a hundred million lines still fits.
package trace
