package keys

// Place is a part of the screen with keys of its own, which are not in the table: they
// mean it only while it is in front, and cannot be rebound.
type Place struct {
	Name string
	Keys []Hint
}

// Places are the keys of the zoomed tabs. The log's are read by package logs.
func (m Map) Places() []Place {
	zoom := m.Label(Zoom)
	return []Place{
		{"In the log", []Hint{
			{"/", "search"}, {"n N", "next, previous match"}, {"[ ]", "previous, next section"},
			{"space", "fold or unfold a section"}, {"G", "to the end; of a job that runs, follow it"},
		}},
		{"In the other tabs", []Hint{
			{zoom, "Changes: unfold a file or the release"}, {zoom, "Pipeline: the log of a job"},
			{zoom, "History: go to the deployment"},
		}},
	}
}
