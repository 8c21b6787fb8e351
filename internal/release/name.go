package release

import (
	"strings"

	"pilotgraph/ent/namekey"
	"pilotgraph/ent/schema"
	"pilotgraph/internal/datapackage"
	"pilotgraph/internal/search"
)

// nameKeyColumns are the columns that nameKeys fills.
func nameKeyColumns() []string {
	return []string{namekey.FieldSubjectID, namekey.FieldKind, namekey.FieldLanguage, namekey.FieldNameKey, namekey.FieldNameKeyDescending}
}

// nameKeys are what a row is sorted by in each language.
func nameKeys(row datapackage.Row, prefix string, languages []string) [][]any {
	keys := make([][]any, len(languages))
	for i, language := range languages {
		ascending, descending := schema.UnknownLast, ""
		if name := row.Get("name_" + language); name != "" {
			ascending = search.SortKey(name, language)
			descending = ascending
		}
		keys[i] = []any{prefix + ":" + row.Get("id"), prefix, language, ascending, descending}
	}
	return keys
}

// withLatin adds the pinyin of a Chinese name, where the package has no name in Latin letters for it.
func withLatin(names []schema.Name) []schema.Name {
	derived := schema.Name{Language: "zh-Latn", Basis: &derivedBasis}
	for _, name := range names {
		if strings.EqualFold(name.Language, derived.Language) {
			return names
		}
		if derived.Text == "" && isChinese(name.Language) {
			derived.Text = search.Latin(name.Text)
		}
	}
	if derived.Text == "" {
		return names
	}
	return append(names, derived)
}

// derivedBasis is the value of NameBasis for a name that was made here.
var derivedBasis = "DERIVED"

// isChinese says whether a language tag is of Chinese.
func isChinese(tag string) bool {
	base, _, _ := strings.Cut(tag, "-")
	return strings.EqualFold(base, "zh")
}
