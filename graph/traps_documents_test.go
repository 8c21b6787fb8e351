package graph_test

import (
	"fmt"
	"runtime"
	"runtime/metrics"
	"slices"
	"strings"
	"testing"

	"pilotgraph/graph/fault"
	"pilotgraph/graph/load"
)

// More tests named after the traps of section 8 of the design: documents that cost too much, names, caches and counts.

// work is how many pieces of memory an answer takes: a measure that does not depend on how busy the machine is.
func work(t *testing.T, server *server, document string) (pieces uint64, answer []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	answer = server.ask(t, document, nil)
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs, answer
}

// TestTrapFragmentBomb has 26 fragments of 2 spreads each: 67 million where each spread is followed.
func TestTrapFragmentBomb(t *testing.T) {
	server := quick(t)
	bomb := func(fragments int, spreads string) string {
		text := "{...f0} "
		for i := range fragments - 1 {
			text += fmt.Sprintf("fragment f%d on Query {%s} ", i, fmt.Sprintf(spreads, i+1))
		}
		return text + fmt.Sprintf("fragment f%d on Query {zones {totalCount}}", fragments-1)
	}
	for _, spreads := range []string{"...f%[1]d ...f%[1]d", "... on Query {...f%[1]d} ... {...f%[1]d}", "...f%[1]d @include(if: true) ...f%[1]d @skip(if: false)"} {
		small, answer := work(t, server, bomb(5, spreads)) // 16 times the same field
		if want := `{"data":{"zones":{"totalCount":93}}}`; string(answer) != want {
			t.Errorf("%s: 5 fragments: %s", spreads, answer)
		}
		for _, fragments := range []int{26, 40} {
			large, answer := work(t, server, bomb(fragments, spreads))
			got := decode(t, answer).Errors
			if len(got) != 1 || got[0].Extensions["code"] != string(fault.LimitExceeded) || large > 8*small {
				t.Errorf("%s: 5 fragments take %d pieces of memory, %d take %d: %s", spreads, small, fragments, large, answer)
			}
		}
	}
}

func TestTrapDefer(t *testing.T) {
	var data struct {
		Schema struct{ Directives []struct{ Name string } } `json:"__schema"`
	}
	quick(t).read(t, &data, "{__schema {directives {name}}}", nil)
	var names []string
	for _, each := range data.Schema.Directives {
		names = append(names, each.Name)
	}
	if want := []string{"deprecated", "include", "oneOf", "skip", "specifiedBy"}; !slices.Equal(names, want) {
		t.Errorf("introspection promises %v; want %v", names, want)
	}
	for _, foreign := range []string{"@defer", "@stream", "@goModel", "@goField", "@goTag", "@goEnum"} {
		if strings.Contains(sdl(), foreign) {
			t.Errorf("the contract has %s", foreign)
		}
	}
	for _, document := range []string{
		`{zones {totalCount ... @defer {nodes {id}}}}`, `{...f @defer(label: "x")} fragment f on Query {zones {totalCount}}`, `{zones {nodes @stream {id}}}`,
	} {
		got := decode(t, quick(t).ask(t, document, nil))
		if len(got.Errors) != 1 || got.Errors[0].Extensions["code"] != string(fault.ValidationFailed) || got.Data != nil {
			t.Errorf("%s: %s %+v", document, got.Data, got.Errors)
		}
	}
}

// TestTrapTypename10000Times also has one alias 2,000 times with other arguments. Both are refused before they are
// validated; what the limits let pass has a short answer.
func TestTrapTypename10000Times(t *testing.T) {
	server := quick(t)
	oneAlias := func(times int) string {
		var text strings.Builder
		for i := range times {
			fmt.Fprintf(&text, `a: zone(id: "zone:x%d") {id} `, i)
		}
		return "{" + text.String() + "}"
	}
	for name, document := range map[string]string{"__typename": "{" + strings.Repeat("__typename ", 10_000) + "}", "one alias": oneAlias(2_000)} {
		pieces, answer := work(t, server, document)
		if got := decode(t, answer).Errors; len(got) != 1 || got[0].Extensions["code"] != string(fault.LimitExceeded) || pieces > 20_000 {
			t.Errorf("%s: %d pieces of memory: %.300s", name, pieces, answer)
		}
	}
	for times, code := range map[int]fault.Code{20: fault.ValidationFailed, 350: fault.LimitExceeded} {
		_, answer := work(t, server, oneAlias(times))
		if got := decode(t, answer).Errors; len(answer) > 5_000 || len(got) > 10 || got[0].Extensions["code"] != string(code) {
			t.Errorf("one alias %d times: %d bytes: %.300s", times, len(answer), answer)
		}
	}
	if _, answer := work(t, server, "{zone(id: \"zone:bc-haidian\") {"+strings.Repeat("__typename ", 190)+"}}"); string(answer) != `{"data":{"zone":{"__typename":"Zone"}}}` {
		t.Errorf("%.300s", answer)
	}
}

// named are the ids of the institutions that a filter by name lets pass, without what is the same in all of the fixtures.
func named(t *testing.T, server *server, operator, text string) (ids []string) {
	t.Helper()
	var data struct {
		Institutions struct{ Nodes []struct{ ID string } }
	}
	server.read(t, &data, "query($filter: InstitutionFilter) {institutions(first: 100, filter: $filter) {nodes {id}}}",
		map[string]any{"filter": map[string]any{"name": map[string]any{operator: text}}})
	for _, node := range data.Institutions.Nodes {
		ids = append(ids, strings.TrimPrefix(node.ID, "institution:fixture-"))
	}
	return ids
}

func TestTrapContainsFold(t *testing.T) {
	server := serve(fixtures(t), 1)
	for _, text := range []string{"Émile", "émile", "ÉMILE", "emile", "Emile", "E\u0301mile", "ｅｍｉｌｅ"} {
		for _, operator := range []string{"contains", "startsWith"} {
			if got := named(t, server, operator, text); !slices.Equal(got, []string{"emile"}) {
				t.Errorf("%s %s: %v", operator, text, got)
			}
		}
	}
	if got := named(t, server, "eq", "ecole emile"); !slices.Equal(got, []string{"emile"}) {
		t.Errorf("eq: %v", got)
	}
}

func TestTrapTwoChineseCharacters(t *testing.T) {
	server := quick(t)
	names := searchable(t, server)
	for _, text := range []string{"贵阳", "贵州", "大学", "银行", "海淀", "北京"} {
		want := scan(names, text)
		if got := searchAll(t, server, text).byName(); len(want) == 0 || !slices.Equal(got, want) {
			t.Errorf("search for %s finds %v; a plain scan %v", text, got, want)
		}
		var data map[string]struct{ TotalCount int }
		variables := map[string]any{"filter": map[string]any{"name": map[string]any{"contains": text}}}
		server.read(t, &data, "query($filter: InstitutionFilter) {institutions(filter: $filter) {totalCount}}", variables)
		inInstitutions := slices.DeleteFunc(slices.Clone(want), func(id string) bool { return !strings.HasPrefix(id, "institution:") })
		if data["institutions"].TotalCount != len(inInstitutions) {
			t.Errorf("the filter by %s lets %d institutions pass; a plain scan %d", text, data["institutions"].TotalCount, len(inInstitutions))
		}
	}
}

func TestTrapSingleCharacterPinyin(t *testing.T) {
	server := quick(t)
	var data struct {
		Region struct {
			Names []struct{ Language, Text string }
		}
		Regions struct{ Nodes []struct{ ID string } }
	}
	server.read(t, &data, `{region(id: "region:chongqing") {names {language text}} regions(first: 100, filter: {level: {eq: ADM1}}, orderBy: [{field: NAME, language: "zh"}]) {nodes {id}}}`, nil)
	if shown := data.Region.Names[len(data.Region.Names)-1]; shown.Language != "zh-Latn" || !strings.HasPrefix(shown.Text, "Chóng qìng") {
		t.Errorf("重庆市 is shown as %v", shown)
	}
	place := func(id string) int {
		return slices.IndexFunc(data.Regions.Nodes, func(each struct{ ID string }) bool { return each.ID == "region:"+id })
	}
	if place("chongqing") < 0 || place("chongqing") > place("fujian") {
		t.Errorf("Chongqing stands at %d, Fujian at %d", place("chongqing"), place("fujian"))
	}
	for text, finds := range map[string]bool{"chongqing": true, "chong qing": true, "cq": true, "zhongqing": false, "zhong qing": false, "zq": false} {
		if found := slices.Contains(searchAll(t, server, text).ids(), "region:chongqing"); found != finds {
			t.Errorf("%s finds Chongqing: %v", text, found)
		}
	}
}

func TestTrapLikeAndCollation(t *testing.T) {
	server := serve(fixtures(t), 1)
	for text, want := range map[string][]string{
		"100%": {"percent"}, "0% p": {"percent"}, "a_b": {"underscore"}, "axb": {"letter"}, "_b": {"underscore"}, "b%": nil, "a_": {"underscore"},
		`100\%`: nil, "a*b": nil, "a?b": nil, "[a]xb": nil, "100": {"percent", "thousand"},
	} {
		if got := named(t, server, "contains", text); !slices.Equal(got, want) {
			t.Errorf("contains %s: %v; want %v", text, got, want)
		}
	}
	for _, language := range []string{"en", "zh", "de"} {
		for _, direction := range []string{"ASC", "DESC"} {
			checkOrder(t, server, paged{typename: "Query", field: "institutions"}, "", "Institution", []sortColumn{{"NAME", direction, language}})
		}
	}
	var data struct {
		Institutions struct{ Nodes []struct{ ID string } }
	}
	server.read(t, &data, `{institutions(first: 100, filter: {name: {contains: "b"}, id: {in: ["institution:fixture-zebra", "institution:fixture-percent", "institution:fixture-underscore", "institution:fixture-letter"]}}, orderBy: [{field: NAME, language: "de"}]) {nodes {id}}}`, nil)
	var got []string // by code points: _b, Äpfel as apfel, Zb as zb, zebra
	for _, node := range data.Institutions.Nodes {
		got = append(got, strings.TrimPrefix(node.ID, "institution:fixture-"))
	}
	if want := []string{"underscore", "zebra", "letter", "percent"}; !slices.Equal(got, want) {
		t.Errorf("by German names: %v; want %v", got, want)
	}
}

func TestTrapGroupByOverTheFirstPage(t *testing.T) {
	server := serve(randomRelease(t, 0), 1)
	for _, arguments := range []string{`groupBy: [STAGE]`, `groupBy: [STAGE], filter: {not: {confidence: {eq: INFERRED}}}`, `groupBy: [SECTOR, INSTITUTION_KIND], filter: {kind: {in: [FIELD_PILOT, ZONE_PARTICIPANT]}}`} {
		_, filter, _ := strings.Cut(arguments, ", filter")
		var data struct {
			PilotStatistics statistics
			Pilots          struct{ TotalCount int }
		}
		server.read(t, &data, fmt.Sprintf("{pilotStatistics(%s) {total groups {count keys {value}}} pilots(first: 1%s) {totalCount}}", arguments, strings.Replace(", filter"+filter, ", filter", ", filter", 1)+map[bool]string{true: ": null"}[filter == ""]), nil)
		sum := 0
		for _, group := range data.PilotStatistics.Groups {
			sum += group.Count
		}
		if total := data.Pilots.TotalCount; sum != total || data.PilotStatistics.Total != total || total <= 60 {
			t.Errorf("%s: the groups have %d, total is %d, there are %d", arguments, sum, data.PilotStatistics.Total, total)
		}
	}
	fewerChecks(t, 5)
	checkStatistics(t, server, "pilots", "pilotStatistics")
}

// TestTrapGoroutineForEachField holds that fields which are plain columns take none, and that none outlives the answer.
func TestTrapGoroutineForEachField(t *testing.T) {
	server := serve(openSeed(t), load.DefaultWait)
	created := func(fields string) uint64 {
		sample := []metrics.Sample{{Name: "/sched/goroutines-created:goroutines"}}
		metrics.Read(sample)
		before := sample[0].Value.Uint64()
		server.inBubble(t, func(t *testing.T) { server.ask(t, "{zones(first: 100) {nodes {"+fields+"}}}", nil) }) // fails where one is left
		metrics.Read(sample)
		return sample[0].Value.Uint64() - before
	}
	created("id") // what is made once
	few, many := created("id"), created("id kind precision batch designatedOn confidence notes")
	if most := few + 93; many >= most {
		t.Errorf("%d goroutines for one field of 93 zones, %d for seven", few, many)
	}
}
