package host

import (
	"os"
	"path/filepath"
	"strings"
)

// TempFolder makes a folder of this process alone. leave takes it away again, but for
// the report of a crash, which somebody may want to read.
func TempFolder() (folder string, leave func(), err error) {
	folder, err = os.MkdirTemp("", "greenlight-demo-")
	return folder, func() {
		entries, _ := os.ReadDir(folder)
		for _, e := range entries {
			if !strings.HasPrefix(e.Name(), crashPrefix) {
				_ = os.RemoveAll(filepath.Join(folder, e.Name()))
			}
		}
		_ = os.Remove(folder) // it stays where something is left in it
	}, err
}
