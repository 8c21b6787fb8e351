package load

import (
	"maps"
	"slices"
	"testing"

	"pilotgraph/ent/migrate"
	"pilotgraph/ent/namekey"
)

// TestEveryForeignKeyAndEveryOrderHasAnIndex asks the database for its indexes: one begins with each column that refers to
// a row, and with each that rows are sorted by.
func TestEveryForeignKeyAndEveryOrderHasAnIndex(t *testing.T) {
	database := openSeed(t)
	indexed := firstColumns(t, database)
	wanted := map[string][]string{}
	for _, table := range migrate.Tables {
		for _, key := range table.ForeignKeys {
			if unread[table.Name+"."+key.Columns[0].Name] {
				continue
			}
			wanted[table.Name] = append(wanted[table.Name], key.Columns[0].Name)
		}
	}
	if len(wanted) < 10 {
		t.Errorf("only the tables %v have foreign keys", slices.Sorted(maps.Keys(wanted)))
	}
	for _, of := range []*entity{
		programmes, events, objectives, zones, institutions, pilots, sectors, sectorGroups, agencies, agencyRoles, sectorMandates,
		allRegions, aliases, identifiers, reportedCounts, sources, allCitations, releases, changes,
	} {
		for _, key := range of.orders {
			table := of.table
			if key.table == nameAlias {
				table = namekey.Table
			}
			wanted[table] = append(wanted[table], key.ascending, key.descending)
		}
	}
	for table, columns := range wanted {
		slices.Sort(columns)
		for _, column := range slices.Compact(columns) {
			if !slices.Contains(indexed[table], column) {
				t.Errorf("no index of %s begins with %s; add one in ent/schema", table, column)
			}
		}
	}
}

// unread are the foreign keys by which nothing is asked for: changes are found by the step that they belong to.
var unread = map[string]bool{"changes.since_id": true, "changes.release_id": true}

// firstColumns are the columns that indexes begin with, by table. Names are always those of one language and kind, which
// come before.
func firstColumns(t *testing.T, database *Database) map[string][]string {
	t.Helper()
	rows, err := database.db.QueryContext(t.Context(), `SELECT t.name, c.name
		FROM pragma_table_list AS t, pragma_index_list(t.name) AS i, pragma_index_info(i.name) AS c
		WHERE c.seqno = CASE WHEN t.name = 'name_keys' AND i.name LIKE '%_kind_%' THEN 2 ELSE 0 END`)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	found := map[string][]string{}
	for rows.Next() {
		var table, column string
		if err := rows.Scan(&table, &column); err != nil {
			t.Fatal(err)
		}
		found[table] = append(found[table], column)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return found
}
