package schema

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// TestNamesAreReadAsJSONIs compares the quick way of reading names with that of encoding/json, on any names.
func TestNamesAreReadAsJSONIs(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var names []Name
		for range rapid.IntRange(0, 3).Draw(t, "names") {
			name := Name{Language: rapid.StringMatching(`[a-z]{2}(-[A-Z][a-z]{3})?`).Draw(t, "language"), Text: rapid.String().Draw(t, "text")}
			if rapid.Bool().Draw(t, "has a basis") {
				basis := "SOURCE"
				name.Basis = &basis
			}
			names = append(names, name)
		}
		text, err := json.Marshal(names)
		if err != nil {
			t.Fatal(err)
		}
		var want, got []Name
		if err := json.Unmarshal(text, &want); err != nil {
			t.Fatal(err)
		}
		if err := (*NameList)(&got).Scan(string(text)); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-json +quick):\n%s", text, diff)
		}
	})
}

// FuzzNames shows that what is read the quick way is JSON, and reads as such.
func FuzzNames(f *testing.F) {
	for _, seed := range []string{``, `[]`, `null`, `[{"language":"en","text":"a"}]`, `[{"language":"zh","text":"甲","basis":"SOURCE"},{"language":"en","text":"b"}]`, `[{"language":"en","text":"a"}{`, `[,`, "[{\"language\":\"\xdb\",\"text\":\"\"}]"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		names, ok := parseNames(text)
		if !ok {
			return
		}
		want := []Name{}
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			t.Skip("the builder writes JSON") // such as a control character, or a comma that is left out
		}
		if diff := cmp.Diff(want, []Name(names)); diff != "" {
			t.Errorf("%q (-json +quick):\n%s", text, diff)
		}
	})
}
