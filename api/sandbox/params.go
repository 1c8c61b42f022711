package sandbox

import (
	"encoding/json"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// params are a request's parameters of path, query and body, as Grape merges
// them, and the complaints that checking them brings up, in that order.
type params struct {
	values     map[string]string
	given      map[string]bool     // also those that were null or not a scalar
	lists      map[string][]string // what came as name[]=a&name[]=b
	complaints []string
}

// bodyLimit is far above anything the served endpoints take.
const bodyLimit = 1 << 20

func newParams(r *http.Request, body []byte, vars map[string]string) (*params, error) {
	p := &params{values: map[string]string{}, given: map[string]bool{}, lists: map[string][]string{}}
	p.addForm(r.URL.Query())
	if err := p.addBody(r.Header.Get("Content-Type"), body); err != nil {
		return nil, err
	}
	for name, value := range vars {
		p.set(name, value)
	}
	return p, nil
}

func (p *params) set(name, value string) {
	p.values[name] = value
	p.given[name] = true
}

// preset gives an absent parameter its default, as Grape does: links repeat it.
// Whether it was given stays false.
func (p *params) preset(name, fallback string) {
	if _, there := p.values[name]; !there && fallback != "" {
		p.values[name] = fallback
	}
}

func (p *params) addForm(form url.Values) {
	for name, values := range form {
		if len(values) == 0 {
			continue
		}
		p.set(name, values[len(values)-1])
		if base, isList := strings.CutSuffix(name, "[]"); isList {
			p.lists[base] = values
		}
	}
}

func (p *params) addBody(contentType string, body []byte) error {
	if len(body) == 0 {
		return nil
	}
	kind, options, err := mime.ParseMediaType(contentType)
	if contentType == "" {
		kind, err = "application/x-www-form-urlencoded", nil
	}
	switch {
	case err != nil:
		return unsupportedType(contentType)
	case kind == "application/json":
		return p.addJSON(body)
	case kind == "application/x-www-form-urlencoded":
		form, err := url.ParseQuery(string(body))
		if err != nil {
			return refuseError(http.StatusBadRequest, errorBody{Error: "message body does not match declared format"})
		}
		p.addForm(form)
		return nil
	case kind == "multipart/form-data":
		return p.addMultipart(body, options["boundary"])
	default:
		return unsupportedType(kind)
	}
}

func unsupportedType(kind string) error {
	return refuseError(http.StatusUnsupportedMediaType,
		errorBody{Error: fmt.Sprintf("The provided content-type '%s' is not supported.", kind)})
}

func (p *params) addJSON(body []byte) error {
	broken := refuseError(http.StatusBadRequest, errorBody{Error: "message body does not match declared format"})
	decoder := json.NewDecoder(strings.NewReader(string(body)))
	decoder.UseNumber()
	var object map[string]any
	if decoder.Decode(&object) != nil {
		return broken
	}
	if _, err := decoder.Token(); err != io.EOF {
		return broken
	}
	for name, value := range object {
		switch v := value.(type) {
		case string:
			p.set(name, v)
		case json.Number:
			p.set(name, v.String())
		case bool:
			p.set(name, strconv.FormatBool(v))
		default:
			p.given[name] = true
			delete(p.values, name)
		}
	}
	return nil
}

// complain adds a complaint; reading a parameter twice complains once.
func (p *params) complain(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	if !slices.Contains(p.complaints, text) {
		p.complaints = append(p.complaints, text)
	}
}

// err is all complaints in one answer, joined as Grape joins them.
func (p *params) err() error {
	if len(p.complaints) == 0 {
		return nil
	}
	return refuseError(http.StatusBadRequest, errorBody{Error: strings.Join(p.complaints, ", ")})
}

// text is an optional string.
func (p *params) text(name string) string { return p.values[name] }

// required is a string that must be there and not be blank.
func (p *params) required(name string) string {
	if !p.given[name] {
		p.complain("%s is missing", name)
	}
	if strings.TrimSpace(p.values[name]) == "" {
		p.complain("%s is empty", name)
	}
	return p.values[name]
}

// oneOf is an optional word out of a list; absent it is the default.
func (p *params) oneOf(name, fallback string, allowed []string) string {
	value, there := p.values[name]
	if !there && !p.given[name] {
		p.preset(name, fallback)
		return fallback
	}
	if !slices.Contains(allowed, value) {
		p.complain("%s does not have a valid value", name)
	}
	return value
}

// needOneOf is a required word out of a list.
func (p *params) needOneOf(name string, allowed []string) string {
	if !p.given[name] {
		p.complain("%s is missing", name)
	}
	if !slices.Contains(allowed, p.values[name]) {
		p.complain("%s does not have a valid value", name)
	}
	return p.values[name]
}

// someOf is a list of words out of those allowed; one word alone is a list too.
func (p *params) someOf(name string, allowed []string) []string {
	chosen := p.lists[name]
	if alone := p.values[name]; len(chosen) == 0 && alone != "" {
		chosen = []string{alone}
	}
	for _, word := range chosen {
		if !slices.Contains(allowed, word) {
			p.complain("%s does not have a valid value", name)
		}
	}
	return chosen
}

// id is a number of the path or query; 0 when absent.
func (p *params) id(name string) int64 {
	value, there := p.values[name]
	if !there || value == "" {
		return 0
	}
	n, err := strconv.ParseInt(value, 10, 64)
	if err != nil {
		p.complain("%s is invalid", name)
	}
	return n
}

// boolean takes what Grape takes: true, t, 1, yes, on and their opposites.
func (p *params) boolean(name string, fallback bool) bool {
	value, there := p.values[name]
	if !there {
		return fallback
	}
	switch strings.ToLower(value) {
	case "true", "t", "1", "yes", "on":
		return true
	case "false", "f", "0", "no", "off":
		return false
	case "":
		return fallback
	default:
		p.complain("%s is invalid", name)
		return fallback
	}
}

// moment is an ISO 8601 time; the zero time when absent. An unencoded plus
// has become a space by now, which is not a time any more.
func (p *params) moment(name string) time.Time {
	value := p.values[name]
	if value == "" {
		return time.Time{}
	}
	for _, layout := range []string{time.RFC3339Nano, "2006-01-02T15:04:05.999999999Z0700", "2006-01-02T15:04:05", "2006-01-02"} {
		if at, err := time.Parse(layout, value); err == nil {
			return at
		}
	}
	p.complain("%s is invalid", name)
	return time.Time{}
}
