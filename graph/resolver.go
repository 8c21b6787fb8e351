// Package graph answers the public contract: a thin resolver for each field that
// is not plain, which delegates at once to graph/load.
package graph

import (
	"context"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/99designs/gqlgen/graphql"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/gqlerror"

	"pilotgraph/ent"
	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
)

// Resolver is the root of all resolvers.
type Resolver struct {
	release string // id of the release that answers
	version string // version of its package

	languages   []string // of names
	citedFields func(typename string) []string
	publicURL   string // "" where permalinks are paths
}

// page gathers the arguments that every connection takes.
func page(first *int, after *string, last *int, before *string) connection.Arguments {
	return connection.Arguments{First: first, After: after, Last: last, Before: before}
}

// variant is the value of an argument that narrows an edge; absent narrows nothing.
func variant(argument *string) string {
	if argument == nil {
		return ""
	}
	return *argument
}

// connect is the page of an edge: of one parent, of a variant, of the rows that the filter lets pass, in an order.
func connect[T any](ctx context.Context, r *Resolver, edge *load.Edge, parent, variant string, filter map[string]any, orderBy []map[string]any, arguments connection.Arguments) (*load.Connection[T], error) {
	sorts, err := r.sorts(ctx, orderBy)
	if err != nil {
		return nil, err
	}
	return load.Connect[T](ctx, edge, parent, load.Selection{Variant: variant, Filter: filter, OrderBy: sorts}, arguments)
}

// sorts are the columns of an order, those of names in a language of the package.
func (r *Resolver) sorts(ctx context.Context, orderBy []map[string]any) ([]load.Sort, error) {
	sorts := make([]load.Sort, len(orderBy))
	for i, each := range orderBy {
		sorts[i].Field = each["field"].(string)
		sorts[i].Descending = isDescending(each)
		language, _ := each["language"].(*string)
		if sorts[i].Field != "NAME" {
			if language != nil {
				return nil, fault.New(fault.BadUserInput, "orderBy[%d] has a language with %s; it goes with NAME", i, sorts[i].Field)
			}
			continue
		}
		var err error
		if sorts[i].Language, err = r.nameLanguage(ctx, fmt.Sprintf("orderBy[%d].language", i), language); err != nil {
			return nil, err
		}
	}
	return sorts, nil
}

// isDescending reads the direction of an order.
func isDescending(order map[string]any) bool {
	direction, _ := order["direction"].(*string)
	return direction != nil && *direction == "DESC"
}

// permalink is the address of a record in the release.
func (r *Resolver) permalink(id string) string {
	kind, key, _ := strings.Cut(id, ":")
	return r.publicURL + "/releases/" + r.version + "/" + load.Collection(kind) + "/" + key
}

// maximumIDs is how many ids one list may have.
const maximumIDs = 100

// nodes answers for each id, with an error at the place of each that fails.
func nodes(ctx context.Context, ids []string) ([]load.Node, error) {
	if len(ids) > maximumIDs {
		return nil, fault.New(fault.BadUserInput, "ids has %d ids; ask for at most %d at once", len(ids), maximumIDs)
	}
	nodes, errs := load.From(ctx).Nodes(ctx, ids)
	for i, err := range errs {
		if err != nil {
			place := append(append(ast.Path{}, graphql.GetPath(ctx)...), ast.PathIndex(i))
			graphql.AddError(ctx, gqlerror.WrapPath(place, err))
		}
	}
	return nodes, nil
}

// citations is the page of what supports a row of a type, or one field of it.
func (r *Resolver) citations(ctx context.Context, typename, id string, field, language *string, filter map[string]any, orderBy []map[string]any, arguments connection.Arguments) (*load.CitationConnection, error) {
	supported, err := r.citedField(typename, field, language)
	if err != nil {
		return nil, err
	}
	return connect[ent.Citation](ctx, r, load.RecordCitations, id, supported, filter, orderBy, arguments)
}

// citedField is how a release writes the field of a type, or its name in one language.
func (r *Resolver) citedField(typename string, field, language *string) (string, error) {
	if field == nil {
		if language != nil {
			return "", fault.New(fault.BadUserInput, "language is given without field; it goes with the field name")
		}
		return "", nil
	}
	fields := r.citedFields(typename)
	if !slices.Contains(fields, *field) {
		return "", fault.New(fault.BadUserInput, "field is %s, which %s has no citations for; ask for one of %s",
			fault.Quote(*field), typename, strings.Join(fields, ", "))
	}
	if language == nil {
		return *field, nil
	}
	if *field != "name" {
		return "", fault.New(fault.BadUserInput, "language is given with the field %s; it goes with the field name", *field)
	}
	if err := checkLanguage(*language); err != nil {
		return "", err
	}
	known := *language
	if i := lookup(len(r.languages), func(i int) string { return r.languages[i] }, known); i >= 0 {
		known = r.languages[i]
	}
	return "name@" + known, nil
}

// cited splits the cited fields of a citation into fields and the languages of names.
func cited(text string) (fields, languages []string) {
	fields, languages = []string{}, []string{}
	for _, part := range strings.Fields(text) {
		if language, ok := strings.CutPrefix(part, "name@"); ok {
			languages = append(languages, language)
		} else {
			fields = append(fields, part)
		}
	}
	return fields, languages
}

// registryAddress is the page of a number in its registry, or nil.
func registryAddress(scheme, value string) *string {
	addresses := map[string]string{
		"ROR":      "https://ror.org/",
		"WIKIDATA": "https://www.wikidata.org/wiki/",
		"LEI":      "https://search.gleif.org/#/record/",
	}
	address, ok := addresses[scheme]
	if !ok {
		return nil
	}
	address += url.PathEscape(value)
	return &address
}
