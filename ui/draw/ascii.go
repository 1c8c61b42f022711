package draw

import "strings"

// toASCII translates greenlight's own signs. Longer spellings come first: a
// strings.Replacer takes the first that matches.
var toASCII = strings.NewReplacer(
	" · ", ", ", "(•)", "(*)",
	"■", "#", "□", "=", "›", ">", "►", "~", "✓", "+", "✗", "x", "«", "<", "–", "-", "»", "/", "°", "o",
	"◆", "P", "▲", "!", "•", "i", "▌", ">", "·", ".", "●", "*", "×", "x", "−", "-", "—", "-",
	"…", "..", "→", "->", "←", "<-", "↑", "up", "↓", "down",
	"─", "-", "━", "=", "│", "|", "┬", "-", "┴", "-", "├", "|", "┤", "|", "┼", "+",
	"╭", "+", "╮", "+", "╰", "+", "╯", "+",
	"═", "=", "║", "|", "╔", "+", "╗", "+", "╚", "+", "╝", "+",
	"“", `"`, "”", `"`, "‘", "'", "’", "'",
)

// ToASCII translates greenlight's own signs and typography; other characters, the
// names of people and projects among them, stay.
func ToASCII(s string) string {
	if plainASCII(s) {
		return s
	}
	return toASCII.Replace(s)
}

// Pulse is frame n of the sign of something in flight.
func Pulse(n int, ascii bool) string {
	frames := [...]string{"·", "•", "●", "•"}
	if ascii {
		frames = [...]string{".", "o", "O", "o"}
	}
	return frames[((n%len(frames))+len(frames))%len(frames)]
}
