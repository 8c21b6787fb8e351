package load

import (
	"strings"
	"sync"
)

// keptRows are the rows that were read last by id. A release never changes, so they need never be read again. Rows
// that are not asked for any more fall out with their generation.
type keptRows struct {
	most  int // rows of a generation
	mutex sync.Mutex
	young map[keptRow]Node
	old   map[keptRow]Node
}

// keptRow is a row, with the columns that were read of it.
type keptRow struct {
	columns *Columns
	id      string
}

// newKeptRows keeps up to so many rows; nil keeps none.
func newKeptRows(rows int) *keptRows {
	if rows == 0 {
		return nil
	}
	return &keptRows{most: max(rows/2, 1), young: map[keptRow]Node{}}
}

// get puts the rows that are kept at the places of their ids, and returns the places of the others.
func (k *keptRows) get(columns *Columns, ids []string, found []Node) (missing []int) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for place, id := range ids {
		key := keptRow{columns, id}
		node, ok := k.young[key]
		if !ok {
			if node, ok = k.old[key]; ok {
				k.add(key, node)
			}
		}
		if found[place] = node; !ok {
			missing = append(missing, place)
		}
	}
	return missing
}

// put keeps rows; nil is none.
func (k *keptRows) put(columns *Columns, ids []string, rows []Node) {
	k.mutex.Lock()
	defer k.mutex.Unlock()
	for i, node := range rows {
		if node != nil {
			k.add(keptRow{columns, strings.Clone(ids[i])}, node) // the id is a part of some answer of the database
		}
	}
}

func (k *keptRows) add(key keptRow, node Node) {
	if len(k.young) >= k.most {
		k.old, k.young = k.young, make(map[keptRow]Node, k.most)
	}
	k.young[key] = node
}
