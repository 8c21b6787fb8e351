package search_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"entgo.io/ent/dialect"
	"pgregory.net/rapid"

	"pilotgraph/internal/search"
)

// anyName draws names of few parts, so that many have the same ones.
func anyName() *rapid.Generator[string] {
	parts := []string{"贵阳", "貴", "银行", "銀行", "重庆", "长江", "绿", "大学", "院", "〇", "bank", "Bank", "BAN", "ank", "nk", "Straße", "é", "e\u0301", "5g", "5G", "+",
		"-", " ", "  ", "'", "\"", "*", "·", "가", "がカ", "🚀", "a", "b", "中", "(", ")", ":", "_"}
	return rapid.OneOf(rapid.Custom(func(t *rapid.T) string {
		return strings.Join(rapid.SliceOfN(rapid.SampledFrom(parts), 1, 8).Draw(t, "parts"), "")
	}), anyText())
}

func anyRecords() *rapid.Generator[[]search.Record] {
	return rapid.Custom(func(t *rapid.T) []search.Record {
		names := rapid.SliceOfN(anyName(), 0, 3)
		records := make([]search.Record, rapid.IntRange(1, 30).Draw(t, "records"))
		for i := range records {
			kind := rapid.SampledFrom([]string{"zone", "region", "agency-role", "institution"}).Draw(t, "kind")
			records[i] = search.Record{ID: fmt.Sprintf("%s:%d", kind, i), Kind: kind, Codes: rapid.SliceOfN(anyName(), 0, 1).Draw(t, "codes")}
			for _, text := range names.Draw(t, "names") {
				records[i].Names = append(records[i].Names, search.Text{Language: "zh", Text: text})
			}
			for _, text := range names.Draw(t, "aliases") {
				records[i].Aliases = append(records[i].Aliases, search.Text{Language: "en", Text: text})
			}
		}
		return records
	})
}

// anyPart draws a part of a name, or another text.
func (x index) anyPart(t *rapid.T) string {
	all := []string{rapid.String().Draw(t, "other")}
	for _, r := range x.records {
		all = append(all, texts(r)...)
	}
	text := []rune(rapid.SampledFrom(all).Draw(t, "of"))
	from := rapid.IntRange(0, len(text)).Draw(t, "from")
	return string(text[from:rapid.IntRange(from, len(text)).Draw(t, "to")])
}

// isNoText reports whether a search leaves a character out, with a warning where it is not a space without width.
func isNoText(r rune) bool {
	return unicode.IsControl(r) || r == utf8.RuneError || r == '\u200B' || r == '\uFEFF'
}

// TestHitsByNameAreThoseOfAPlainScan promises that the index finds exactly what looking at each name finds.
func TestHitsByNameAreThoseOfAPlainScan(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		x := newIndex(t, anyRecords().Draw(t, "index"))
		defer x.Close()
		for range 20 {
			term := strings.Join(strings.FieldsFunc(x.anyPart(t), unicode.IsSpace), "")
			folded := search.Fold(term)
			if strings.ContainsFunc(term, isNoText) || utf8.RuneCountInString(folded) < 2 || strings.Contains(folded, " ") || utf8.RuneCountInString(term) > 200 {
				continue
			}
			if _, err := search.Parse(term); err != nil {
				continue // of punctuation alone
			}
			got := []string{}
			for _, hit := range x.find(t, term, 100) {
				if slices.ContainsFunc(hit.MatchedOn, func(m search.Match) bool { return m.Field == search.FieldName || m.Field == search.FieldAlias }) {
					got = append(got, hit.ID)
				}
			}
			want := x.scan(term)
			slices.Sort(got)
			slices.Sort(want)
			if !slices.Equal(got, want) {
				t.Fatalf("%q: found %v, a plain scan finds %v", term, got, want)
			}
		}
	})
}

// TestFilterByNameIsAPlainScan promises the same for filters, for every text that folding leaves something of.
func TestFilterByNameIsAPlainScan(t *testing.T) {
	rules := map[search.NameOperator]func(name, text string) bool{
		search.Contains: strings.Contains, search.StartsWith: strings.HasPrefix, search.Equals: func(a, b string) bool { return a == b },
	}
	rapid.Check(t, func(t *rapid.T) {
		x := newIndex(t, anyRecords().Draw(t, "index"))
		defer x.Close()
		for range 10 {
			text, kind := x.anyPart(t), rapid.SampledFrom([]string{"zone", "region", "agency-role", "institution"}).Draw(t, "of")
			for operator, holds := range rules {
				filter, err := search.WithName(operator, text, kind)
				if (err != nil) != (search.Fold(text) == "") {
					t.Fatalf("%q: %v", text, err)
				} else if err != nil {
					continue
				}
				want, got := []string{}, []string{}
				for _, r := range x.records {
					if r.Kind == kind && slices.ContainsFunc(texts(r), func(name string) bool { return holds(search.Fold(name), search.Fold(text)) }) {
						want = append(want, r.ID)
					}
				}
				before, argument, after := filter.Subquery(dialect.SQLite, false)
				rows, err := x.DB().Query("SELECT id FROM search_records WHERE id IN ("+before+"?"+after+") AND kind = ? ORDER BY ord", argument, kind)
				if err != nil {
					t.Fatalf("%q: %v", text, err)
				}
				for rows.Next() {
					var id string
					if err := rows.Scan(&id); err != nil {
						t.Fatal(err)
					}
					got = append(got, id)
				}
				if err := rows.Err(); err != nil || !slices.Equal(got, want) {
					t.Fatalf("%d %q: %v, a plain scan finds %v (%v)", operator, text, got, want, err)
				}
			}
		}
	})
}

// walk reads all hits page by page.
func walk(t failer, x index, s search.Search, limit int, backward bool) []search.Hit {
	var all []search.Hit
	var after, before search.Place
	for {
		hits, more, err := s.Page(context.Background(), x, after, before, limit, backward)
		if err != nil {
			t.Fatalf("%v", err)
		}
		if backward {
			all = append(slices.Clone(hits), all...)
		} else {
			all = append(all, hits...)
		}
		if !more {
			return all
		}
		if backward {
			before = hits[0].Place
		} else {
			after = hits[len(hits)-1].Place
		}
	}
}

// TestPagesCountAndFacetsAgree walks in both directions in pages of any size, also between two places.
func TestPagesCountAndFacetsAgree(t *testing.T) {
	ctx := context.Background()
	rapid.Check(t, func(t *rapid.T) {
		x := newIndex(t, anyRecords().Draw(t, "index"))
		defer x.Close()
		text := rapid.OneOf(rapid.SampledFrom([]string{"bank", "ban", "银行", "yinhang", "yh", "a", "院", "g", "guiyang 行", "zone:1"}), rapid.Custom(x.anyPart)).Draw(t, "text")
		query, err := search.Parse(text)
		if err != nil {
			return
		}
		s := search.Search{Query: query, Kinds: rapid.SampledFrom([][]string{nil, {"zone"}, {"region", "agency-role"}}).Draw(t, "kinds")}
		limit := rapid.IntRange(1, 5).Draw(t, "limit")
		forward, backward := walk(t, x, s, limit, false), walk(t, x, s, limit, true)
		if !slices.Equal(ids(forward), ids(backward)) {
			t.Fatalf("forward %v, backward %v", ids(forward), ids(backward))
		}
		seen := map[string]bool{}
		for i, hit := range forward {
			if seen[hit.ID] {
				t.Fatalf("%s twice", hit.ID)
			}
			seen[hit.ID] = true
			if i > 0 && (hit.Score > forward[i-1].Score || hit.Score == forward[i-1].Score && hit.Place.Ord <= forward[i-1].Place.Ord) {
				t.Fatalf("%+v stands after %+v", hit, forward[i-1])
			}
			if len(hit.MatchedOn) == 0 {
				t.Fatalf("%q: %+v does not say why", text, hit)
			}
		}
		count, err := s.Count(ctx, x)
		if err != nil || count != len(forward) {
			t.Fatalf("count %d (%v), walked %d", count, err, len(forward))
		}
		facets, err := s.Facets(ctx, x)
		for _, f := range facets {
			count -= f.Count
		}
		if err != nil || count != 0 {
			t.Fatalf("facets %v (%v) do not add up to %d", facets, err, len(forward))
		}
		if len(forward) > 2 {
			between, _, err := s.Page(ctx, x, forward[0].Place, forward[len(forward)-1].Place, 100, false)
			if want := ids(forward[1 : len(forward)-1]); err != nil || !slices.Equal(ids(between), want) {
				t.Fatalf("between the ends %v (%v), want %v", ids(between), err, want)
			}
		}
		warnings, err := s.Warnings(ctx, x)
		if err != nil || len(forward) == 0 && len(warnings) == 0 {
			t.Fatalf("%q finds nothing and does not say why (%v)", text, err)
		}
	})
}

// FuzzSearch asks whatever a person may type: there is an *Error, hits, or a warning, and never the index's own syntax.
func FuzzSearch(f *testing.F) {
	for _, text := range []string{"贵阳", "a\" OR \"b", "NEAR(a b)", "tokens:x", "a* NOT b", "^a", "((", "\x00", "\xff\xfe", strings.Repeat("a ", 12), "lü 銀行 5g+", "\ue022"} {
		f.Add(text)
	}
	x := seedIndex(f)
	f.Fuzz(func(t *testing.T, text string) {
		query, err := search.Parse(text)
		if err != nil {
			if err.Error() == "" {
				t.Fatalf("%q is refused without a reason", text)
			}
			return
		}
		s := search.Search{Query: query}
		hits, _, err := s.Page(context.Background(), x, search.Place{}, search.Place{}, 10, false)
		if err != nil {
			t.Fatalf("%q: %v", text, err)
		}
		for _, hit := range hits {
			for _, m := range hit.MatchedOn {
				for _, r := range m.Ranges {
					if r[0] < 0 || r[0] >= r[1] || r[1] > utf8.RuneCountInString(m.Text) {
						t.Fatalf("%q: %v is not in %q", text, r, m.Text)
					}
				}
			}
		}
		warnings, err := s.Warnings(context.Background(), x)
		if err != nil || len(hits) == 0 && len(warnings) == 0 {
			t.Fatalf("%q finds nothing and does not say why (%v)", text, err)
		}
		for _, operator := range []search.NameOperator{search.Contains, search.StartsWith, search.Equals} {
			if filter, err := search.WithName(operator, text, "zone"); err == nil {
				before, argument, after := filter.Subquery(dialect.SQLite, false)
				if _, err := x.DB().Exec("SELECT COUNT(*) FROM ("+before+"?"+after+")", argument); err != nil {
					t.Fatalf("%q: %v", text, err)
				}
			}
		}
	})
}
