package explorer

import (
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// recordView is what the page of a record shows beside its data.
type recordView struct {
	Kind      kind
	Citations []*citation
	Formats   []format
	Report    *report
	Pages     pages // of the citations of a source
}

// citation is the words of a source, as a page shows them.
type citation struct {
	Number  int
	Words   map[string]any
	fields  []string // that they support; none for all
	names   []string // languages of the names that they support
	isShown bool     // further up on the page
}

// field is a field of a record with what supports it.
type field struct {
	Name, Title string
	First       []*citation // shown in full here
	Again       []closed    // that can be opened here
	Whole       []*citation // that support the record as a whole, where nothing supports the field alone
	Report      string      // the address where an error in it is reported
}

// closed is a citation that can be opened. The anchor is "" where it has one further up.
type closed struct {
	*citation
	Anchor string
}

// Record is the page of a record, or nil where the address has no collection.
func (e *Explorer) Record(r *http.Request) *Page {
	of, ok := kindBy(collection, r.PathValue("collection"))
	if !ok || of.Name == "release" {
		return nil
	}
	key := r.PathValue("id")
	return e.page(r, "/"+of.Collection+"/"+url.PathEscape(key), func(q *request) (*Content, error) { return q.record(of, key) })
}

// record fills the page of a record.
func (q *request) record(of kind, key string) (*Content, error) {
	id := of.Name + ":" + key
	variables := map[string]any{"id": id}
	if of.Name == "source" {
		q.place(variables, rowsPerPage)
	}
	found, err := q.run(of.Name, variables)
	if err != nil {
		return nil, err
	}
	item := object(found.data, "record")
	if found.has("GONE") {
		return q.gone(of, id)
	}
	if found.has("BAD_USER_INPUT") && q.values.Get("after")+q.values.Get("before") != "" {
		q.values.Del("after")
		q.values.Del("before")
		return q.record(of, key)
	}
	if item == nil {
		return q.missingIn(found, &missingView{ID: id, Kind: of})
	}
	record := &recordView{Kind: of, Pages: q.pages(object(item, "citations"))}
	if of.Name != "source" {
		record.Citations = citations(item)
	}
	title := q.title(of, item)
	release := object(found.data, "release")
	record.Formats = formats(q.work(release, title, id, q.permalink(release, id)))
	if of.Name != "source" && of.Name != "citation" {
		record.Report = q.report(of, item, release, title)
	}
	return q.show(http.StatusOK, of.Name, &view{Title: title, answer: found, Record: record})
}

// Item is the record itself.
func (v *view) Item() map[string]any { return object(v.Data(), "record") }

// citations are those of a record, numbered.
func citations(item map[string]any) (found []*citation) {
	for i, each := range objects(object(item, "citations"), "nodes") {
		found = append(found, &citation{Number: i + 1, Words: each, fields: texts(each, "fields"), names: texts(each, "nameLanguages")})
	}
	return found
}

// title is what a record is called.
func (q *request) title(of kind, item map[string]any) string {
	if name, ok := item["label"].(*Name); ok {
		return name.Text
	}
	labelOf := func(member string) string {
		if name, ok := object(item, member)["label"].(*Name); ok {
			return name.Text
		}
		return ""
	}
	switch of.Name {
	case "pilot":
		return labelOf("institution") + " – " + labelOf("programme")
	case "agency-role":
		return labelOf("agency") + " – " + q.Label("AgencyRoleKind", item["role"]) + ", " + q.Label("ProgrammeStage", item["stage"])
	case "sector-mandate":
		return labelOf("agency") + " – " + labelOf("sector")
	case "alias":
		return text(item, "text")
	case "identifier":
		return q.Label("IdentifierScheme", item["scheme"]) + " " + text(item, "value")
	case "reported-count":
		return labelOf("scope") + " – " + q.Label("Measure", item["measure"]) + ": " + q.Number(item["value"])
	case "source":
		return text(item, "title")
	}
	_, key, _ := strings.Cut(text(item, "id"), ":")
	return q.T("type."+of.Typename) + " " + key
}

// Fact is a field of the record, with its citations to come.
func (v *view) Fact(name string) *field {
	found := &field{Name: name, Title: v.T("field." + name)}
	if v.Record.Report != nil {
		found.Report = v.Here("report", name) + "#report"
	}
	return found
}

// Cited is a field of the record with its citations, each in full where it comes first on the page.
func (v *view) Cited(name string) *field {
	return v.cited(name, func(c *citation) bool { return slices.Contains(c.fields, name) })
}

// CitedName is the name in a language with its citations.
func (v *view) CitedName(tag string) *field {
	found := v.cited("name", func(c *citation) bool {
		return slices.Contains(c.names, tag) || slices.Contains(c.fields, "name") && len(c.names) == 0
	})
	found.Title += " (" + v.LanguageName(tag) + ")"
	if found.Report != "" {
		found.Report = v.Here("report", nameField(tag)) + "#report"
	}
	return found
}

// mostInFull is how many citations of one field are shown without opening them.
const mostInFull = 2

func (v *view) cited(name string, supports func(*citation) bool) *field {
	found := v.Fact(name)
	for _, each := range v.Record.Citations {
		switch {
		case len(each.fields) == 0:
			found.Whole = append(found.Whole, each)
		case !supports(each):
		case each.isShown:
			found.Again = append(found.Again, closed{each, ""})
		case len(found.First) == mostInFull:
			each.isShown = true
			found.Again = append(found.Again, closed{each, fmt.Sprintf("c%d", each.Number)})
		default:
			each.isShown = true
			found.First = append(found.First, each)
		}
	}
	if len(found.First)+len(found.Again) > 0 {
		found.Whole = nil
	}
	return found
}

// OtherCitations are those that no fact of the page has shown: of the record as a whole, and of fields beside.
func (v *view) OtherCitations() (found []*citation) {
	for _, each := range v.Record.Citations {
		if !each.isShown {
			each.isShown = true
			found = append(found, each)
		}
	}
	return found
}

// Fields are the names of the fields that a citation supports, for people.
func (v *view) Fields(c *citation) string { return v.fieldNames(c.fields) }

// FieldsOf are the names of the fields that the words of a source support, for people.
func (v *view) FieldsOf(words map[string]any) string { return v.fieldNames(texts(words, "fields")) }

func (v *view) fieldNames(fields []string) string {
	var names []string
	for _, each := range fields {
		if title, ok := v.texts["field."+each]; ok {
			each = title
		}
		names = append(names, each)
	}
	return strings.Join(names, v.T("comma"))
}

// permalink is the address of a record that never changes what it shows.
func (q *request) permalink(release map[string]any, id string) string {
	pinned := *q
	pinned.release, pinned.isChosen = text(release, "version"), false
	return q.Absolute(pinned.href(id))
}

// ValueOf is a field of a record as plain text.
func (q *request) valueOf(item map[string]any, name string) string {
	switch value := item[name].(type) {
	case nil:
		return ""
	case map[string]any:
		if id, ok := value["id"].(string); ok {
			return id
		}
		return string(marshal(value, ""))
	case []any:
		return string(marshal(value, ""))
	default:
		return fmt.Sprint(value)
	}
}
