// Package seed holds the data package that a new data directory begins with.
package seed

import (
	"embed"
	"io/fs"
)

//go:embed datapackage.json *.csv NOTES.md
var files embed.FS

// Files returns the package: datapackage.json, its CSV files and NOTES.md.
func Files() fs.FS { return files }
