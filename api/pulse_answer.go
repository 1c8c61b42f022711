package api

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// pulseData is the data of an answer. Everything may be null.
type pulseData struct {
	Projects *struct {
		// Nodes are keyed by id and by the aliases of the environments.
		Nodes []map[string]json.RawMessage `json:"nodes"`
	} `json:"projects"`
}

type pulsePlace struct {
	ID       string  `json:"id"`
	Tier     string  `json:"tier"`
	Created  *pulsed `json:"created"`
	Blocked  *pulsed `json:"blocked"`
	Running  *pulsed `json:"running"`
	Success  *pulsed `json:"success"`
	Failed   *pulsed `json:"failed"`
	Canceled *pulsed `json:"canceled"`
}

type pulsed struct {
	ID string `json:"id"`
}

// inNodes reports whether all errors are of single projects.
func inNodes(errors []graphError) bool {
	return !slices.ContainsFunc(errors, func(e graphError) bool { return len(e.Path) < 3 })
}

// spoiled are the places in the data that errors are about: a project by its number, or
// one environment of it, "3/e0".
func spoiled(errors []graphError) map[string]bool {
	out := map[string]bool{}
	for _, e := range errors {
		if len(e.Path) < 3 {
			continue
		}
		at := string(e.Path[2])
		if len(e.Path) > 3 {
			var alias string
			_ = json.Unmarshal(e.Path[3], &alias) // a number is no alias, and spoils nothing
			at += "/" + alias
		}
		out[at] = true
	}
	return out
}

// read takes the projects that were asked about out of an answer.
func (d *pulseData) read(ask pulseAsk, errors []graphError) (map[int64][]EnvironmentPulse, *Error) {
	if d == nil || d.Projects == nil {
		return nil, strange("it has neither projects nor errors")
	}
	bad := spoiled(errors)
	out := make(map[int64][]EnvironmentPulse, len(d.Projects.Nodes))
	for i, node := range d.Projects.Nodes {
		at := strconv.Itoa(i)
		if node == nil || bad[at] {
			continue
		}
		var text string
		_ = json.Unmarshal(node["id"], &text) // what is no text is no id either
		id, ok := gid("Project", text)
		if !ok {
			return nil, strange("a project has no id of GitLab's")
		}
		if _, twice := out[*id]; twice || !slices.Contains(ask.ids, *id) {
			return nil, strange("a project was not asked for")
		}
		places := make([]EnvironmentPulse, 0, len(ask.names))
		for k, name := range ask.names {
			alias := "e" + strconv.Itoa(k)
			raw, there := node[alias]
			if !there || bad[at+"/"+alias] {
				continue
			}
			place, e := readPlace(name, raw)
			if e != nil {
				return nil, e
			}
			places = append(places, place)
		}
		out[*id] = places
	}
	return out, nil
}

func readPlace(name string, raw json.RawMessage) (EnvironmentPulse, *Error) {
	out := EnvironmentPulse{Name: name}
	var got *pulsePlace
	if json.Unmarshal(raw, &got) != nil {
		return out, strange("an environment is none")
	}
	if got == nil {
		return out, nil
	}
	id, ok := gid("Environment", got.ID)
	if !ok {
		return out, strange("an environment has no id of GitLab's")
	}
	out.ID, out.Tier = *id, Tier(strings.ToLower(got.Tier))
	for _, one := range []struct {
		from *pulsed
		to   *int64
	}{
		{got.Created, &out.Newest.Created}, {got.Blocked, &out.Newest.Blocked}, {got.Running, &out.Newest.Running},
		{got.Success, &out.Newest.Success}, {got.Failed, &out.Newest.Failed}, {got.Canceled, &out.Newest.Canceled},
	} {
		if one.from == nil {
			continue
		}
		id, ok := gid("Deployment", one.from.ID)
		if !ok {
			return out, strange("a deployment has no id of GitLab's")
		}
		*one.to = *id
	}
	return out, nil
}
