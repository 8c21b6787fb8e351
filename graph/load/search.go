package load

import (
	"context"
	"errors"
	"slices"
	"strings"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
	"pilotgraph/internal/search"
)

// SearchConnection is a page of what was found. It reads nothing before a field of it is asked for.
type SearchConnection struct {
	loaders *Loaders
	list    string // what cursors are bound to
	page    connection.Page
	hits    *task
	count   *task
	facets  *task
	warns   *task
}

// SearchEdge is one place in a SearchConnection.
type SearchEdge struct {
	id string
	// Cursor is the opaque cursor of the place.
	Cursor string
	// Score says how well it matches: 1 to 0.
	Score      float64
	Highlights []*SearchHighlight
}

// SearchHighlight is a text in which something was found. Field is a value of the enum SearchField; Language is nil
// for what has none.
type SearchHighlight struct {
	Field    string
	Language *string
	Text     string
	Ranges   []*TextRange
}

// TextRange is from a character to before another, both counted from 0.
type TextRange struct{ Start, End int }

// SearchFacet is how many hits there are of a type, a value of the enum SearchType.
type SearchFacet struct {
	Type  string
	Count int
}

// SearchWarning is something to know about a result; Code is a value of the enum SearchWarningCode.
type SearchWarning struct{ Code, Message string }

// hitsOf is a page of hits.
type hitsOf struct {
	hits []search.Hit
	more bool
}

// searchOrder is the order of hits.
var searchOrder = connection.Order{{Name: "tier"}, {Name: "ord"}}

// Search looks for a text among the records of types (values of SearchType; nil for all). The error is a *fault.Error
// that says what is wrong with the arguments.
func Search(ctx context.Context, text string, types []string, arguments connection.Arguments) (*SearchConnection, error) {
	query, err := search.Parse(text)
	var problem *search.Error
	if errors.As(err, &problem) {
		return nil, fault.New(fault.BadUserInput, "text: %s", problem.Message)
	}
	if types != nil && len(types) == 0 {
		return nil, fault.New(fault.BadUserInput, "types is empty; give at least one type, or leave it out")
	}
	wanted := search.Search{Query: query}
	for _, each := range types {
		wanted.Kinds = append(wanted.Kinds, strings.ToLower(strings.ReplaceAll(each, "_", "-")))
	}
	slices.Sort(wanted.Kinds)
	wanted.Kinds = slices.Compact(wanted.Kinds)
	loaders := From(ctx)
	// Places are numbers of the release, which mean other records in another one.
	list := strings.Join(append([]string{"Query.search", loaders.database.config.Release, text}, wanted.Kinds...), "\x00")
	page, err := arguments.Page(list, searchOrder, connection.StandardRoot)
	if err != nil {
		return nil, err
	}
	return newSearch(loaders, wanted, list, page), nil
}

func newSearch(loaders *Loaders, wanted search.Search, list string, page connection.Page) *SearchConnection {
	after, before := searchPlace(page.After), searchPlace(page.Before)
	return &SearchConnection{
		loaders: loaders, list: list, page: page,
		hits: &task{func(ctx context.Context, r *reader) (any, error) {
			if page.Limit == 0 {
				hits, _, err := wanted.Page(ctx, r, after, before, 1, page.Backward)
				return hitsOf{more: len(hits) > 0}, err
			}
			hits, more, err := wanted.Page(ctx, r, after, before, page.Limit, page.Backward)
			return hitsOf{hits, more}, err
		}},
		count: &task{func(ctx context.Context, r *reader) (any, error) { return wanted.Count(ctx, r) }},
		facets: &task{func(ctx context.Context, r *reader) (any, error) {
			return search.Search{Query: wanted.Query}.Facets(ctx, r)
		}},
		warns: &task{func(ctx context.Context, r *reader) (any, error) { return wanted.Warnings(ctx, r) }},
	}
}

// searchPlace is the place that a cursor marks.
func searchPlace(key connection.Key) search.Place {
	if key == "" {
		return search.Place{}
	}
	values := searchOrder.Values(key)
	tier, _ := values[0].(int64)
	ord, _ := values[1].(int64)
	return search.Place{Tier: int(tier), Ord: ord}
}

func (c *SearchConnection) read(ctx context.Context) (hitsOf, error) {
	return load[hitsOf](ctx, c.loaders, key{what: aTask, task: c.hits})
}

func (c *SearchConnection) cursor(hit search.Hit) string {
	return searchOrder.Cursor(c.list, connection.NewKey(hit.Place.Tier, hit.Place.Ord))
}

// Edges returns the page with cursors.
func (c *SearchConnection) Edges(ctx context.Context) ([]*SearchEdge, error) {
	read, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	edges := make([]*SearchEdge, len(read.hits))
	for i, hit := range read.hits {
		edges[i] = &SearchEdge{id: hit.ID, Cursor: c.cursor(hit), Score: hit.Score, Highlights: highlights(hit.MatchedOn)}
	}
	return edges, nil
}

func highlights(matches []search.Match) []*SearchHighlight {
	all := make([]*SearchHighlight, len(matches))
	for i, match := range matches {
		each := &SearchHighlight{Field: string(match.Field), Text: match.Text, Ranges: make([]*TextRange, len(match.Ranges))}
		if match.Language != "" {
			each.Language = &match.Language
		}
		for j, part := range match.Ranges {
			each.Ranges[j] = &TextRange{part[0], part[1]}
		}
		all[i] = each
	}
	return all
}

// ID returns the id of what stands at the place.
func (e *SearchEdge) ID() *string { return &e.id }

// Node returns what stands at the place.
func (e *SearchEdge) Node(ctx context.Context) (Node, error) { return ToAny[Node](ctx, e.id) }

// MatchedOn returns in what it was found, each once.
func (e *SearchEdge) MatchedOn() []string {
	fields := []string{}
	for _, each := range e.Highlights {
		if !slices.Contains(fields, each.Field) {
			fields = append(fields, each.Field)
		}
	}
	return fields
}

// Nodes returns the page without cursors.
func (c *SearchConnection) Nodes(ctx context.Context) ([]Node, error) {
	read, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	ids := make([]string, len(read.hits))
	for i, hit := range read.hits {
		ids[i] = hit.ID
	}
	return All(ctx, ids)
}

// PageInfo returns where the page stands. It costs the page, never a count.
func (c *SearchConnection) PageInfo(ctx context.Context) (*PageInfo, error) {
	read, err := c.read(ctx)
	if err != nil {
		return nil, err
	}
	cursors := make([]string, len(read.hits))
	for i, hit := range read.hits {
		cursors[i] = c.cursor(hit)
	}
	return newPageInfo(c.page, read.more, cursors), nil
}

// TotalCount returns how many hits all pages have together.
func (c *SearchConnection) TotalCount(ctx context.Context) (int, error) {
	return load[int](ctx, c.loaders, key{what: aTask, task: c.count})
}

// Facets returns how many hits there are of each type, by kind, whichever types are wanted.
func (c *SearchConnection) Facets(ctx context.Context) ([]*SearchFacet, error) {
	found, err := load[[]search.Facet](ctx, c.loaders, key{what: aTask, task: c.facets})
	facets := make([]*SearchFacet, len(found))
	for i, each := range found {
		facets[i] = &SearchFacet{strings.ToUpper(strings.ReplaceAll(each.Kind, "-", "_")), each.Count}
	}
	return facets, err
}

// Warnings returns what a reader should know about the result.
func (c *SearchConnection) Warnings(ctx context.Context) ([]*SearchWarning, error) {
	found, err := load[[]search.Warning](ctx, c.loaders, key{what: aTask, task: c.warns})
	warnings := make([]*SearchWarning, len(found))
	for i, each := range found {
		warnings[i] = &SearchWarning{each.Code, each.Message}
	}
	return warnings, err
}
