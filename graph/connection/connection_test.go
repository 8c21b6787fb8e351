package connection_test

import (
	"errors"
	"strings"
	"testing"

	"pilotgraph/graph/connection"
	"pilotgraph/graph/fault"
)

const list = "Zone.institutions zone:bc-haidian"

var byID = connection.Order{{Name: "id"}}

// sealed makes a cursor as someone could who has read the source.
func sealed(key string) *string { return text(byID.Cursor(list, connection.Key(key))) }

func number(n int) *int { return &n }

func TestPageOfArguments(t *testing.T) {
	cursor := byID.Cursor(list, connection.NewKey("institution:icbc"))
	tests := map[string]struct {
		arguments connection.Arguments
		want      connection.Page
		message   string
	}{
		"nothing given":           {want: connection.Page{Limit: 20}},
		"first":                   {arguments: connection.Arguments{First: number(3)}, want: connection.Page{Limit: 3}},
		"first of nothing":        {arguments: connection.Arguments{First: number(0)}, want: connection.Page{Limit: 0}},
		"last":                    {arguments: connection.Arguments{Last: number(100)}, want: connection.Page{Limit: 100, Backward: true}},
		"first after":             {arguments: connection.Arguments{First: number(3), After: &cursor}, want: connection.Page{Limit: 3, After: `["institution:icbc"]`}},
		"last before":             {arguments: connection.Arguments{Last: number(3), Before: &cursor}, want: connection.Page{Limit: 3, Backward: true, Before: `["institution:icbc"]`}},
		"negative":                {arguments: connection.Arguments{First: number(-1)}, message: "first is -1; ask for 0 to 100"},
		"too large":               {arguments: connection.Arguments{Last: number(101)}, message: "last is 101; ask for 0 to 100"},
		"the largest number":      {arguments: connection.Arguments{First: number(9223372036854775807)}, message: "first is 9223372036854775807; ask for 0 to 100"},
		"first and last":          {arguments: connection.Arguments{First: number(1), Last: number(1)}, message: "first and last are both given; ask for one of them"},
		"malformed cursor":        {arguments: connection.Arguments{After: text("zone 7")}, message: `after is not a cursor: "zone 7"; take one from edges or pageInfo`},
		"empty cursor":            {arguments: connection.Arguments{Before: text("")}, message: `before is not a cursor: ""; take one from edges or pageInfo`},
		"cursor of another":       {arguments: connection.Arguments{After: text(byID.Cursor("Query.zones", connection.NewKey("zone:x")))}, message: "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
		"cursor with a change":    {arguments: connection.Arguments{After: text(cursor[:len(cursor)-2] + "AA")}, message: "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
		"cursor of another order": {arguments: connection.Arguments{After: text(connection.Order{{Name: "id", Descending: true}}.Cursor(list, connection.NewKey("institution:icbc")))}, message: "after is a cursor of another connection, another parent, another order or another release; take one from the edges or pageInfo of this one"},
	}
	for name, key := range map[string]string{"list": `[["x"]]`, "object": `[{"a":1}]`, "fraction": `[1.5]`, "truth": `[true]`, "nothing": `[null]`, "two values": `["a","b"]`, "no value": `[]`, "no JSON": `[`} {
		cursor := sealed(key)
		test := tests["malformed cursor"]
		test.arguments.After, test.message = cursor, `after is not a cursor: "`+*cursor+`"; take one from edges or pageInfo`
		tests["forged: "+name] = test
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			page, err := test.arguments.Page(list, byID, 20)
			if test.message == "" {
				if err != nil || page != test.want {
					t.Errorf("got %+v, %v; want %+v", page, err, test.want)
				}
				return
			}
			var shown *fault.Error
			if !errors.As(err, &shown) || shown.Code != fault.BadUserInput || shown.Message != test.message {
				t.Errorf("got %v; want BAD_USER_INPUT %s", err, test.message)
			}
		})
	}
}

func text(s string) *string { return &s }

// TestPageInfoAsRelayRules goes through HasNextPage and HasPreviousPage of the specification.
func TestPageInfoAsRelayRules(t *testing.T) {
	tests := map[string]struct {
		page           connection.Page
		more           bool
		next, previous bool
	}{
		"first page of several":  {connection.Page{}, true, true, false},
		"only page":              {connection.Page{}, false, false, false},
		"a page in the middle":   {connection.Page{After: "k"}, true, true, true},
		"last page":              {connection.Page{After: "k"}, false, false, true},
		"from the end":           {connection.Page{Backward: true}, true, false, true},
		"from the end, before":   {connection.Page{Backward: true, Before: "k"}, true, true, true},
		"backward to the start":  {connection.Page{Backward: true, Before: "k"}, false, true, false},
		"first before":           {connection.Page{Before: "k"}, false, false, false},
		"last after, with more":  {connection.Page{Backward: true, After: "k"}, true, false, true},
		"first between, no more": {connection.Page{After: "k", Before: "l"}, false, false, true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			if next, previous := test.page.HasNextPage(test.more), test.page.HasPreviousPage(test.more); next != test.next || previous != test.previous {
				t.Errorf("next %v, previous %v; want %v, %v", next, previous, test.next, test.previous)
			}
		})
	}
}

// FuzzCursor shows that what is taken as a cursor is one, and that nothing panics.
func FuzzCursor(f *testing.F) {
	own := byID.Cursor(list, connection.NewKey("institution:icbc"))
	for _, seed := range []string{"", own, own[:4], own[:9] + "\n" + own[9:], own[:9] + "\r" + own[9:], own + "A", "AQ", strings.Repeat("A", 4000), "贵阳", "\x00\xff"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, cursor string) {
		page, err := connection.Arguments{After: &cursor}.Page(list, byID, 10)
		if err == nil && byID.Cursor(list, page.After) != cursor {
			t.Errorf("%q was taken as a cursor of key %q", cursor, page.After)
		}
		if err != nil && len(err.Error()) > 800 {
			t.Errorf("the message repeats too much of the input: %s", err)
		}
	})
}
