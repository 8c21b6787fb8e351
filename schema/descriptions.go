// Package schema has the descriptions of the contract in other languages than English. The contract itself is the
// files *.graphql beside it, which gqlgen reads.
package schema

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed zh.json
var chinese []byte

// Chinese returns the Chinese description for each English one, which is written on one line with single spaces.
var Chinese = sync.OnceValue(func() map[string]string {
	texts := map[string]string{}
	if err := json.Unmarshal(chinese, &texts); err != nil {
		panic("schema: zh.json: " + err.Error())
	}
	return texts
})
