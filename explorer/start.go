package explorer

import (
	"net/http"
	"strings"
)

// startView is what the start page shows beside its data.
type startView struct {
	Programme string // the key of the one that the pictures show; "" for all
	Pictures  map[string]*picture
	Dataset   any // the data as schema.org describes a data set
	Counts    []collectionCount
}

// collectionCount is a collection with the number of its records.
type collectionCount struct {
	Collection string
	Count      any
	Href       string
}

// Start is the start page.
func (e *Explorer) Start(r *http.Request) *Page {
	return e.page(r, "", func(q *request) (*Content, error) {
		found, err := q.run("start", nil)
		if err != nil {
			return nil, err
		}
		v := &view{Title: q.T("start.title"), answer: found, Start: &startView{Programme: q.values.Get("programme"), Pictures: map[string]*picture{}}}
		for _, name := range pictureNames {
			drawn, err := q.picture(name, v.Start.Programme)
			if err != nil {
				return nil, err
			}
			if drawn.unknown {
				v.Notes = append(v.Notes, q.complaint(choice{filter{name: "programme"}, v.Start.Programme}))
				v.Start.Programme = ""
				drawn, err = q.picture(name, "")
				if err != nil {
					return nil, err
				}
			}
			v.Start.Pictures[name] = drawn
		}
		v.Start.Dataset = q.dataset(found.data)
		v.Start.Counts = q.counts(object(found.data, "release"), "programmes", "zones", "institutions", "sectors", "agencies", "sources")
		return q.show(http.StatusOK, "start", v)
	})
}

// counts are collections with how many records the release has of each.
func (q *request) counts(release map[string]any, collections ...string) (found []collectionCount) {
	for _, each := range collections {
		of, _ := kindBy(collection, each)
		for _, count := range objects(release, "counts") {
			if text(count, "type") == of.enum() {
				found = append(found, collectionCount{each, count["count"], q.Link("/" + each)})
			}
		}
	}
	return found
}

// day is the day of a time.
func day(time string) string {
	day, _, _ := strings.Cut(time, "T")
	return day
}
