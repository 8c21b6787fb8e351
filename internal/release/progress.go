package release

import "pilotgraph/internal/datapackage"

// Progress is how far a publication is.
type Progress struct {
	Stage string // what is being done, such as "checking"
	Done  int    // rows that were read in this stage
	Total int    // rows that will be; 0 where that is not known
}

// meter tells how far a publication is.
type meter struct {
	report func(Progress)
	rows   int                  // of the package; 0 before it was checked
	source *datapackage.Package // whose rows count in this stage, or nil
}

// rowPasses is how often a check reads each row.
const rowPasses = 2

// stage begins a stage. Rows of source that are read meanwhile count, where source is not nil.
func (m *meter) stage(name string, source *datapackage.Package) {
	if m.report == nil {
		return
	}
	now := Progress{Stage: name, Total: m.rows}
	if source == nil {
		now.Total = 0
	}
	m.report(now)
	if m.source != nil {
		m.source.OnRead(nil)
	}
	if m.source = source; source == nil {
		return
	}
	counts := m.rows == 0 // the first stage is the check
	source.OnRead(func(rows int) {
		now.Done += rows
		if counts {
			m.rows = now.Done / rowPasses
		}
		m.report(now)
	})
}
