package release

import (
	"database/sql"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"entgo.io/ent/dialect"

	"pilotgraph/internal/datapackage"
	"pilotgraph/seed"
)

// TestABrokenDatabaseIsNotPublished breaks what was built, and asks for the reason why it may not be published.
func TestABrokenDatabaseIsNotPublished(t *testing.T) {
	source, err := datapackage.New(seed.Files())
	if err != nil {
		t.Fatal(err)
	}
	for _, test := range []struct{ name, statement, want string }{
		{"as it was built", "", ""},
		{"reference of a row", "UPDATE pilots SET institution_id = 'institution:nobody' WHERE id = (SELECT MIN(id) FROM pilots)", "1 references of pilots"},
		{"reference of a citation", "DELETE FROM sources WHERE id = (SELECT source_id FROM citations LIMIT 1)", "references of citations"},
		{"row that did not arrive", "DELETE FROM citations WHERE id = (SELECT MIN(id) FROM citations)", "citations has"},
	} {
		t.Run(test.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), databaseName)
			m := newManifest(source.Descriptor(), "hash", Origin("test"), time.Now())
			if err := buildDatabase(t.Context(), path, dialect.SQLite, source, &m, past{}, &meter{}); err != nil {
				t.Fatal(err)
			}
			db, err := sql.Open("sqlite3", fileAddress(path))
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			if _, err := db.Exec(test.statement); err != nil {
				t.Fatal(err)
			}
			err = verifyDatabase(t.Context(), path, m)
			if (test.want == "") != (err == nil) || err != nil && !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want %q", err, test.want)
			}
		})
	}
}
