package release

import (
	"context"
	"errors"
	"hash/maphash"
	"iter"
	"slices"
	"strings"
	"sync"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
)

// ChangeKind says what happened to a record.
type ChangeKind string

// The kinds of changes.
const (
	Added   ChangeKind = "ADDED"
	Changed ChangeKind = "CHANGED"
	Removed ChangeKind = "REMOVED"
)

// Change is what happened to one record between two packages.
type Change struct {
	Kind   ChangeKind
	ID     string               // as in the graph, such as "zone:bc-haidian"
	Fields []schema.FieldChange // the columns that differ; of a record that was added or removed all that are filled
}

// Type returns the type of the record, as the contract writes types in enums: "SECTOR_GROUP".
func (c Change) Type() string {
	prefix, _, _ := strings.Cut(c.ID, ":")
	return enumName(prefix)
}

// errEnough ends a comparison that nobody wants more of.
var errEnough = errors.New("enough")

// Differences yields what makes one package into another, table by table in the order of the format: what was added,
// in the order of the file; then what was removed and what was changed. Both packages must be without errors. Columns
// and tables that the format does not have are not compared. It holds the ids of one table in memory, and reads tables
// several times. The error is that of ctx or of reading a package; nothing follows it.
func Differences(ctx context.Context, before, after *datapackage.Package) iter.Seq2[Change, error] {
	return func(yield func(Change, error) bool) {
		err := compare(ctx, before, after, func(c Change) error {
			if !yield(c, nil) {
				return errEnough
			}
			return nil
		})
		if err != nil && !errors.Is(err, errEnough) {
			yield(Change{}, err)
		}
	}
}

// compare calls a function for each difference; an error of it ends the comparison.
func compare(ctx context.Context, before, after *datapackage.Package, emit func(Change) error) error {
	d := difference{seeds: [2]maphash.Seed{maphash.MakeSeed(), maphash.MakeSeed()}, emit: emit}
	for i, source := range []*datapackage.Package{before, after} {
		regions, err := regionsOfZones(source)
		if err != nil {
			return err
		}
		d.sides[i] = side{source, source.Descriptor().Languages, regions}
	}
	languages := slices.Clone(d.sides[sideAfter].languages)
	for _, language := range d.sides[sideBefore].languages {
		if !slices.Contains(languages, language) {
			languages = append(languages, language)
		}
	}
	for _, table := range comparedTables(languages) {
		if err := d.table(ctx, table); err != nil {
			return err
		}
	}
	return nil
}

// regionsOfZones returns the regions that the table zone_regions gives each zone, in order.
func regionsOfZones(source *datapackage.Package) (map[string]string, error) {
	lists := map[string][]string{}
	for row, err := range source.Rows("zone_regions") {
		if err != nil {
			return nil, err
		}
		lists[row.Get("zone")] = append(lists[row.Get("zone")], "region:"+row.Get("region"))
	}
	regions := map[string]string{}
	for zone, list := range lists {
		slices.Sort(list)
		regions[zone] = strings.Join(list, " ")
	}
	return regions, nil
}

// side is one of the two packages.
type side struct {
	source    *datapackage.Package
	languages []string          // names in others are not in the graph
	regions   map[string]string // of each zone, from zone_regions
}

// cells returns what a row has in the columns that are compared.
func (s side) cells(t comparedTable, row datapackage.Row) []string {
	cells := make([]string, len(t.columns))
	for i, c := range t.columns {
		cells[i] = c.value(s, row)
	}
	return cells
}

// identity is a hash of an id, so that a large table is known in little memory.
type identity [2]uint64

// known is a row of the package before.
type known struct {
	content uint64 // a hash of its cells
	changed bool
}

const (
	sideBefore = 0
	sideAfter  = 1
)

// difference compares two packages.
type difference struct {
	sides [2]side
	seeds [2]maphash.Seed
	emit  func(Change) error
}

func (d *difference) identify(id string) identity {
	return identity{maphash.String(d.seeds[0], id), maphash.String(d.seeds[1], id)}
}

func (d *difference) digest(cells []string) uint64 {
	var hash maphash.Hash
	hash.SetSeed(d.seeds[0])
	for _, cell := range cells {
		hash.WriteString(cell)
		hash.WriteByte(0) // which no cell holds
	}
	return hash.Sum64()
}

// rows calls a function for each row of a table in one of the packages.
func (d *difference) rows(ctx context.Context, which int, t comparedTable, each func(id string, cells []string) error) error {
	side, count := d.sides[which], 0
	for row, err := range side.source.Rows(t.name) {
		if err != nil {
			return err
		}
		if count++; count%1024 == 0 && ctx.Err() != nil {
			return ctx.Err()
		}
		if err := each(row.Get("id"), side.cells(t, row)); err != nil {
			return err
		}
	}
	return ctx.Err()
}

// table compares one table: first it learns what was there before, then what there is no more or is otherwise.
func (d *difference) table(ctx context.Context, t comparedTable) error {
	left := map[identity]known{}
	err := d.rows(ctx, sideBefore, t, func(id string, cells []string) error {
		left[d.identify(id)] = known{content: d.digest(cells)}
		return nil
	})
	if err != nil {
		return err
	}
	err = d.rows(ctx, sideAfter, t, func(id string, cells []string) error {
		key := d.identify(id)
		switch before, was := left[key]; {
		case !was:
			return d.emit(t.change(Added, id, nil, cells))
		case before.content == d.digest(cells):
			delete(left, key)
		default:
			left[key] = known{changed: true}
		}
		return nil
	})
	if err != nil || len(left) == 0 {
		return err
	}
	return d.rest(ctx, t, left)
}

// maximumHeld bounds the bytes of rows from before that wait for their counterparts.
const maximumHeld = 32 << 20

// rest finds the rows of what was removed or changed. The rows from before are held until there are many, and then
// compared in one pass over the rows after.
func (d *difference) rest(ctx context.Context, t comparedTable, left map[identity]known) error {
	held, bytes := map[string][]string{}, 0
	compareHeld := func() error {
		if len(held) == 0 {
			return nil
		}
		err := d.rows(ctx, sideAfter, t, func(id string, cells []string) error {
			if before, ok := held[id]; ok {
				return d.emit(t.change(Changed, id, before, cells))
			}
			return nil
		})
		held, bytes = map[string][]string{}, 0
		return err
	}
	err := d.rows(ctx, sideBefore, t, func(id string, cells []string) error {
		row, remains := left[d.identify(id)]
		switch {
		case !remains:
			return nil
		case !row.changed:
			return d.emit(t.change(Removed, id, cells, nil))
		}
		held[id] = cells
		for _, cell := range cells {
			bytes += len(cell)
		}
		if bytes > maximumHeld {
			return compareHeld()
		}
		return nil
	})
	if err != nil {
		return err
	}
	return compareHeld()
}

// comparedTable is a table of the package with the columns that changes tell.
type comparedTable struct {
	name, prefix string
	columns      []comparedColumn
}

// comparedColumn is a column as a change tells it: ids with their type, values of closed sets by the names of the
// contract, all else as the package writes it.
type comparedColumn struct {
	field, column string
	language      *string
	value         func(s side, row datapackage.Row) string
}

// change returns a change with the columns that differ; before or after is nil where the row is not there.
func (t comparedTable) change(kind ChangeKind, id string, before, after []string) Change {
	c := Change{Kind: kind, ID: t.prefix + ":" + id}
	cell := func(cells []string, i int) *string {
		if cells == nil || cells[i] == "" {
			return nil
		}
		return &cells[i]
	}
	for i, column := range t.columns {
		old, now := cell(before, i), cell(after, i)
		if old != now && (old == nil || now == nil || *old != *now) {
			c.Fields = append(c.Fields, schema.FieldChange{
				Field: column.field, Language: column.language, Column: column.column, Before: old, After: now,
			})
		}
	}
	return c
}

// comparedTables returns the tables whose rows are records of the graph. zone_regions has none of its own: its rows are
// a column of zones.
func comparedTables(languages []string) []comparedTable {
	prefixes := map[string]string{}
	for _, s := range datapackage.Tables() {
		prefixes[s.Name] = s.Prefix
	}
	var all []comparedTable
	for _, s := range datapackage.Tables() {
		if s.Prefix == "" {
			continue
		}
		t := comparedTable{name: s.Name, prefix: s.Prefix}
		if s.Named {
			t.columns = comparedNames(languages)
		}
		for _, c := range s.Columns {
			if value := comparedValue(c, prefixes); value != nil {
				t.columns = append(t.columns, comparedColumn{field: fieldName(c.Name), column: c.Name, value: value})
			}
		}
		if s.Name == "zones" {
			t.columns = append(t.columns, comparedColumn{field: "regions", column: "zone_regions", value: func(s side, row datapackage.Row) string {
				return s.regions[row.Get("id")]
			}})
		}
		all = append(all, t)
	}
	return all
}

// comparedNames are the columns of names.
func comparedNames(languages []string) []comparedColumn {
	var columns []comparedColumn
	for _, language := range languages {
		name, basis := "name_"+language, "name_"+language+"_basis"
		columns = append(columns,
			comparedColumn{"name", name, &language, func(s side, row datapackage.Row) string { return s.named(language, row.Get(name)) }},
			comparedColumn{"name", basis, &language, func(s side, row datapackage.Row) string { return s.named(language, enumName(row.Get(basis))) }})
	}
	return columns
}

// named is a name in a language, or "" where the package does not have that language.
func (s side) named(language, text string) string {
	if !slices.Contains(s.languages, language) {
		return ""
	}
	return text
}

// comparedValue returns how a column is told, or nil for one that says nothing by itself.
func comparedValue(c datapackage.Column, prefixes map[string]string) func(side, datapackage.Row) string {
	name := c.Name
	owner, isSubject := strings.CutSuffix(name, "_id")
	switch {
	case name == "id", strings.HasSuffix(name, "_table"):
		return nil // the id of the record, and a part of that of its subject
	case isSubject:
		return func(_ side, row datapackage.Row) string {
			return withPrefix(prefixes[row.Get(owner+"_table")], row.Get(name))
		}
	case c.Reference != "":
		return func(_ side, row datapackage.Row) string { return withPrefix(prefixes[c.Reference], row.Get(name)) }
	case c.Enum != nil:
		return func(_ side, row datapackage.Row) string { return enumName(row.Get(name)) }
	}
	return func(_ side, row datapackage.Row) string { return row.Get(name) }
}

// withPrefix returns an id as the graph writes it; an empty cell stays empty.
func withPrefix(prefix, id string) string {
	if id == "" {
		return ""
	}
	return prefix + ":" + id
}

// closedSets are the columns whose values are told by the names of the contract; the same name is of one kind in all
// tables.
var closedSets = sync.OnceValue(func() map[string][]string {
	sets := map[string][]string{}
	for _, s := range datapackage.Tables() {
		for _, c := range s.Columns {
			if c.Enum != nil {
				sets[c.Name] = append(sets[c.Name], c.Enum...)
			}
		}
	}
	return sets
})

// PackageValue returns a value that a change tells as the package writes it: "enterprise" for "ENTERPRISE". Ids keep
// their type.
func PackageValue(column, value string) string {
	if strings.HasPrefix(column, "name_") && strings.HasSuffix(column, "_basis") {
		return strings.ToLower(value)
	}
	for _, known := range closedSets()[column] {
		if enumName(known) == value {
			return known
		}
	}
	return value
}
