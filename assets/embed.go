// Package assets holds the files that travel inside the binary: data for people
// to read and change, and no code. It decides nothing; those who use a file
// know what it means.
package assets

import "embed"

// ExampleConfig is the commented example of the configuration file, with every
// key of this version.
//
//go:embed config.example.toml
var ExampleConfig string

// Themes holds the built-in themes as themes/NAME.toml.
//
//go:embed themes/*.toml
var Themes embed.FS
