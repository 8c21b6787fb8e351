package graph_test

import (
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/google/go-cmp/cmp"
	"github.com/vektah/gqlparser/v2/ast"

	"pilotgraph/graph"
	"pilotgraph/schema"
)

// TestEveryDescriptionIsInChinese fails on a description without a Chinese one, and on a Chinese one of nothing.
func TestEveryDescriptionIsInChinese(t *testing.T) {
	unused := maps.Clone(schema.Chinese())
	check := func(what, description string) {
		english := strings.Join(strings.Fields(description), " ")
		text := schema.Chinese()[english]
		if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
			t.Errorf("schema/zh.json lacks %s: %q", what, english)
		}
		code := regexp.MustCompile("`[^`]*`")
		if diff := cmp.Diff(sorted(code.FindAllString(english, -1)), sorted(code.FindAllString(text, -1))); text != "" && diff != "" {
			t.Errorf("%s (-English +Chinese):\n%s", what, diff)
		}
		delete(unused, english)
	}
	for name, definition := range graph.Schema().Types {
		if definition.BuiltIn {
			continue
		}
		check(name, definition.Description)
		for _, field := range definition.Fields {
			if strings.HasPrefix(field.Name, "__") {
				continue
			}
			check(name+"."+field.Name, field.Description)
			for _, argument := range field.Arguments {
				check(name+"."+field.Name+"("+argument.Name+")", argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			check(name+"."+value.Name, value.Description)
		}
	}
	for english := range unused {
		t.Errorf("schema/zh.json has a description that is not in the contract: %q", english)
	}
}

// TestLanguagesOfDescriptions asks introspection and /schema.graphql in the languages of headers.
func TestLanguagesOfDescriptions(t *testing.T) {
	want := schema.Chinese()["An area that a programme designates."]
	for header, chinese := range map[string]bool{"": false, "zh": true, "zh-CN,zh;q=0.9,en;q=0.8": true, "en;q=0.2, zh-Hant;q=0.9": true, "de, en;q=0.5, zh;q=0.4": false, "fr": false, "zh;q=0": false} {
		var data struct {
			Type struct{ Description string } `json:"__type"`
		}
		quick(t).read(t, &data, `{__type(name: "Zone") {description}}`, nil, header)
		if (data.Type.Description == want) != chinese {
			t.Errorf("%q: %s", header, data.Type.Description)
		}
		text, language := graph.SDL(header)
		if (language == "zh") != chinese || strings.Contains(text, want) != chinese {
			t.Errorf("%q: the SDL is in %s", header, language)
		}
	}
}

// TestTheAnswerSaysItsLanguage reads names and Content-Language under headers with weights.
func TestTheAnswerSaysItsLanguage(t *testing.T) {
	tests := map[string]struct{ language, name string }{
		"":                            {"en", "Peking University"},
		"zh":                          {"zh", "北京大学"},
		"de-AT, en;q=0.5":             {"de", "Peking-Universität"},
		"en;q=0.3, zh-Hans-CN;q=0.7":  {"zh", "北京大学"},
		"fr, it;q=0.9, de;q=0.1":      {"de", "Peking-Universität"},
		"zh-Latn, en;q=0.5":           {"zh-Latn", "Běi jīng"},
		"en, zh-Latn;q=0.5":           {"en", "Peking University"},
		"fr":                          {"en", "Peking University"},
		"zh;q=0, de;q=0.001, *;q=0.5": {"de", "Peking-Universität"},
		"not a header;;":              {"en", "Peking University"},
	}
	for header, want := range tests {
		answer := string(quick(t).ask(t, `{institution(id: "institution:peking-university") {name}}`, nil, header))
		if got := quick(t).Languages(header).Content; got != want.language || !strings.Contains(answer, want.name) {
			t.Errorf("%q: Content-Language is %q: %s; want %s and %s", header, got, answer, want.language, want.name)
		}
	}
}

// TestEveryEnumValueHasLabels fails on a value without a label in each language, and on a label of nothing.
func TestEveryEnumValueHasLabels(t *testing.T) {
	labels := schema.Labels()
	want := map[string][]string{"Statistics": {"UNKNOWN", "SEVERAL"}}
	for name, definition := range graph.Schema().Types {
		if definition.Kind != ast.Enum || definition.BuiltIn {
			continue
		}
		for _, value := range definition.EnumValues {
			want[name] = append(want[name], value.Name)
		}
	}
	for enum, values := range want {
		if diff := cmp.Diff(sorted(values), slices.Sorted(maps.Keys(labels[enum]))); diff != "" {
			t.Errorf("%s in schema/labels.json (-contract +labels):\n%s", enum, diff)
		}
		for _, value := range values {
			if diff := cmp.Diff(sorted(schema.LabelLanguages), slices.Sorted(maps.Keys(labels[enum][value]))); diff != "" {
				t.Errorf("languages of %s.%s:\n%s", enum, value, diff)
			}
			for language, text := range labels[enum][value] {
				if strings.TrimSpace(text) != text || text == "" || text == value && enum != "IdentifierScheme" {
					t.Errorf("the label of %s.%s in %s is %q", enum, value, language, text)
				}
			}
		}
	}
	for enum := range labels {
		if want[enum] == nil {
			t.Errorf("schema/labels.json has labels of %s, which is no enum of the contract", enum)
		}
	}
}

// TestLabelsOfStatistics asks for labels in the language of the argument, of the request, and of none that there is.
func TestLabelsOfStatistics(t *testing.T) {
	document := `{
		institutions: institutionStatistics(groupBy: [KIND, ADM1], filter: {id: {eq: "institution:icbc"}}) {groups {keys {value label german: label(language: "de-AT") french: label(language: "fr")}}}
		pilots: pilotStatistics(groupBy: [KIND], filter: {id: {eq: "pilot:bc-icbc"}}) {groups {keys {label}}}
	}`
	var data map[string]struct {
		Groups []struct{ Keys []map[string]string }
	}
	quick(t).read(t, &data, document, nil, "zh-CN")
	want := []map[string]string{
		{"value": "BANK", "label": "银行", "german": "Bank", "french": "Bank"},
		{"value": "UNKNOWN", "label": "未知", "german": "Nicht bekannt", "french": "Not known"},
	}
	if diff := cmp.Diff(want, data["institutions"].Groups[0].Keys); diff != "" {
		t.Error(diff)
	}
	if got := data["pilots"].Groups[0].Keys[0]["label"]; got != "领域试点" {
		t.Errorf("the kind of a pilot is labelled %q", got)
	}
}
