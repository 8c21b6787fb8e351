package graph

import (
	"maps"
	"strings"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/formatter"

	"pilotgraph/graph/generated"
	"pilotgraph/schema"
)

// The languages of descriptions, the standard one first.
const (
	english = "en"
	chinese = "zh"
)

// Schema returns the contract, with English descriptions. It must not be changed.
func Schema() *ast.Schema { return contracts()[english] }

// Labels returns what people read for values of enums, by enum, value and language.
func Labels() map[string]map[string]map[string]string { return schema.Labels() }

// withoutForeignDirectives leaves out what gqlgen and gqlparser declare and this server does not do, such as @defer.
func withoutForeignDirectives(declared *ast.Schema) *ast.Schema {
	whole := *declared
	whole.Directives = maps.Clone(whole.Directives)
	maps.DeleteFunc(whole.Directives, func(name string, _ *ast.DirectiveDefinition) bool {
		return !strings.Contains(" include skip deprecated specifiedBy oneOf ", " "+name+" ")
	})
	return &whole
}

// SDL returns the contract as text, with descriptions in the language that an Accept-Language header wants most of
// those there are, and that language.
func SDL(acceptLanguage string) (text, language string) {
	language = descriptionLanguage(parseLanguages(acceptLanguage))
	return contractTexts()[language], language
}

// contractTexts are the contract as text, by the language of its descriptions.
var contractTexts = sync.OnceValue(func() map[string]string {
	texts := map[string]string{}
	for language, contract := range contracts() {
		var text strings.Builder
		formatter.NewFormatter(&text, formatter.WithIndent("  ")).FormatSchema(contract)
		texts[language] = text.String()
	}
	return texts
})

// contracts are the contract by the language of its descriptions.
var contracts = sync.OnceValue(func() map[string]*ast.Schema {
	declared := withoutForeignDirectives(generated.NewExecutableSchema(generated.Config{}).Schema())
	var text strings.Builder
	formatter.NewFormatter(&text).FormatSchema(declared)
	copied := gqlparser.MustLoadSchema(&ast.Source{Name: "contract", Input: text.String()})
	translate(copied, schema.Chinese())
	return map[string]*ast.Schema{english: declared, chinese: withoutForeignDirectives(copied)}
})

// translate replaces the descriptions of a schema, except those of what GraphQL itself defines.
func translate(contract *ast.Schema, texts map[string]string) {
	replace := func(description *string) {
		if text, ok := texts[strings.Join(strings.Fields(*description), " ")]; ok {
			*description = text
		}
	}
	for _, definition := range contract.Types {
		if definition.BuiltIn {
			continue
		}
		replace(&definition.Description)
		for _, field := range definition.Fields {
			replace(&field.Description)
			for _, argument := range field.Arguments {
				replace(&argument.Description)
			}
		}
		for _, value := range definition.EnumValues {
			replace(&value.Description)
		}
	}
}

// descriptionLanguage is the language of descriptions that is wanted most.
func descriptionLanguage(wanted []string) string {
	known := []string{english, chinese}
	for _, candidate := range wanted {
		if i := lookup(len(known), func(i int) string { return known[i] }, candidate); i >= 0 {
			return known[i]
		}
	}
	return english
}
