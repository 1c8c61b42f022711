package sandbox

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
)

// addMultipart takes the fields of curl's --form; files are ignored.
func (p *params) addMultipart(body []byte, boundary string) error {
	reader := multipart.NewReader(bytes.NewReader(body), boundary)
	for {
		part, err := reader.NextPart()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return refuseError(http.StatusBadRequest, errorBody{Error: "message body does not match declared format"})
		}
		if part.FileName() != "" {
			continue
		}
		value, err := io.ReadAll(part)
		if err != nil {
			return refuseError(http.StatusBadRequest, errorBody{Error: "message body does not match declared format"})
		}
		p.set(part.FormName(), string(value))
	}
}
