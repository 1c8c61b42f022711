package sandbox

import (
	"crypto/md5"
	"encoding/hex"
	"net/http"
	"strings"
)

// conditional adds the weak ETag of Rails to a 200 of a GET and answers 304
// when the client has that already.
func conditional(r *http.Request, answer reply) reply {
	if answer.stream != nil || answer.status != http.StatusOK || r.Method != http.MethodGet && r.Method != http.MethodHead {
		return answer
	}
	sum := md5.Sum(answer.body)
	tag := `W/"` + hex.EncodeToString(sum[:]) + `"`
	answer.header.Set("Etag", tag)
	answer.header.Set("Cache-Control", "max-age=0, private, must-revalidate")
	for _, have := range strings.Split(r.Header.Get("If-None-Match"), ",") {
		if have = strings.TrimSpace(have); have == tag || have == "*" {
			answer.header.Del("Content-Type")
			return reply{status: http.StatusNotModified, header: answer.header}
		}
	}
	return answer
}
