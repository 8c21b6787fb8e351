package datapackage

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	descriptorFile = "datapackage.json"
	maxDescriptor  = 4 << 20
	maxLanguages   = 100 // these three stand in descriptor.schema.json too, which reports what is beyond them
	maxResources   = 1000
	maxKeys        = 100 // of a table
)

// Descriptor is what datapackage.json says of the package. Where a property is absent or of a wrong type its field is
// empty; Check reports it.
type Descriptor struct {
	Name         string
	Title        string
	Description  string
	Version      string
	Created      string   // date and time (RFC 3339)
	Languages    []string // BCP 47, in the order in which names fall back
	Licenses     []License
	Contributors []Contributor
	Keywords     []string
	Resources    []Resource
}

// License is a licence of the data.
type License struct {
	Name, Title, Path string
}

// Contributor is a person or an organisation that is to be credited.
type Contributor struct {
	Title, Path string
	Roles       []string
}

// Resource is a table of the package, as the descriptor names it. Path is empty where it is not a single string.
type Resource struct {
	Name, Title, Description, Path string
}

// Descriptor returns what datapackage.json says of the package.
func (p *Package) Descriptor() Descriptor {
	d := p.descriptor.Descriptor
	d.Languages, d.Keywords = slices.Clone(d.Languages), slices.Clone(d.Keywords)
	d.Licenses, d.Contributors = slices.Clone(d.Licenses), slices.Clone(d.Contributors)
	d.Resources = make([]Resource, len(p.descriptor.Resources))
	for i, r := range p.descriptor.Resources {
		path, _ := r.Path.(string)
		d.Resources[i] = Resource{Name: r.Name, Title: r.Title, Description: r.Description, Path: path}
	}
	return d
}

// rawDescriptor is the descriptor with what the check needs of its resources.
type rawDescriptor struct {
	Descriptor
	Resources []rawResource
}

type rawResource struct {
	Name, Title, Description          string
	Path, Data, Dialect, Compression  any
	Type, Format, Mediatype, Encoding string
	Bytes                             *int64
	Hash                              string
	Schema                            schema
}

// schema is a Table Schema, with two words of our own: sameProgramme and the format "partial-date".
type schema struct {
	Reference     string `json:"-"` // set where the schema is not given in place
	Fields        []field
	PrimaryKey    textList
	UniqueKeys    []textList
	ForeignKeys   []foreignKey
	MissingValues any
}

type field struct {
	Name, Type, Format, Description string
	SameProgramme                   bool
	Constraints                     constraints
	TrueValues, FalseValues         any
	DecimalChar, GroupChar          string
	BareNumber                      *bool
}

type constraints struct {
	Required, Unique     bool
	Pattern              string
	Enum                 []any
	Minimum, Maximum     any
	MinLength, MaxLength *float64
}

type foreignKey struct {
	Fields    textList
	Reference struct {
		Resource string
		Fields   textList
	}
}

// UnmarshalJSON also takes a text, the address of a schema elsewhere; what is neither stays empty for the shape check.
func (s *schema) UnmarshalJSON(content []byte) error {
	type plain schema
	if json.Unmarshal(content, &s.Reference) != nil {
		decode(content, (*plain)(s))
	}
	return nil
}

// textList is a text or a list of texts; what is neither stays empty for the shape check.
type textList []string

func (l *textList) UnmarshalJSON(content []byte) error {
	var text string
	if json.Unmarshal(content, &text) == nil && text != "" {
		*l = textList{text}
		return nil
	}
	var list []string
	if json.Unmarshal(content, &list) == nil {
		*l = list
	}
	return nil
}

// decode fills value from JSON as far as types agree. The error is dropped, because the shape check reports more.
func decode(content []byte, value any) {
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	_ = decoder.Decode(value)
}

func decodeDescriptor(content []byte) rawDescriptor {
	var d rawDescriptor
	decode(trimByteOrderMark(content), &d)
	d.Languages = d.Languages[:min(len(d.Languages), maxLanguages)]
	d.Resources = d.Resources[:min(len(d.Resources), maxResources)]
	for i := range d.Resources {
		s := &d.Resources[i].Schema
		s.UniqueKeys = s.UniqueKeys[:min(len(s.UniqueKeys), maxKeys)]
		s.ForeignKeys = s.ForeignKeys[:min(len(s.ForeignKeys), maxKeys)]
	}
	return d
}

// parseDocument returns the JSON object that the descriptor is, or an *Error.
func parseDocument(content []byte) (map[string]any, error) {
	fail := func(message, remedy string) (map[string]any, error) {
		return nil, &Error{Path: descriptorFile, Message: message, Remedy: remedy}
	}
	content = trimByteOrderMark(content)
	if !utf8.Valid(content) {
		return fail("the file is not UTF-8 text", "Save it as UTF-8.")
	}
	decoder := json.NewDecoder(bytes.NewReader(content))
	decoder.UseNumber()
	var value any
	if err := decoder.Decode(&value); err != nil {
		offset := len(content)
		var wrong *json.SyntaxError
		if errors.As(err, &wrong) {
			offset = min(int(wrong.Offset), offset)
		}
		line := 1 + bytes.Count(content[:offset], []byte("\n"))
		return fail(fmt.Sprintf("the file is not valid JSON, from line %d on", line), "Correct it with an editor that checks JSON.")
	}
	if _, err := decoder.Token(); err != io.EOF {
		return fail("something follows the JSON object", "Remove it.")
	}
	document, isObject := value.(map[string]any)
	if !isObject {
		return fail("the file is not a JSON object", "Begin it with { and end it with }.")
	}
	if !plainNumbers(value) {
		return fail("a number is too long or its exponent too large", "Use numbers of at most 40 characters and exponents of at most three digits.")
	}
	return document, nil
}

// plainNumbers tells whether every number is one that any reader can hold; validators stumble over the others.
func plainNumbers(value any) bool {
	switch value := value.(type) {
	case map[string]any:
		for _, member := range value {
			if !plainNumbers(member) {
				return false
			}
		}
	case []any:
		for _, item := range value {
			if !plainNumbers(item) {
				return false
			}
		}
	case json.Number:
		text := value.String()
		_, err := strconv.ParseFloat(text, 64)
		exponent := strings.TrimLeft(text[strings.IndexAny(text, "eE")+1:], "+-")
		hasExponent := strings.ContainsAny(text, "eE")
		return err == nil && len(text) <= 40 && (!hasExponent || len(exponent) <= 3)
	}
	return true
}

func trimByteOrderMark(content []byte) []byte {
	return bytes.TrimPrefix(content, []byte(byteOrderMark))
}
