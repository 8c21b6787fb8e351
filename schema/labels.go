package schema

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed labels.json
var labels []byte

// LabelLanguages are the languages of labels, that first which stands in for others.
var LabelLanguages = []string{"en", "zh", "de"}

// Labels returns what people read for each value of each enum, by enum, value and language. Under "Statistics" are the values
// UNKNOWN and SEVERAL, which groups of every dimension may have.
var Labels = sync.OnceValue(func() map[string]map[string]map[string]string {
	var texts map[string]map[string]map[string]string
	if err := json.Unmarshal(labels, &texts); err != nil {
		panic("schema: labels.json: " + err.Error())
	}
	return texts
})
