package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"fmt"
	"iter"

	"pilotgraph/ent/schema"
	"pilotgraph/internal/search"
)

// searched is a type that search finds.
type searched struct {
	kind  string // first part of its ids
	table string
	codes []string // columns with codes that it is known by
}

// searchedTypes returns what search finds; of equally good hits those of earlier types come first.
func searchedTypes() []searched {
	return []searched{
		{"programme", "programmes", []string{"document_number"}},
		{"agency", "agencies", nil},
		{"region", "regions", []string{"code", "iso_code"}},
		{"zone", "zones", nil},
		{"institution", "institutions", nil},
		{"sector", "sectors", nil},
		{"sector-group", "sector_groups", nil},
		{"event", "events", nil},
		{"objective", "objectives", nil},
		{"source", "sources", nil},
	}
}

// index writes the index of search.
func (b builder) index(ctx context.Context) error {
	if err := search.Write(ctx, b.tx, b.dialect, b.records(ctx)); err != nil {
		return err
	}
	return b.execute(ctx, b.tx, search.Indexes(b.dialect)...)
}

// records are what search finds, in the order of their rank: by type and by id.
func (b builder) records(ctx context.Context) iter.Seq2[search.Record, error] {
	return func(yield func(search.Record, error) bool) {
		for _, each := range searchedTypes() {
			if !b.recordsOf(ctx, each, yield) {
				return
			}
		}
	}
}

// recordsOf yields the records of one type; it returns false where no more are wanted.
func (b builder) recordsOf(ctx context.Context, each searched, yield func(search.Record, error) bool) bool {
	rows, err := b.tx.QueryContext(ctx, each.query())
	if err != nil {
		return yield(search.Record{}, err)
	}
	defer rows.Close()
	for rows.Next() {
		record, err := scanRecord(rows)
		record.Kind = each.kind
		if !yield(record, err) || err != nil {
			return false
		}
	}
	if err := rows.Err(); err != nil {
		return yield(search.Record{}, err)
	}
	return true
}

// query returns the SQL for id, names, aliases and codes of all rows of the type.
func (s searched) query() string {
	names := "r.names"
	if s.kind == "source" {
		names = "json_array(json_object('language', r.language, 'text', r.title))"
	}
	codes := ""
	for _, column := range s.codes {
		codes += " UNION ALL SELECT r." + column + " WHERE r." + column + " IS NOT NULL"
	}
	return fmt.Sprintf(`
SELECT r.id, %s,
	(SELECT json_group_array(json_object('language', language, 'text', text)) FROM alias WHERE subject_id = r.id),
	(SELECT json_group_array(value) FROM (SELECT value FROM identifiers WHERE subject_id = r.id%s))
FROM %s r
ORDER BY r.id`, names, codes, s.table)
}

func scanRecord(rows *sql.Rows) (search.Record, error) {
	var record search.Record
	var names, aliases, codes []byte
	if err := rows.Scan(&record.ID, &names, &aliases, &codes); err != nil {
		return record, err
	}
	for _, list := range []struct {
		content []byte
		texts   *[]search.Text
	}{{names, &record.Names}, {aliases, &record.Aliases}} {
		var texts []schema.Name
		if err := json.Unmarshal(list.content, &texts); err != nil {
			return record, err
		}
		for _, text := range texts {
			if text.Basis == nil || *text.Basis != derivedBasis { // search reads pinyin itself
				*list.texts = append(*list.texts, search.Text{Language: text.Language, Text: text.Text})
			}
		}
	}
	return record, json.Unmarshal(codes, &record.Codes)
}
