package graph

import (
	"context"
	"slices"
	"strings"

	"golang.org/x/text/language"

	"pilotgraph/ent/schema"
	"pilotgraph/graph/fault"
)

// Languages are what a request wants names and descriptions in.
type Languages struct {
	// Names are languages that the release has names in, the most wanted first.
	Names []string
	// Descriptions is the language of the contract's descriptions.
	Descriptions string
	// Content is the language of names without an argument, wherever a record has it.
	Content string
	// Header is the value of Content-Language: Content. It must not be changed.
	Header []string
}

// Languages reads an Accept-Language header. One that cannot be read counts as absent.
func (s *Server) Languages(acceptLanguage string) *Languages {
	if known, ok := s.languages.GetIfPresent(acceptLanguage); ok {
		return known
	}
	wanted := parseLanguages(acceptLanguage)
	found := &Languages{Descriptions: descriptionLanguage(wanted), Content: s.resolver.languages[0]}
	known := slices.Clone(s.resolver.languages)
	if slices.ContainsFunc(known, func(tag string) bool { return strings.HasPrefix(strings.ToLower(tag)+"-", "zh-") }) {
		known = append(known, latinLanguage)
	}
	for _, tag := range wanted {
		for ; tag != ""; tag = shorten(tag) { // each that a name may be found by, so that equal answers have equal languages
			i := slices.IndexFunc(known, func(each string) bool { return strings.EqualFold(each, tag) })
			if i >= 0 && !slices.Contains(found.Names, known[i]) {
				found.Names = append(found.Names, known[i])
			}
		}
	}
	if len(found.Names) > 0 {
		found.Content = found.Names[0]
	}
	found.Header = []string{found.Content}
	s.languages.Set(acceptLanguage, found)
	return found
}

// latinLanguage is the language of the names that a release derives from Chinese ones.
const latinLanguage = "zh-Latn"

// parseLanguages reads an Accept-Language header, the most wanted first.
func parseLanguages(header string) (languages []string) {
	if header == "" {
		return nil
	}
	tags, weights, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return nil
	}
	for i, tag := range tags {
		if weights[i] > 0 {
			languages = append(languages, tag.String())
		}
	}
	return languages
}

type languagesKey struct{}

// withLanguages returns a context that carries what a request wants.
func withLanguages(ctx context.Context, wants *Languages) context.Context {
	return context.WithValue(ctx, languagesKey{}, wants.Names)
}

// name chooses among names: the language asked for, those of the request, the package's order.
func name(ctx context.Context, names []schema.Name, wanted *string) (string, error) {
	if wanted != nil {
		if err := checkLanguage(*wanted); err != nil {
			return "", err
		}
	}
	return chooseName(names, wantedLanguages(ctx, wanted)), nil
}

// wantedLanguages are the language asked for, if any, and those of the request.
func wantedLanguages(ctx context.Context, wanted *string) []string {
	languages, _ := ctx.Value(languagesKey{}).([]string)
	if wanted != nil {
		return append([]string{*wanted}, languages...)
	}
	return languages
}

// chooseName is the name in the first of the languages that there is one in, else the first name.
func chooseName(names []schema.Name, languages []string) string {
	for _, candidate := range languages {
		if text, ok := nameIn(names, candidate); ok {
			return text
		}
	}
	if len(names) == 0 {
		return ""
	}
	return names[0].Text
}

// nameLanguage is the language of the package that an argument names; where it is absent, the one that the request
// wants, else the first of the package.
func (r *Resolver) nameLanguage(ctx context.Context, argument string, wanted *string) (string, error) {
	languageOf := func(i int) string { return r.languages[i] }
	if wanted != nil {
		if err := checkLanguage(*wanted); err != nil {
			return "", err
		}
		i := lookup(len(r.languages), languageOf, *wanted)
		if i < 0 {
			return "", fault.New(fault.BadUserInput, "%s is %s, which the package has no names in; it has %s", argument, *wanted, strings.Join(r.languages, ", "))
		}
		return r.languages[i], nil
	}
	return r.languages[r.requestLanguage(ctx)], nil
}

// requestLanguage is the place of the package's language that the request wants most; the first where it wants none.
func (r *Resolver) requestLanguage(ctx context.Context) int {
	languages, _ := ctx.Value(languagesKey{}).([]string)
	for _, candidate := range languages {
		if i := lookup(len(r.languages), func(i int) string { return r.languages[i] }, candidate); i >= 0 {
			return i
		}
	}
	return 0
}

// checkLanguage refuses what is not a tag, and tags of languages that are not registered.
func checkLanguage(tag string) error {
	if _, err := language.Parse(tag); err != nil || strings.Contains(tag, "_") {
		return fault.New(fault.BadUserInput, "language is %s, which BCP 47 does not have; write it like en, zh or zh-Hant", fault.Quote(tag))
	}
	return nil
}

// nameIn finds the name in a language.
func nameIn(names []schema.Name, tag string) (string, bool) {
	i := lookup(len(names), func(i int) string { return names[i].Language }, tag)
	if i < 0 {
		return "", false
	}
	return names[i].Text, true
}

// lookup finds a language among several as RFC 4647 section 3.4 says: by the
// whole tag, then without its last subtags. It returns -1 where there is none.
func lookup(count int, languageOf func(int) string, tag string) int {
	for ; tag != ""; tag = shorten(tag) {
		for i := range count {
			if strings.EqualFold(languageOf(i), tag) {
				return i
			}
		}
	}
	return -1
}

// shorten removes the last subtag, and a single letter that then stands last.
func shorten(tag string) string {
	cut := strings.LastIndexByte(tag, '-')
	if cut < 0 {
		return ""
	}
	if before := strings.LastIndexByte(tag[:cut], '-'); cut-before == 2 {
		cut = max(before, 0)
	}
	return tag[:cut]
}
