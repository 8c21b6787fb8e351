package dataset

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"pilotgraph/internal/datapackage"
)

// Edits says how a package is edited.
type Edits struct {
	Seed     uint64 // another one changes other rows
	Version  string // of the package that comes out
	PerMille int    // how many of a thousand rows are changed, removed or added
}

// Edit copies a package that Write or Edit made into another directory, which must be empty, with rows changed, removed
// and added as a curator might. The same edits give the same bytes. Its check finds no error; added rows lack citations.
func Edit(from, to string, edits Edits) error {
	if err := prepare(to); err != nil {
		return err
	}
	e := editor{Edits: edits, removed: map[string]bool{}, pairs: map[string]bool{}}
	for _, format := range datapackage.Tables() {
		if err := e.copy(from, to, format.Name); err != nil {
			return fmt.Errorf("%s: %w", format.Name, err)
		}
	}
	return copyDescriptor(from, to, edits.Version)
}

func copyDescriptor(from, to, version string) error {
	content, err := os.ReadFile(filepath.Join(from, "datapackage.json"))
	if err != nil {
		return err
	}
	var descriptor map[string]any
	if err := json.Unmarshal(content, &descriptor); err != nil {
		return err
	}
	descriptor["version"] = version
	if content, err = json.MarshalIndent(descriptor, "", " "); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(to, "datapackage.json"), append(content, '\n'), 0o644)
}

// editor edits one package, table by table in the order of the format, so that a row is gone before what speaks of it.
type editor struct {
	Edits
	removed map[string]bool // "zones/zone-0001"
	pairs   map[string]bool // of zone_regions
	region  string          // one that was read last
}

// copy writes a table with its edits.
func (e *editor) copy(from, to, table string) (err error) {
	source, err := os.Open(filepath.Join(from, table+".csv"))
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.Create(filepath.Join(to, table+".csv"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, target.Close()) }()
	buffer := bufio.NewWriterSize(target, 1<<18)
	in, out := csv.NewReader(bufio.NewReaderSize(source, 1<<18)), csv.NewWriter(buffer)
	header, err := in.Read()
	if err != nil {
		return err
	}
	if err := out.Write(header); err != nil {
		return err
	}
	name := fnv.New64a()
	name.Write([]byte(table))
	t := editedTable{editor: e, name: table, header: header, random: rand.New(rand.NewPCG(e.Seed, name.Sum64()))}
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		for _, edited := range t.edit(row) {
			if err := out.Write(edited); err != nil {
				return err
			}
		}
	}
	out.Flush()
	return errors.Join(out.Error(), buffer.Flush())
}

// editedTable edits the rows of one table.
type editedTable struct {
	*editor
	name   string
	header []string
	random *rand.Rand
}

func (t *editedTable) at(column string) int { return slices.Index(t.header, column) }

func (t *editedTable) cell(row []string, column string) string {
	if at := t.at(column); at >= 0 {
		return row[at]
	}
	return ""
}

// edit returns the rows that a row becomes: itself, none, or another one beside it.
func (t *editedTable) edit(row []string) [][]string {
	if t.isOrphan(row) {
		t.removed[t.name+"/"+t.cell(row, "id")] = true
		return nil
	}
	if zone := t.at("zone"); t.name == "pilots" && t.removed["zones/"+row[zone]] {
		row[zone] = ""
	}
	if region := t.cell(row, "region"); region != "" {
		defer func() { t.region = region }()
	}
	if t.name == "zone_regions" {
		return t.editPair(row)
	}
	if t.random.IntN(1000) >= t.PerMille {
		return [][]string{row}
	}
	switch t.random.IntN(3) {
	case 0:
		if slices.Contains([]string{"events", "objectives", "zones", "institutions", "pilots", "aliases", "identifiers", "counts", "citations"}, t.name) {
			t.removed[t.name+"/"+t.cell(row, "id")] = true
			return nil
		}
	case 1:
		if slices.Contains([]string{"events", "zones", "institutions", "pilots", "aliases", "identifiers", "citations"}, t.name) {
			added := slices.Clone(row)
			added[t.at("id")] += "-added-" + strings.ReplaceAll(t.Version, ".", "-")
			return [][]string{added, row}
		}
	}
	t.change(row)
	return [][]string{row}
}

// isOrphan tells whether what a row belongs to was removed.
func (t *editedTable) isOrphan(row []string) bool {
	return t.removed[t.cell(row, "subject_table")+"/"+t.cell(row, "subject_id")] ||
		t.removed[t.cell(row, "scope_table")+"/"+t.cell(row, "scope_id")] ||
		t.name == "pilots" && t.removed["institutions/"+t.cell(row, "institution")] ||
		t.name == "pilots" && t.cell(row, "kind") == "zone-participant" && t.removed["zones/"+t.cell(row, "zone")] ||
		t.name == "zone_regions" && t.removed["zones/"+t.cell(row, "zone")]
}

// editPair edits a row of zone_regions, which is its own key.
func (t *editedTable) editPair(row []string) [][]string {
	var rows [][]string
	keep := func(pair []string) {
		if key := strings.Join(pair, "/"); !t.pairs[key] {
			t.pairs[key] = true
			rows = append(rows, pair)
		}
	}
	if t.random.IntN(1000) >= t.PerMille {
		keep(row)
	}
	if t.random.IntN(1000) < t.PerMille && t.region != "" {
		keep([]string{t.cell(row, "zone"), t.region})
	}
	return rows
}

// change changes a cell or two.
func (t *editedTable) change(row []string) {
	note := fmt.Sprintf("edited %d", t.Seed)
	switch t.random.IntN(4) {
	case 0:
		if at := t.at("confidence"); at >= 0 {
			row[at] = []string{"confirmed", "single-source", "inferred"}[t.random.IntN(3)]
			return
		}
	case 1:
		if t.name == "institutions" {
			row[t.at("region")] = t.region
			if basis := t.at("region_basis"); basis >= 0 {
				row[basis] = map[bool]string{true: "stated"}[t.region != ""]
			}
			return
		}
	case 2:
		name, basis := t.at("name_zh"), t.at("name_zh_basis")
		if name >= 0 && row[name] != "" && t.cell(row, "name_en") != "" {
			row[name], row[basis] = "", "" // known in one language alone
			return
		}
	}
	for _, column := range []string{"notes", "quote", "text", "title"} {
		if at := t.at(column); at >= 0 {
			row[at] = strings.TrimSpace(row[at] + " " + note)
			return
		}
	}
}
