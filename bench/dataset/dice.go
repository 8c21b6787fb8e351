package dataset

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
)

// dice are thrown for one row; the same row always throws the same.
type dice struct{ rand.PCG }

// throw returns the dice of a row. The topic, mostly the name of a table, keeps rows of the same number apart.
func (s Size) throw(topic string, row int) *dice {
	hash := fnv.New64a()
	hash.Write([]byte(topic))
	var d dice
	d.Seed(s.Seed^hash.Sum64(), uint64(row))
	return &d
}

// below returns a number from 0 to n-1; n is at least 1.
func (d *dice) below(n int) int { return int(d.Uint64() % uint64(n)) }

// skewed is below with small numbers more often, as large cities and popular sectors are: of 16, the first a fifth of the time.
func (d *dice) skewed(n int) int { return d.below(1 + d.below(n)) }

// percent is true in so many cases of a hundred.
func (d *dice) percent(n int) bool { return d.below(100) < n }

// of returns one of the texts.
func (d *dice) of(texts ...string) string { return texts[d.below(len(texts))] }

// pair is a word in Chinese and in English.
type pair struct{ zh, en string }

func (d *dice) pair(pairs []pair) pair { return pairs[d.below(len(pairs))] }

// weighted is a value and how often it comes, in parts of the sum.
type weighted struct {
	value  string
	weight int
}

func (d *dice) weighted(values []weighted) string {
	sum := 0
	for _, v := range values {
		sum += v.weight
	}
	at := d.below(sum)
	for _, v := range values {
		if at < v.weight {
			return v.value
		}
		at -= v.weight
	}
	panic("not reached: at is below the sum")
}

// date returns a date of these years as sources give them: mostly a day, else a month or a year, or nothing.
func (d *dice) date(from, years int) string {
	year, month, day := from+d.below(years), 1+d.below(12), 1+d.below(28)
	switch at := d.below(20); {
	case at < 2:
		return ""
	case at < 5:
		return fmt.Sprintf("%d", year)
	case at < 9:
		return fmt.Sprintf("%d-%02d", year, month)
	default:
		return fmt.Sprintf("%d-%02d-%02d", year, month, day)
	}
}

var confidences = []weighted{{"single-source", 60}, {"confirmed", 30}, {"inferred", 10}}

func (d *dice) confidence() string { return d.weighted(confidences) }

// sourced gives a name its origins, empty where the name is.
func (d *dice) sourced(n name) name {
	zhBasis := d.weighted([]weighted{{"source", 85}, {"editorial", 15}})
	enBasis := d.weighted([]weighted{{"editorial", 55}, {"source", 35}, {"reconstructed", 10}})
	if n.zh != "" {
		n.zhBasis = zhBasis
	}
	if n.en != "" {
		n.enBasis = enBasis
	}
	return n
}
