// Package guard measures what a request asks for before any work is done on it: a document as soon as it is parsed, in
// time linear in its length, and the cost of an operation with its variables.
package guard

import (
	"fmt"
	"reflect"
	"strconv"
)

// Limits are how much a request may ask for. The tags are those of a flag: its default, and what it means.
type Limits struct {
	Tokens        int `default:"4000" help:"Names, values, signs and comments of a document."`
	Depth         int `default:"15" help:"Levels of fields, introspection apart."`
	Introspection int `default:"3" help:"Lists inside lists below __schema and __type."`
	Fields        int `default:"1000" help:"Fields of an operation, each fragment counted wherever it is spread."`
	Aliases       int `default:"30" help:"Ways in which one field is asked for in one selection: names and arguments."`
	Comparisons   int `default:"20000" help:"Comparisons of fields that stand under one name in one selection."`
	RootFields    int `default:"20" help:"Fields of an operation itself."`
	Directives    int `default:"50" help:"Directives of a document."`
	Operations    int `default:"10" help:"Operations of a document."`
	Fragments     int `default:"50" help:"Fragments of a document."`
	Cost          int `default:"50000" help:"Cost of an operation: the objects that it may return."`
	Variables     int `default:"32" help:"KiB of variables."`
	VariableDepth int `default:"10" help:"Levels of lists and objects in a value; a list counts with the objects in it."`
	Errors        int `default:"10" help:"Errors in an answer; those after them are left out."`
}

// Default returns the limits that hold where nothing else is set.
func Default() Limits {
	var limits Limits
	fields := reflect.ValueOf(&limits).Elem()
	for i := range fields.NumField() {
		number, err := strconv.Atoi(fields.Type().Field(i).Tag.Get("default"))
		if err != nil {
			panic("guard: a limit without a default: " + fields.Type().Field(i).Name)
		}
		fields.Field(i).SetInt(int64(number))
	}
	return limits
}

// Validate refuses limits that nothing could keep. The error names the flag.
func (l Limits) Validate() error {
	fields := reflect.ValueOf(l)
	for i := range fields.NumField() {
		if fields.Field(i).Int() < 1 {
			return fmt.Errorf("the limit %s is %d; give 1 or more", fields.Type().Field(i).Name, fields.Field(i).Int())
		}
	}
	return nil
}
