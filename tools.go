//go:build tools

// Package tools holds the libraries that only the generators import.
package tools

import (
	_ "entgo.io/ent/entc"
	_ "entgo.io/ent/entc/gen"
	_ "github.com/99designs/gqlgen/api"
)
