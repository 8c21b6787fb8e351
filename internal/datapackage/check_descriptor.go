package datapackage

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed descriptor.schema.json
var descriptorSchemaJSON []byte

// descriptorSchema is compiled once, because that takes longer than the check of a small package.
var descriptorSchema = sync.OnceValue(func() *jsonschema.Schema {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(descriptorSchemaJSON))
	if err != nil {
		panic("descriptor.schema.json, which is part of this program, cannot be read: " + err.Error())
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(descriptorFile, document); err != nil {
		panic("descriptor.schema.json, which is part of this program, is not valid: " + err.Error())
	}
	return compiler.MustCompile(descriptorFile)
})

// checkDescriptor reports what is wrong in datapackage.json and finds the tables that can be read.
func (c *checker) checkDescriptor() {
	c.checkShape()
	c.checkTexts("", c.pack.document)
	for i, tag := range c.languages() {
		if _, err := language.Parse(tag); err != nil {
			c.refuse(fmt.Sprintf("languages/%d", i), tag, "This is not the tag of a language.", "Write a BCP 47 tag, such as en, pt-BR or zh-Hant.")
		}
	}
	files := map[string]string{}
	for i := range c.pack.descriptor.Resources {
		c.checkResource(i, &c.pack.descriptor.Resources[i], files)
	}
	for _, t := range c.format.Tables {
		named := slices.ContainsFunc(c.pack.descriptor.Resources, func(r rawResource) bool { return r.Name == t.Name })
		if t.Required && !named {
			c.add(ruleMissingTable, place{file: descriptorFile, column: "resources"}, t.Name,
				"The package has no table "+t.Name+".", "Add the file "+t.Name+".csv and name it in resources.")
			c.suggest(t.Name, c.unknownTables())
		}
	}
	c.checkTargets()
}

// refuse reports a property of the descriptor.
func (c *checker) refuse(property, value, message, remedy string) {
	c.add(ruleDescriptor, place{file: descriptorFile, column: property}, value, message, remedy)
}

// checkShape holds the descriptor against the JSON schema of descriptors.
func (c *checker) checkShape() {
	var invalid *jsonschema.ValidationError
	if errors.As(descriptorSchema().Validate(c.pack.document), &invalid) {
		c.addShape(invalid, message.NewPrinter(language.English))
	}
}

// addShape reports the leaves of a tree of violations.
func (c *checker) addShape(invalid *jsonschema.ValidationError, printer *message.Printer) {
	for _, cause := range invalid.Causes {
		c.addShape(cause, printer)
	}
	if len(invalid.Causes) > 0 {
		return
	}
	property := strings.Join(invalid.InstanceLocation, "/")
	remedy := "Correct this property; docs/data.md describes the descriptor."
	if form := formOf(property); form != "" {
		remedy = "Write " + form + "."
	}
	switch wrong := invalid.ErrorKind.(type) {
	case *kind.Pattern:
		c.refuse(property, wrong.Got, "The value does not have the form of this property.", remedy)
	case *kind.Format:
		c.refuse(property, fmt.Sprint(wrong.Got), "The value does not have the form of this property.", remedy)
	default:
		c.refuse(property, "", sentence(short(wrong.LocalizedString(printer))), remedy)
	}
}

// formOf says what to write into a property of a fixed form.
func formOf(property string) string {
	return map[string]string{
		"name":    "lower-case letters and digits, with . _ or - between them, at most 100 characters",
		"version": "three numbers without zeros before them, such as 1.2.0, 1.2.0-draft or 2026.1.15",
		"created": "date and time, such as 2026-11-23T00:00:00Z",
	}[property]
}

// checkTexts reports texts that no database can hold.
func (c *checker) checkTexts(property string, value any) {
	switch value := value.(type) {
	case map[string]any:
		for _, name := range sortedKeys(value) {
			if fault := textFault(name); fault != "" {
				c.add(ruleEncoding, place{file: descriptorFile, column: property}, name, fault, "Remove the character.")
			}
			c.checkTexts(strings.TrimPrefix(property+"/"+name, "/"), value[name])
		}
	case []any:
		for i, item := range value {
			c.checkTexts(property+"/"+strconv.Itoa(i), item)
		}
	case string:
		if fault := textFault(value); fault != "" {
			c.add(ruleEncoding, place{file: descriptorFile, column: property}, value, fault, "Remove the character.")
		}
	}
}

// checkResource reports what is wrong with a resource, and takes it as a table where its file can be read.
func (c *checker) checkResource(i int, r *rawResource, files map[string]string) {
	property := fmt.Sprintf("resources/%d", i)
	if r.Name == "" {
		return // the shape check reports it
	}
	if !r.isTable(c.format) {
		c.add(ruleUnknownTable, place{file: descriptorFile, column: property}, r.Name,
			"This resource is not a table; it is not read.", "Remove it from the descriptor.")
		return
	}
	known := c.format.table(r.Name)
	if known == nil {
		c.add(ruleUnknownTable, place{file: descriptorFile, column: property}, r.Name,
			"The format has no such table; its rows are not in the graph.", "Remove it, or check the spelling in docs/data.md.")
		c.suggest(r.Name, c.absentTables())
	}
	if c.table(r.Name) != nil {
		c.refuse(property+"/name", r.Name, "Two resources have this name.", "Rename or remove one of them.")
		return
	}
	t := &table{name: r.Name, format: known, resource: r, schema: &r.Schema, parent: -1}
	c.tables = append(c.tables, t)
	for _, refused := range r.Schema.refuse() {
		c.refuse(property+"/"+refused.property, refused.value, refused.message, refused.remedy)
	}
	path, refused := r.file()
	switch {
	case refused != nil:
		c.refuse(property+"/"+refused.property, refused.value, refused.message, refused.remedy)
	case files[path] != "":
		c.refuse(property+"/path", path, "The table "+short(files[path])+" has the same file.", "Give each table a file of its own.")
	default:
		t.file, files[path] = path, r.Name
		c.addColumns(property, t)
	}
}

// addColumns takes the columns that the format and the descriptor ask for.
func (c *checker) addColumns(property string, t *table) {
	if t.format != nil {
		for _, f := range t.format.Schema.Fields {
			column := t.column(f.Name)
			column.known = true
			column.demand(f)
		}
		for _, tag := range c.languages() {
			if t.format.Named {
				name, basis := t.column("name_"+tag), t.column("name_"+tag+"_basis")
				name.known, basis.known = true, true
				name.demand(c.format.Name)
				basis.demand(c.format.Basis)
			}
		}
	}
	declared := map[string]bool{}
	for i, f := range t.schema.Fields {
		at := fmt.Sprintf("%s/schema/fields/%d", property, i)
		if f.Name == "" || declared[f.Name] || len(declared) >= maxColumns {
			c.refuse(at+"/name", f.Name, "The column has no name, is declared twice, or is one too many.", "Declare each column once.")
			continue
		}
		declared[f.Name] = true
		column := t.column(f.Name)
		column.declared = true
		if refused := column.demand(f); refused != "" {
			c.refuse(at+"/constraints/"+refused, f.Name, "This constraint cannot be checked for the type of its column.", "Correct or remove it.")
		}
	}
}

// checkTargets reports keys of the descriptor that name columns or tables which are not there.
func (c *checker) checkTargets() {
	for i := range c.pack.descriptor.Resources {
		r := &c.pack.descriptor.Resources[i]
		t := c.table(r.Name)
		if t == nil || t.schema != &r.Schema || t.file == "" {
			continue
		}
		property := fmt.Sprintf("resources/%d/schema/", i)
		c.checkKey(property+"primaryKey", t, r.Schema.PrimaryKey)
		for j, columns := range r.Schema.UniqueKeys {
			c.checkKey(fmt.Sprintf("%suniqueKeys/%d", property, j), t, columns)
		}
		for j, key := range r.Schema.ForeignKeys {
			at := fmt.Sprintf("%sforeignKeys/%d", property, j)
			c.checkKey(at+"/fields", t, key.Fields)
			target := t
			if key.Reference.Resource != "" {
				target = c.table(key.Reference.Resource)
			}
			if target == nil {
				c.refuse(at+"/reference", key.Reference.Resource, "The package has no such table.", "Add the table, or remove the key.")
				continue
			}
			if len(key.Fields) != len(key.Reference.Fields) {
				c.refuse(at, "", "The two sides of the key have different numbers of columns.", "Name as many on either side.")
			}
			if target.file != "" {
				c.checkKey(at+"/reference/fields", target, key.Reference.Fields)
			}
		}
	}
}

func (c *checker) checkKey(property string, t *table, columns []string) {
	for _, name := range columns {
		if !slices.ContainsFunc(t.columns, func(column *column) bool { return column.name == name }) {
			c.refuse(property, name, "The table "+short(t.name)+" has no such column.", "Correct the name of the column.")
		}
	}
}
