package config

import (
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"strings"

	"github.com/BurntSushi/toml"
)

// maxFileBytes bounds a configuration file; a larger one is something else.
const maxFileBytes = 256 << 10

// File is what was read from the disk.
type File struct {
	Config
	// Path is the file that was read, or the default path when there is none.
	Path string
	// Found tells whether there was a file.
	Found bool
	// Lines tells where each key stands.
	Lines Positions
	home  string
}

// Load reads the file at path; with an empty path the default one, which may be
// missing: then the result is [Default] with Found false. The error is [Errors]
// when the file was read but cannot be used, else one sentence. With [Errors]
// the File still holds what is right, so that whoever judges filters, actions
// and themes can add what is wrong there, and all of it is told at once.
func Load(path string, env Env) (File, error) {
	given := path != ""
	if !given {
		var err error
		if path, err = DefaultPath(env); err != nil {
			return File{Config: Default()}, nil // no home, so no default file either
		}
	}
	f := File{Config: Default(), Path: path, home: env.home()}
	text, err := readFile(path)
	if errors.Is(err, fs.ErrNotExist) && !given {
		return f, nil
	}
	if err != nil {
		return f, fmt.Errorf("the configuration %s cannot be read: %s", printable(path), reason(err))
	}
	f.Found = true
	found := f.parse(text)
	if len(found) == 0 {
		return f, nil
	}
	return f, found
}

// parse fills f from a document and returns all problems, with lines.
func (f *File) parse(text string) Errors {
	doc, syntax := decode(text)
	if syntax != nil {
		syntax.File = f.Path
		return Errors{*syntax}
	}
	f.Lines = scan(text).lines
	found := &problems{}
	f.Config = read(doc, f.Lines, found)
	f.validate(found)
	for i, p := range f.Profiles {
		if p.CAFile == "" {
			continue
		}
		f.Profiles[i].CAFile = f.Abs(p.CAFile)
		if _, err := CertPool(f.Profiles[i].CAFile); err != nil {
			found.add(Child(Child("profiles", p.Name), "ca_file"), "%s", err)
		}
	}
	maps.DeleteFunc(f.Keys, func(action string, keys []string) bool { return found.about("keys", action, len(keys)) })
	out := make(Errors, 0, len(found.found))
	for _, e := range found.found {
		out = append(out, f.Problem(e.Key, e.Message))
	}
	return out.Sorted()
}

// Problem returns a problem of this file with its line: for what only others
// can judge, such as filters, the names of actions and themes.
func (f File) Problem(key, message string) FieldError {
	return FieldError{File: f.Path, Line: f.Lines.Position(key), Key: key, Message: message}
}

// Abs makes a path from the file usable: ~/ is the home folder, and a relative
// path begins at the file's folder.
func (f File) Abs(path string) string {
	if rest, ok := strings.CutPrefix(path, "~/"); ok && f.home != "" {
		return filepath.Join(f.home, rest)
	}
	if filepath.IsAbs(path) {
		return filepath.Clean(path)
	}
	return filepath.Join(filepath.Dir(f.Path), path)
}

// CertPool returns the system's certificates and those of a PEM file. The error
// is a sentence.
func CertPool(path string) (*x509.CertPool, error) {
	text, err := readFile(path)
	if err != nil {
		return nil, fmt.Errorf("%s cannot be read: %s", printable(path), reason(err))
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM([]byte(text)) {
		return nil, fmt.Errorf("%s holds no certificate; wanted is a PEM file with BEGIN CERTIFICATE in it", printable(path))
	}
	return pool, nil
}

// decode runs the TOML library, whose bugs must not take greenlight down.
func decode(text string) (doc map[string]any, syntax *FieldError) {
	defer func() {
		if recover() != nil {
			doc, syntax = nil, &FieldError{Message: "this is not TOML"}
		}
	}()
	doc = map[string]any{}
	_, err := toml.Decode(text, &doc)
	var parse toml.ParseError
	switch {
	case errors.As(err, &parse):
		return nil, syntaxError(text, parse)
	case err != nil:
		return nil, &FieldError{Message: "this is not TOML"}
	}
	return doc, nil
}

func readFile(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	info, err := f.Stat()
	switch {
	case err != nil:
		return "", err
	case info.IsDir():
		return "", errors.New("it is a folder")
	}
	return readAll(f)
}

// reason strips what an error repeats: the operation and the path.
func reason(err error) string {
	var inPath *fs.PathError
	if errors.As(err, &inPath) {
		err = inPath.Err
	}
	return printable(err.Error())
}
