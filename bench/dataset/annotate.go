package dataset

import (
	"encoding/csv"
	"errors"
	"os"
	"path/filepath"
	"slices"
)

// Annotate gives a package that Write made another version, and all rows of some tables the same notes: so an answer
// shows from which release each of its parts comes.
func Annotate(dir, version, notes string, tables ...string) error {
	for _, table := range tables {
		if err := annotate(filepath.Join(dir, table+".csv"), notes); err != nil {
			return err
		}
	}
	return copyDescriptor(dir, dir, version)
}

func annotate(path, notes string) (err error) {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		return err
	}
	at := slices.Index(rows[0], "notes")
	for _, row := range rows[1:] {
		row[at] = notes
	}
	if _, err = file.Seek(0, 0); err == nil {
		err = file.Truncate(0)
	}
	if err != nil {
		return err
	}
	return csv.NewWriter(file).WriteAll(rows)
}
