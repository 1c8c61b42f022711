package config

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

// testPEM is a certificate that nobody has the key of.
const testPEM = `
-----BEGIN CERTIFICATE-----
MIIBdjCCARugAwIBAgIUR3K9zdpF+ikX1GcouOupAagtMLAwCgYIKoZIzj0EAwIw
DzENMAsGA1UEAwwEdGVzdDAgFw0yNjExMjIxNTM3MDRaGA8yMTI2MTAyOTE1Mzcw
NFowDzENMAsGA1UEAwwEdGVzdDBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABKXZ
Z8u3IrbrJSbPqo9phGT2CDD5UC6wiM5FOCOOfyvkV6zpZUh155vg7SIaSVmtGmF8
f6g/yS6noRDiMrMCFpSjUzBRMB0GA1UdDgQWBBQUZscuPEflNhplua2kb6m2+YRh
7DAfBgNVHSMEGDAWgBQUZscuPEflNhplua2kb6m2+YRh7DAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0kAMEYCIQDHU54HEspxZf7ch0JQHOg4yG2s/EoXFJep
Qvl9cVCTnQIhAOuI4BwyJGUgMGq10EMQS30qP/8ppa2kZogoaamfxnhp
-----END CERTIFICATE-----
`

// vars is an environment for tests.
func vars(pairs ...string) Env {
	return func(name string) string {
		for i := 0; i+1 < len(pairs); i += 2 {
			if pairs[i] == name {
				return pairs[i+1]
			}
		}
		return ""
	}
}

func loadIn(t *testing.T, dir, text string) (File, error) {
	t.Helper()
	path := filepath.Join(dir, "config.toml")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return Load(path, vars("HOME", dir))
}

func loadText(t *testing.T, text string) (File, error) {
	t.Helper()
	return loadIn(t, t.TempDir(), text)
}

func mustLoad(t *testing.T, text string) File {
	t.Helper()
	f, err := loadText(t, text)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func problemsOf(t *testing.T, err error) Errors {
	t.Helper()
	var list Errors
	if !errors.As(err, &list) {
		t.Fatalf("wanted a list of problems, got %v", err)
	}
	return list
}
