package datapackage

import (
	"archive/zip"
	"crypto/sha256"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"slices"
	"strings"
	"time"
)

const maxText = 4 << 20 // of a *.md file

// entry is a file of a package in canonical form.
type entry struct {
	name  string
	write func(io.Writer) error
}

// Hash returns the SHA-256 of the package's content in canonical form, in hexadecimal: of the text that sha256sum
// prints for its files in the order of their names. A copy with other line ends, quotes or order of properties has
// the same hash. An *Error says which file has no canonical form, because it cannot be read as a table.
func (p *Package) Hash() (string, error) {
	entries, err := p.entries()
	if err != nil {
		return "", err
	}
	whole := sha256.New()
	for _, e := range entries {
		sum := sha256.New()
		if err := e.write(sum); err != nil {
			return "", err
		}
		fmt.Fprintf(whole, "%x  %s\n", sum.Sum(nil), e.name)
	}
	return fmt.Sprintf("%x", whole.Sum(nil)), nil
}

// WriteZip writes the package in canonical form as a zip file: the same content gives the same bytes, and reading it
// back gives the same hash. Errors are those of Hash and of w.
func (p *Package) WriteZip(w io.Writer) error {
	entries, err := p.entries()
	if err != nil {
		return err
	}
	archive := zip.NewWriter(w)
	for _, e := range entries {
		header := &zip.FileHeader{Name: e.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		header.SetMode(0o644)
		out, err := archive.CreateHeader(header)
		if err != nil {
			return err
		}
		if err := e.write(out); err != nil {
			return err
		}
	}
	return archive.Close()
}

// entries returns the files of the canonical form in the order of their names.
func (p *Package) entries() ([]entry, error) {
	entries := []entry{{descriptorFile, p.writeDescriptor}}
	names := map[string]bool{descriptorFile: true}
	format := parseFormat()
	for i := range p.descriptor.Resources {
		r := &p.descriptor.Resources[i]
		if !r.isTable(format) {
			continue
		}
		file, refused := r.file()
		if refused != nil {
			return nil, refused.asError(r.Name)
		}
		if names[file] {
			return nil, &Error{Path: file, Message: "two tables have the same file", Remedy: "Give each table a file of its own."}
		}
		names[file] = true
		entries = append(entries, entry{file, func(w io.Writer) error { return p.writeTable(w, file) }})
	}
	texts, err := fs.ReadDir(p.files, ".")
	if err != nil {
		return nil, unreadable("the package", err, "Check its permissions.")
	}
	for _, text := range texts {
		name := text.Name()
		if path.Ext(name) == ".md" && !text.IsDir() && !names[name] && refusePath(name) == nil {
			entries = append(entries, entry{name, func(w io.Writer) error { return p.writeText(w, name) }})
		}
	}
	slices.SortFunc(entries, func(a, b entry) int { return strings.Compare(a.name, b.name) })
	return entries, nil
}

// writeDescriptor writes the descriptor with its properties in order. Size and hash of a table's file are left out,
// because they speak of another spelling of it.
func (p *Package) writeDescriptor(w io.Writer) error {
	document := make(map[string]any, len(p.document))
	for name, value := range p.document {
		document[name] = value
	}
	if resources, ok := p.document["resources"].([]any); ok {
		document["resources"] = withoutSizes(resources)
	}
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(document)
}

func withoutSizes(resources []any) []any {
	var kept []any
	for _, resource := range resources {
		properties, ok := resource.(map[string]any)
		if !ok {
			kept = append(kept, resource)
			continue
		}
		copied := make(map[string]any, len(properties))
		for name, value := range properties {
			if name != "bytes" && name != "hash" {
				copied[name] = value
			}
		}
		kept = append(kept, copied)
	}
	return kept
}

// writeTable writes the rows of a CSV file with LF, quotes only where they are needed and no byte order mark.
func (p *Package) writeTable(w io.Writer, name string) error {
	file, err := p.openCSV(name)
	if err != nil {
		return plainError(name, err)
	}
	defer file.close()
	out := csv.NewWriter(w)
	record := file.header
	for {
		if err := file.writeRecord(w, out, record); err != nil {
			return plainError(name, err)
		}
		if record, err = file.next(); errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return plainError(name, err)
		}
	}
	out.Flush()
	return out.Error()
}

func (f *csvFile) writeRecord(w io.Writer, out *csv.Writer, record []string) error {
	if fault := f.shapeFault(record); fault != nil {
		return fault
	}
	for i, cell := range record {
		if fault := textFault(cell); fault != "" {
			return &rowFault{rule: ruleEncoding, row: f.row, column: i, message: fault, remedy: "Save the file as UTF-8, and remove the character."}
		}
	}
	if len(record) == 1 && record[0] == "" {
		out.Flush() // encoding/csv would write an empty line, which is not a row
		_, err := io.WriteString(w, "\"\"\n")
		return errors.Join(out.Error(), err)
	}
	return out.Write(record)
}

// writeText writes a text with LF and no byte order mark.
func (p *Package) writeText(w io.Writer, name string) error {
	content, err := readFile(p.files, name, maxText)
	if err != nil {
		return err
	}
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(content))
	for strings.HasPrefix(text, byteOrderMark) {
		text = strings.TrimPrefix(text, byteOrderMark)
	}
	_, err = io.WriteString(w, text)
	return err
}
