package datapackage_test

import (
	"bytes"
	"fmt"
	"testing"
	"testing/fstest"
)

// BenchmarkCheck measures a package of 300,000 pilots with as many citations.
func BenchmarkCheck(b *testing.B) {
	const rows = 300_000
	files := base()
	pilots, citations := bytes.NewBuffer(files["pilots.csv"].Data), bytes.NewBuffer(files["citations.csv"].Data)
	for i := range rows {
		fmt.Fprintf(pilots, "pilot-%d,p1,i1,field-pilot,s1,z1,final,confirmed\n", i)
		fmt.Fprintf(citations, "citation-%d,pilots,pilot-%d,q1,\"The words of a source, as they stand there\",sector zone\n", i, i)
	}
	files["pilots.csv"] = &fstest.MapFile{Data: pilots.Bytes()}
	files["citations.csv"] = &fstest.MapFile{Data: citations.Bytes()}
	p := open(b, files)
	b.ReportAllocs()
	for b.Loop() {
		report, err := p.Check(b.Context(), 0)
		if err != nil || len(report.Totals) > 0 {
			b.Fatalf("%v %+v", err, report)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/(2*rows), "ns/row")
}
