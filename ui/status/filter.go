package status

import (
	"greenlight/ui/draw"
	"greenlight/ui/keys"
	"greenlight/ui/present"
	"greenlight/ui/theme"
)

// Filter is the line in which a filter is typed.
type Filter struct {
	// Value is what was typed; Cursor counts the runes before the cursor.
	Value  string
	Cursor int
	// Shown of Total rows are left; More says that more exist than are loaded.
	Shown, Total int
	More         bool
}

const (
	fieldLeast = 16
	fieldMost  = 40
)

// view draws sign, field, count and the right hints, and says where the cursor is.
func (f Filter) view(p pen, right []keys.Hint) (line string, cursor int) {
	l := p.line().At(margin).Put(theme.Focus, "/").Put(theme.Text, " ")
	start := l.Column()
	count := []span{{theme.Strong, present.Count(f.Shown, false)},
		{theme.Muted, " of " + present.Count(f.Total, f.More)}}
	free := p.w - margin - start - 2 - p.measure(count)
	for len(right) > 0 && free-between-p.hints(right) < fieldLeast {
		right = right[:len(right)-1]
	}
	field := free
	if len(right) > 0 {
		field -= between + p.hints(right)
	}
	field = min(max(field, 4), fieldMost)
	shown, offset := p.windowed(f.Value, f.Cursor, field-2)
	l.Fit(theme.Field, " "+shown, field, draw.Clip)
	l.At(start + field + 2)
	p.put(l, count, p.w-margin-l.Column())
	if len(right) > 0 {
		l.At(p.w - margin - p.hints(right))
		p.putHints(l, right)
	}
	return l.String(), min(start+1+offset, max(p.w-1, 0))
}

// windowed is the part of a text around the cursor that room cells show, and the cell
// of the cursor in it.
func (p pen) windowed(value string, cursor, room int) (shown string, offset int) {
	runes := []rune(value)
	cursor = min(max(cursor, 0), len(runes))
	from := 0
	for from < cursor && p.width(string(runes[from:cursor])) > room {
		from++
	}
	before := string(runes[from:cursor])
	return before + string(runes[cursor:]), p.width(before)
}
