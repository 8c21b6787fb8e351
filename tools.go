//go:build tools

// The libraries that only the generators import.
package main

import (
	_ "entgo.io/ent/entc"
	_ "entgo.io/ent/entc/gen"
	_ "github.com/99designs/gqlgen/api"
)
