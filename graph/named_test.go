package graph_test

import (
	"fmt"
	"slices"
	"testing"

	gocmp "github.com/google/go-cmp/cmp"
)

// TestInstitutionsOfARegionByName walks the institutions of each kind in each region by name, which has a table of its own,
// and compares with the same filter in another form, which has none.
func TestInstitutionsOfARegionByName(t *testing.T) {
	server := quick(t)
	regions := leaves(t, server, `{regions(first: 100, orderBy: [{field: INSTITUTIONS, direction: DESC}]) {nodes {id}}}`)
	compared := 0
	for _, region := range regions[:12] {
		for _, kind := range []string{"HOSPITAL", "UNIVERSITY", "ENTERPRISE"} {
			for _, language := range []string{"zh", "en"} {
				kindTerm, regionTerm := "kind: {eq: "+kind+"}", fmt.Sprintf("region: {within: %q}", region)
				named := walkInstitutions(t, server, kindTerm+", "+regionTerm, language, false)
				plain := walkInstitutions(t, server, "and: [{"+kindTerm+"}, {"+regionTerm+"}]", language, false)
				backward := walkInstitutions(t, server, kindTerm+", "+regionTerm, language, true)
				if difference := gocmp.Diff(plain, named); difference != "" {
					t.Errorf("%s in %v by %s: %s", kind, region, language, difference)
				}
				slices.Reverse(backward)
				if difference := gocmp.Diff(plain, backward); difference != "" {
					t.Errorf("%s in %v by %s, backward: %s", kind, region, language, difference)
				}
				if len(plain) > 2 {
					compared++
				}
			}
		}
	}
	if compared < 3 {
		t.Errorf("only %d lists had several pages", compared)
	}
}

// walkInstitutions returns the ids of institutions by name, two a page.
func walkInstitutions(t *testing.T, server *server, filter, language string, backward bool) (ids []string) {
	t.Helper()
	page := "first: 2"
	if backward {
		page = "last: 2"
	}
	for range 100 {
		var answer struct {
			Institutions struct {
				TotalCount int
				Edges      []struct {
					Cursor string
					Node   struct{ ID string }
				}
			}
		}
		server.read(t, &answer, fmt.Sprintf(`{institutions(%s, filter: {%s}, orderBy: [{field: NAME, language: %q}]) {totalCount edges {cursor node {id}}}}`, page, filter, language), nil)
		edges := answer.Institutions.Edges
		if len(edges) == 0 {
			if len(ids) != answer.Institutions.TotalCount {
				t.Errorf("%d of %d institutions", len(ids), answer.Institutions.TotalCount)
			}
			return ids
		}
		if backward {
			slices.Reverse(edges)
		}
		for _, edge := range edges {
			ids = append(ids, edge.Node.ID)
		}
		page = fmt.Sprintf("first: 2, after: %q", edges[len(edges)-1].Cursor)
		if backward {
			page = fmt.Sprintf("last: 2, before: %q", edges[len(edges)-1].Cursor)
		}
	}
	t.Error("the pages never end")
	return ids
}
