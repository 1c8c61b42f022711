package record

import (
	"greenlight/api"
	"greenlight/api/text"
	"greenlight/ui/draw"
	"greenlight/ui/present"
	"greenlight/ui/sheet"
	"greenlight/ui/theme"
)

// longName is the longest name that the card writes into a sentence, in cells.
const longName = 40

// label is what the button of the act says.
func (m Model) label() string { return "Record " + string(statuses[m.status]) }

// version is what people call what is recorded: its ref.
func (m Model) version() string {
	if r := m.value(inRef); r != "" {
		return draw.Cut(r, longName, draw.Middle)
	}
	return "It"
}

// place is where, for a sentence: "in production", "on staging".
func (m Model) place() string {
	name := m.value(inEnvironment)
	switch {
	case name == "production" && m.production():
		return "in production"
	case name == "":
		return "there"
	case m.production():
		return "in production, on " + draw.Cut(name, longName, draw.Middle)
	}
	return "on " + draw.Cut(name, longName, draw.Middle)
}

// effect says what a status does, in a few words.
func (m Model) effect(s api.Status) string {
	e, _ := m.environment()
	switch {
	case s == api.StatusRunning:
		return "it is under way"
	case s == api.StatusSuccess && m.production():
		return "becomes live in production"
	case s == api.StatusSuccess:
		return "becomes live"
	case e.Live != nil:
		return draw.Cut(versionOf(e.Live), longName, draw.Middle) + " stays live"
	}
	return "nothing becomes live"
}

func versionOf(d *api.Deployment) string {
	if r := text.Line(d.Ref); r != "" {
		return r
	}
	return present.SHA(d.SHA)
}

// then is the consequence in words, computed from what was read.
func (m Model) then() []sheet.Span {
	if live, sure := m.again(); live != nil {
		words := "GitLab will return the existing " + present.IID(live.IID) + " and make nothing new"
		if sure {
			return []sheet.Span{sheet.Strong(words + ".")}
		}
		return []sheet.Span{sheet.Strong(words + ","), sheet.Plain("unless Tag differs.")}
	}
	var out []sheet.Span
	switch statuses[m.status] {
	case api.StatusSuccess:
		out = m.becomesLive()
	case api.StatusRunning:
		out = append(out, sheet.Plain(m.version()+" counts as under way "+m.place()+". Nothing becomes live yet."))
	default:
		e, _ := m.environment()
		words := m.version() + " is kept as " + string(statuses[m.status]) + " " + m.place() + "."
		if e.Live != nil {
			words += " " + draw.Cut(versionOf(e.Live), longName, draw.Middle) + " stays live."
		}
		out = append(out, sheet.Plain(words))
	}
	if m.fresh() {
		out = append(out, sheet.Plain("GitLab makes the environment."))
	}
	return out
}

func (m Model) becomesLive() []sheet.Span {
	e, _ := m.environment()
	words := m.version() + " becomes live " + m.place()
	role := theme.Text
	if m.production() {
		role = theme.Strong
	}
	out := []sheet.Span{sheet.In(role, words+".")}
	if e.Live != nil {
		out = append(out, sheet.Plain("It replaces "+draw.Cut(versionOf(e.Live), longName, draw.Middle)+"."))
	}
	return append(out, sheet.Plain("GitLab links its merge requests."))
}

// fresh reports that the environment would be a new one, as far as all were read.
func (m Model) fresh() bool {
	_, there := m.environment()
	return m.value(inEnvironment) != "" && !there && m.lookedAt() && m.known && m.err == nil && m.places.EnvironmentsErr == nil
}
