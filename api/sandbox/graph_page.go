package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"

	graphql "github.com/graph-gophers/graphql-go"
)

// graphWindow is how a client asks for a part of a list.
type graphWindow struct {
	First *int32
	After *string
}

type graphPageInfo struct {
	StartCursor, EndCursor       *string
	HasNextPage, HasPreviousPage bool
}

type graphCursorBody struct {
	ID string `json:"id"`
}

func graphCursor(id int64) *string {
	raw, _ := json.Marshal(graphCursorBody{strconv.FormatInt(id, 10)}) // a string in a struct cannot fail
	text := base64.RawURLEncoding.EncodeToString(raw)
	return &text
}

func readGraphCursor(text string) (int64, error) {
	var body graphCursorBody
	raw, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(text, "="))
	if err == nil {
		err = json.Unmarshal(raw, &body)
	}
	id, bad := strconv.ParseInt(body.ID, 10, 64)
	if err != nil || bad != nil {
		return 0, said("Please provide a valid cursor")
	}
	return id, nil
}

// graphPart cuts a page out of rows. Where the row of the cursor has gone, the page
// begins with the next one by id.
func graphPart[T any](rows []T, id func(T) int64, win graphWindow) ([]T, graphPageInfo, error) {
	from := 0
	if win.After != nil && *win.After != "" {
		after, err := readGraphCursor(*win.After)
		if err != nil {
			return nil, graphPageInfo{}, err
		}
		from = afterCursor(rows, id, after)
	}
	size := graphPage
	if win.First != nil {
		size = min(max(int(*win.First), 0), graphPage)
	}
	to := min(from+size, len(rows))
	info := graphPageInfo{HasNextPage: to < len(rows), HasPreviousPage: from > 0}
	if from < to {
		info.StartCursor, info.EndCursor = graphCursor(id(rows[from])), graphCursor(id(rows[to-1]))
	}
	return rows[from:to], info, nil
}

func afterCursor[T any](rows []T, id func(T) int64, cursor int64) int {
	if i := slices.IndexFunc(rows, func(row T) bool { return id(row) == cursor }); i >= 0 {
		return i + 1
	}
	rising := len(rows) > 1 && id(rows[0]) < id(rows[len(rows)-1])
	i := slices.IndexFunc(rows, func(row T) bool { return (id(row) > cursor) == rising })
	if i < 0 {
		return len(rows)
	}
	return i
}

// gid is a global id: GitLab puts the class of a record before its number.
// gitlab: lib/gitlab/global_id.rb
func gid(class string, id int64) graphql.ID {
	return graphql.ID("gid://gitlab/" + class + "/" + strconv.FormatInt(id, 10))
}

func number(id int64) graphql.ID { return graphql.ID(strconv.FormatInt(id, 10)) }

// graphTime is a time in whole seconds, unlike the milliseconds of REST; the zero
// time is null.
// gitlab: app/graphql/types/time_type.rb
func graphTime(at time.Time) *graphql.Time {
	if at.IsZero() {
		return nil
	}
	return &graphql.Time{Time: at.UTC().Truncate(time.Second)}
}

// orNull is null for an empty text.
func orNull(text string) *string {
	if text == "" {
		return nil
	}
	return &text
}
