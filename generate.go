package main

//go:generate go tool ent generate --template dir=./ent/schema/template ./ent/schema
//go:generate go run ./graph/plan/generate
