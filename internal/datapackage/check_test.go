package datapackage_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"pilotgraph/internal/datapackage"
)

// change replaces one text in one file of the base package; without an old text the new one is added at the end.
type change struct{ file, old, new string }

func (c change) apply(t *testing.T, files fstest.MapFS) {
	t.Helper()
	if c.old == "" {
		files[c.file] = &fstest.MapFile{Data: append(bytes.Clone(files[c.file].Data), c.new...)}
		return
	}
	replace(t, files, c.file, c.old, c.new)
}

const descriptor = "datapackage.json"

// schemaOf declares something in the schema of a table of the base package.
func schemaOf(table, schema string) change {
	return change{descriptor, `"path": "` + table + `.csv"`, `"path": "` + table + `.csv", "schema": ` + schema}
}

// at returns the expected problem; message and remedy are tested only where they are given.
func at(rule, file string, row int, column, value string) datapackage.Problem {
	return datapackage.Problem{Rule: rule, File: file, Row: row, Column: column, Value: value}
}

func TestRulesOfTheDescriptor(t *testing.T) {
	resource := func(property string) string { return "resources/0/" + property }
	programmes := `"path": "programmes.csv"`
	for name, test := range map[string]struct {
		change change
		want   datapackage.Problem
	}{
		"no version":          {change{descriptor, `"version": "1.0.0", `, ""}, at("descriptor", descriptor, 0, "", "")},
		"version as a path":   {change{descriptor, "1.0.0", "../1"}, at("descriptor", descriptor, 0, "version", "../1")},
		"version of dates":    {change{descriptor, "1.0.0", "2026.01.15"}, at("descriptor", descriptor, 0, "version", "2026.01.15")},
		"version of a draft":  {change{descriptor, "1.0.0", "1.0.0-01"}, at("descriptor", descriptor, 0, "version", "1.0.0-01")},
		"way of hashing":      {change{descriptor, programmes, programmes + `, "hash": "crc32:00000000"`}, at("descriptor", descriptor, 0, resource("hash"), "crc32:00000000")},
		"size of a file":      {change{descriptor, programmes, programmes + `, "bytes": 93`}, at("file", "programmes.csv", 0, "", "")},
		"hash of a file":      {change{descriptor, programmes, programmes + `, "hash": "sha256:00"`}, at("file", "programmes.csv", 0, "", "")},
		"created":             {change{descriptor, "2026-11-23T", "23.11."}, at("descriptor", descriptor, 0, "created", "23.11.00:00:00Z")},
		"title":               {change{descriptor, `"Test"`, "7"}, at("descriptor", descriptor, 0, "title", "")},
		"language":            {change{descriptor, `["en"]`, `["en", "english-language"]`}, at("descriptor", descriptor, 0, "languages/1", "english-language")},
		"control character":   {change{descriptor, `"Test"`, `"Te\u0000st"`}, at("encoding", descriptor, 0, "title", "Te\x00st")},
		"path that leaves":    {change{descriptor, programmes, `"path": "../a.csv"`}, at("descriptor", descriptor, 0, resource("path"), "../a.csv")},
		"absolute path":       {change{descriptor, programmes, `"path": "/etc/passwd"`}, at("descriptor", descriptor, 0, resource("path"), "/etc/passwd")},
		"address":             {change{descriptor, programmes, `"path": "https://example.org/a.csv"`}, at("descriptor", descriptor, 0, resource("path"), "https://example.org/a.csv")},
		"paths":               {change{descriptor, programmes, `"path": ["a.csv"]`}, at("descriptor", descriptor, 0, resource("path"), "")},
		"inline data":         {change{descriptor, programmes, `"data": []`}, at("descriptor", descriptor, 0, resource("data"), "")},
		"itself":              {change{descriptor, programmes, `"path": "datapackage.json"`}, at("descriptor", descriptor, 0, resource("path"), descriptor)},
		"sign between values": {change{descriptor, `"Test"`, `"Te\u001fst"`}, at("encoding", descriptor, 0, "title", "Te\x1fst")},
		"sign of no value":    {change{descriptor, `"Test"`, `"Te\u001est"`}, at("encoding", descriptor, 0, "title", "Te\x1est")},
		"other encoding":      {change{descriptor, programmes, programmes + `, "encoding": "gbk"`}, at("descriptor", descriptor, 0, resource("encoding"), "gbk")},
		"other format":        {change{descriptor, programmes, programmes + `, "format": "xlsx"`}, at("descriptor", descriptor, 0, resource("format"), "xlsx")},
		"compression":         {change{descriptor, programmes, programmes + `, "compression": "gz"`}, at("descriptor", descriptor, 0, resource("compression"), "")},
		"other dialect":       {change{descriptor, programmes, programmes + `, "dialect": {"delimiter": ";"}`}, at("descriptor", descriptor, 0, resource("dialect/delimiter"), ";")},
		"dialect elsewhere":   {change{descriptor, programmes, programmes + `, "dialect": "d.json"`}, at("descriptor", descriptor, 0, resource("dialect"), "")},
		"schema elsewhere":    {schemaOf("programmes", `"schema.json"`), at("descriptor", descriptor, 0, resource("schema"), "schema.json")},
		"missing values":      {schemaOf("programmes", `{"missingValues": ["-"]}`), at("descriptor", descriptor, 0, resource("schema/missingValues"), "[-]")},
		"true values":         {schemaOf("programmes", `{"fields": [{"name": "id", "trueValues": ["yes"]}]}`), at("descriptor", descriptor, 0, resource("schema/fields/0"), "id")},
		"decimal comma":       {schemaOf("programmes", `{"fields": [{"name": "id", "decimalChar": ","}]}`), at("descriptor", descriptor, 0, resource("schema/fields/0"), "id")},
		"format of dates":     {schemaOf("sources", `{"fields": [{"name": "retrieved", "type": "date", "format": "any"}]}`), at("descriptor", descriptor, 0, "resources/11/schema/fields/0/format", "any")},
		"bad pattern":         {schemaOf("programmes", `{"fields": [{"name": "id", "constraints": {"pattern": "("}}]}`), at("descriptor", descriptor, 0, resource("schema/fields/0/constraints/pattern"), "id")},
		"minimum of a text":   {schemaOf("programmes", `{"fields": [{"name": "id", "type": "string", "constraints": {"minimum": 1}}]}`), at("descriptor", descriptor, 0, resource("schema/fields/0/constraints/minimum"), "id")},
		"maximum of a text":   {schemaOf("programmes", `{"fields": [{"name": "id", "type": "string", "constraints": {"maximum": "b"}}]}`), at("descriptor", descriptor, 0, resource("schema/fields/0/constraints/maximum"), "id")},
		"declared twice":      {schemaOf("programmes", `{"fields": [{"name": "id"}, {"name": "id"}]}`), at("descriptor", descriptor, 0, resource("schema/fields/1/name"), "id")},
		"key of no column":    {schemaOf("programmes", `{"primaryKey": "code"}`), at("descriptor", descriptor, 0, resource("schema/primaryKey"), "code")},
		"key to no table":     {schemaOf("programmes", `{"foreignKeys": [{"fields": "kind", "reference": {"resource": "kinds", "fields": "id"}}]}`), at("descriptor", descriptor, 0, resource("schema/foreignKeys/0/reference"), "kinds")},
		"key of two lengths":  {schemaOf("programmes", `{"foreignKeys": [{"fields": "kind", "reference": {"fields": ["id", "kind"]}}]}`), at("descriptor", descriptor, 0, resource("schema/foreignKeys/0"), "")},
		"one name twice":      {change{descriptor, `"resources": [`, `"resources": [{"name": "zones", "path": "zones.csv"},`}, at("descriptor", descriptor, 0, "resources/7/name", "zones")},
		"one file twice":      {change{descriptor, `"path": "zones.csv"`, `"path": "programmes.csv"`}, at("descriptor", descriptor, 0, "resources/6/path", "programmes.csv")},
		"missing file":        {change{descriptor, `"path": "zones.csv"`, `"path": "places.csv"`}, at("file", "places.csv", 0, "", "")},
		"unknown table":       {change{descriptor, `"resources": [`, `"resources": [{"name": "extra", "path": "extra.csv"},`}, at("unknown-table", descriptor, 0, "resources/0", "extra")},
		"not a table":         {change{descriptor, `"resources": [`, `"resources": [{"name": "map", "path": "map.svg"},`}, at("unknown-table", descriptor, 0, "resources/0", "map")},
	} {
		t.Run(name, func(t *testing.T) {
			files := base()
			files["extra.csv"] = &fstest.MapFile{Data: []byte("a\n1\n")}
			test.change.apply(t, files)
			expect(t, files, test.want)
		})
	}
}

// expect checks that a package has exactly these problems.
func expect(t *testing.T, files fstest.MapFS, want ...datapackage.Problem) {
	t.Helper()
	severities := map[string]datapackage.Severity{}
	for _, rule := range datapackage.Rules() {
		severities[rule.Name] = rule.Severity
	}
	for i := range want {
		want[i].Severity = severities[want[i].Rule]
	}
	got := check(t, open(t, files), 0).Problems
	for _, problem := range got {
		if problem.Message == "" || !strings.HasSuffix(problem.Message, ".") || !strings.HasSuffix(problem.Remedy, ".") {
			t.Errorf("message or remedy is not a sentence: %+v", problem)
		}
	}
	if diff := cmp.Diff(want, got, cmpopts.IgnoreFields(datapackage.Problem{}, "Message", "Remedy", "Suggestion")); diff != "" {
		t.Errorf("%s\n%+v", diff, got)
	}
}

func TestRulesOfRows(t *testing.T) {
	for name, test := range map[string]struct {
		change change
		want   datapackage.Problem
	}{
		"unknown column":            {change{"zone_regions.csv", "zone,region\nz1,r2", "zone,region,x\nz1,r2,"}, at("unknown-column", "zone_regions.csv", 1, "x", "x")},
		"language that is not told": {change{"agencies.csv", "name_en_basis\na1,CN,Office,source", "name_en_basis,name_fr\na1,CN,Office,source,Bureau"}, at("unknown-column", "agencies.csv", 1, "name_fr", "name_fr")},
		"missing column":            {change{"zone_regions.csv", "zone,region\nz1,r2", "zone\nz1"}, at("missing-column", "zone_regions.csv", 1, "region", "")},
		"declared column":           {schemaOf("zones", `{"fields": [{"name": "batch"}]}`), at("missing-column", "zones.csv", 1, "batch", "")},
		"ragged row":                {change{"zone_regions.csv", "z1,r2", "z1,r2,r1"}, at("csv", "zone_regions.csv", 2, "", "")},
		"bare quote":                {change{"zone_regions.csv", "z1,r2", `z1,r"2`}, at("csv", "zone_regions.csv", 2, "region", "")},
		"open quote":                {change{"zone_regions.csv", "z1,r2", `z1,"r2`}, at("csv", "zone_regions.csv", 2, "region", "")},
		"duplicate header":          {change{"zone_regions.csv", "zone,region\nz1,r2", "zone,region,region\nz1,r2,r2"}, at("csv", "zone_regions.csv", 1, "region", "region")},
		"empty header":              {change{"zone_regions.csv", "zone,region\nz1,r2", "zone,region,\nz1,r2,r2"}, at("csv", "zone_regions.csv", 1, "", "")},
		"empty file":                {change{"zone_regions.csv", "zone,region\nz1,r2\n", ""}, at("csv", "zone_regions.csv", 0, "", "")},
		"too many columns":          {change{"zone_regions.csv", "zone,region\nz1,r2\n", strings.Repeat(",", 1000)}, at("csv", "zone_regions.csv", 1, "", "")},
		"endless row":               {change{"zone_regions.csv", "", `"` + strings.Repeat("a", 5<<20)}, at("csv", "zone_regions.csv", 3, "", "")},
		"long cell":                 {change{"zones.csv", "Zone", strings.Repeat("a", 1<<20+1)}, at("csv", "zones.csv", 2, "name_en", strings.Repeat("a", 99)+"…")},
		"NUL":                       {change{"zones.csv", "Zone", "Zo\x00ne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\x00ne")},
		"control character":         {change{"zones.csv", "Zone", "Zo\x07ne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\x07ne")},
		"sign that ends a value":    {change{"zones.csv", "Zone", "Zo\x1fne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\x1fne")},
		"sign of no value":          {change{"zones.csv", "Zone", "Zo\x1ene"}, at("encoding", "zones.csv", 2, "name_en", "Zo\x1ene")},
		"high control character":    {change{"zones.csv", "Zone", "Zo\u0085ne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\u0085ne")},
		"carriage return":           {change{"zones.csv", "Zone", "Zo\rne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\rne")},
		"byte order mark within":    {change{"zones.csv", "Zone", "Zo\uFEFFne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\uFEFFne")},
		"invalid UTF-8":             {change{"zones.csv", "Zone", "Zo\xFFne"}, at("encoding", "zones.csv", 2, "name_en", "Zo\uFFFDne")},
		"UTF-16":                    {change{"zone_regions.csv", "zone", "\xFF\xFEz"}, at("encoding", "zone_regions.csv", 1, "", "")},
		"header that is not text":   {change{"zone_regions.csv", "zone,region\nz1,r2", "zone,region,\x00\nz1,r2,"}, at("encoding", "zone_regions.csv", 1, "\x00", "\x00")},
		"required":                  {change{"zones.csv", "exact", ""}, at("required", "zones.csv", 2, "precision", "")},
		"declared required":         {schemaOf("regions", `{"fields": [{"name": "lat", "constraints": {"required": true}}]}`), at("required", "regions.csv", 3, "lat", "")},
		"integer":                   {change{"counts.csv", "15", "15.5"}, at("type", "counts.csv", 2, "value", "15.5")},
		"number":                    {change{"regions.csv", "39.9", "0x1p4"}, at("type", "regions.csv", 2, "lat", "0x1p4")},
		"boolean":                   {change{"counts.csv", "true", "yes"}, at("type", "counts.csv", 2, "preferred", "yes")},
		"boolean of another word":   {change{"counts.csv", "true", "TRUE"}, at("enum", "counts.csv", 2, "preferred", "TRUE")},
		"date":                      {change{"sources.csv", "2026-11-23", "2026-02-30"}, at("type", "sources.csv", 2, "retrieved", "2026-02-30")},
		"declared type":             {schemaOf("zones", `{"fields": [{"name": "name_en", "type": "integer"}]}`), at("type", "zones.csv", 2, "name_en", "Zone")},
		"partial date of no month":  {change{"zones.csv", "2022-01-30", "2022-13"}, at("partial-date", "zones.csv", 2, "designated_on", "2022-13")},
		"partial date of no day":    {change{"zones.csv", "2022-01-30", "2022-02-30"}, at("partial-date", "zones.csv", 2, "designated_on", "2022-02-30")},
		"partial date of words":     {change{"zones.csv", "2022-01-30", "last year"}, at("partial-date", "zones.csv", 2, "designated_on", "last year")},
		"enum":                      {change{"zones.csv", "exact", "roughly"}, at("enum", "zones.csv", 2, "precision", "roughly")},
		"declared enum":             {schemaOf("zones", `{"fields": [{"name": "precision", "constraints": {"enum": ["city", 1, true]}}]}`), at("enum", "zones.csv", 2, "precision", "exact")},
		"pattern":                   {change{"agencies.csv", "CN", "China"}, at("pattern", "agencies.csv", 2, "country", "China")},
		"pattern of an id":          {change{"sources.csv", "", "Q_1,,Title,Paper,en,2026-11-23,press,high\n"}, at("pattern", "sources.csv", 3, "id", "Q_1")},
		"pattern of an address":     {change{"sources.csv", "https://example.org/a", "javascript:alert(1)"}, at("pattern", "sources.csv", 2, "url", "javascript:alert(1)")},
		"declared pattern":          {schemaOf("zones", `{"fields": [{"name": "name_en", "constraints": {"pattern": "^[a-z]+$"}}]}`), at("pattern", "zones.csv", 2, "name_en", "Zone")},
		"range":                     {change{"regions.csv", "39.9", "90.5"}, at("range", "regions.csv", 2, "lat", "90.5")},
		"range of no number":        {change{"regions.csv", "39.9", "NaN"}, at("range", "regions.csv", 2, "lat", "NaN")},
		"declared range":            {schemaOf("counts", `{"fields": [{"name": "value", "type": "integer", "constraints": {"minimum": "0", "maximum": 15}}]}`), at("range", "counts.csv", 3, "value", "16")},
		"declared length":           {schemaOf("zones", `{"fields": [{"name": "name_en", "constraints": {"minLength": 2, "maxLength": 3}}]}`), at("range", "zones.csv", 2, "name_en", "Zone")},
		"primary key":               {change{"zone_regions.csv", "", "z1,r2\n"}, at("primary-key", "zone_regions.csv", 3, "zone", "z1, r2")},
		"declared primary key":      {schemaOf("regions", `{"primaryKey": ["lat"]}`), at("primary-key", "regions.csv", 3, "lat", "")},
		"declared unique":           {schemaOf("regions", `{"fields": [{"name": "country", "constraints": {"unique": true}}]}`), at("unique", "regions.csv", 3, "country", "CN")},
		"declared unique key":       {schemaOf("regions", `{"uniqueKeys": [["country", "name_en_basis"]]}`), at("unique", "regions.csv", 3, "country", "CN, source")},
		"foreign key":               {change{"zone_regions.csv", "z1,r2", "z1,r9"}, at("foreign-key", "zone_regions.csv", 2, "region", "r9")},
		"reference to no table":     {change{"regions.csv", "city,r1", "city,r9"}, at("foreign-key", "regions.csv", 3, "parent", "r9")},
		"declared foreign key":      {schemaOf("zones", `{"foreignKeys": [{"fields": ["name_en"], "reference": {"resource": "regions", "fields": ["name_en"]}}]}`), at("foreign-key", "zones.csv", 2, "name_en", "Zone")},
		"subject":                   {change{"citations.csv", "", "k9,zones,z9,q1,Said,\n"}, at("subject", "citations.csv", 15, "subject_id", "z9")},
		"subject in no table":       {change{"citations.csv", "", "k9,events,e1,q1,Said,\n"}, at("subject", "citations.csv", 15, "subject_id", "e1")},
		"subject of no kind":        {change{"citations.csv", "", "k9,sources,q1,q1,Said,\n"}, at("enum", "citations.csv", 15, "subject_table", "sources")},
		"scope":                     {change{"counts.csv", "programmes,p1,zones,,15", "regions,r9,zones,,15"}, at("subject", "counts.csv", 2, "scope_id", "r9")},
		"citation fields":           {change{"citations.csv", "", "k9,zones,z1,q1,Said,region area\n"}, at("citation-fields", "citations.csv", 15, "fields", "area")},
		"name":                      {change{"zones.csv", "Zone,source", ","}, at("name", "zones.csv", 2, "", "")},
		"name without basis":        {change{"zones.csv", "Zone,source", "Zone,"}, at("basis", "zones.csv", 2, "name_en_basis", "")},
		"cycle of one":              {change{"regions.csv", "province,,", "province,r1,"}, at("cycle", "regions.csv", 2, "parent", "r1")},
		"length below the least":    {schemaOf("zones", `{"fields": [{"name": "name_en", "constraints": {"minLength": 5}}]}`), at("range", "zones.csv", 2, "name_en", "Zone")},
		"latitude alone":            {change{"regions.csv", "39.9,116.4", "39.9,"}, at("together", "regions.csv", 2, "lon", "")},
		"longitude alone":           {change{"regions.csv", "39.9,116.4", ",116.4"}, at("together", "regions.csv", 2, "lat", "")},
		"basis of no point":         {change{"regions.csv", "lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4", "lat,coord_basis\nr1,CN,adm1,province,,Land,source,,seat"}, at("together", "regions.csv", 2, "lat", "")},
		"code without a scheme":     {change{"regions.csv", "lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4", "code,code_scheme\nr1,CN,adm1,province,,Land,source,110000,"}, at("together", "regions.csv", 2, "code_scheme", "")},
		"scheme without a code":     {change{"regions.csv", "lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4", "code,code_scheme\nr1,CN,adm1,province,,Land,source,,GB"}, at("together", "regions.csv", 2, "code", "")},
		"row of a tile alone":       {change{"regions.csv", "lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4", "tile_row,tile_col\nr1,CN,adm1,province,,Land,source,3,"}, at("together", "regions.csv", 2, "tile_col", "")},
		"column of a tile alone":    {change{"regions.csv", "lat,lon\nr1,CN,adm1,province,,Land,source,39.9,116.4", "tile_row,tile_col\nr1,CN,adm1,province,,Land,source,,3"}, at("together", "regions.csv", 2, "tile_row", "")},
		"region without a basis":    {change{"institutions.csv", "stated", ""}, at("together", "institutions.csv", 2, "region_basis", "")},
		"region, no such column":    {change{"institutions.csv", "region,region_basis\ni1,Bank,source,bank,r2,stated", "region\ni1,Bank,source,bank,r2"}, at("together", "institutions.csv", 2, "region_basis", "")},
		"basis without a region":    {change{"institutions.csv", "r2,stated", ",stated"}, at("together", "institutions.csv", 2, "region", "")},
		"participant of no zone":    {change{"pilots.csv", "field-pilot,s1,z1", "zone-participant,,"}, at("together", "pilots.csv", 2, "zone", "")},
		"cycle of two":              {change{"regions.csv", "province,,", "province,r2,"}, at("cycle", "regions.csv", 2, "parent", "r2")},
		"scope of a programme":      {change{"counts.csv", "c2,p1", "c2,p2"}, at("programme-mismatch", "counts.csv", 3, "scope_id", "p1")},
		"scope in a programme":      {change{"counts.csv", "c2,p1,programmes,p1", "c2,p2,sectors,s1"}, at("programme-mismatch", "counts.csv", 3, "scope_id", "s1")},
		"sector":                    {change{"sectors.csv", "1,p1", "1,p2"}, at("programme-mismatch", "sectors.csv", 2, "group", "g1")},
		"zone":                      {change{"zones.csv", "z1,p1", "z1,p2"}, at("programme-mismatch", "pilots.csv", 2, "zone", "z1")},
		"preferred":                 {change{"counts.csv", "false", "true"}, at("preferred", "counts.csv", 3, "preferred", "true")},
		"no citation":               {change{"citations.csv", "kh,zones,z1,q1,\"Said, so\",\n", ""}, at("no-citation", "zones.csv", 2, "", "")},
	} {
		t.Run(name, func(t *testing.T) {
			files := base()
			test.change.apply(t, files)
			want := []datapackage.Problem{test.want}
			if name == "sector" {
				want = append(want, at("programme-mismatch", "pilots.csv", 2, "sector", "s1"))
			}
			expect(t, files, want...)
		})
	}
}

// TestACycleIsReportedAtItsOwnRows has a row before and after the circle that leads into it and does not belong to it.
func TestACycleIsReportedAtItsOwnRows(t *testing.T) {
	files := base()
	replace(t, files, "regions.csv", "r1,CN,adm1,province,,", "r0,CN,adm3,district,r2,Tail,source,,\nr1,CN,adm1,province,r2,")
	change{"regions.csv", "", "r3,CN,adm3,district,r1,Tail,source,,\n"}.apply(t, files)
	expect(t, files, at("no-citation", "regions.csv", 2, "", ""), at("cycle", "regions.csv", 3, "parent", "r2"), at("no-citation", "regions.csv", 5, "", ""))
}

// TestAFileThatIsTheOneDescribedPasses gives the size and the hash of a file in each way.
func TestAFileThatIsTheOneDescribedPasses(t *testing.T) {
	content := base()["programmes.csv"].Data
	for _, hash := range []string{
		fmt.Sprintf("%x", md5.Sum(content)), fmt.Sprintf("md5:%x", md5.Sum(content)), fmt.Sprintf("sha1:%x", sha1.Sum(content)),
		fmt.Sprintf("sha256:%X", sha256.Sum256(content)), fmt.Sprintf("SHA512:%x", sha512.Sum512(content)),
	} {
		files := base()
		replace(t, files, descriptor, `"path": "programmes.csv"`, fmt.Sprintf(`"path": "programmes.csv", "bytes": %d, "hash": %q`, len(content), hash))
		if problems := check(t, open(t, files), 0).Problems; len(problems) > 0 {
			t.Errorf("%s: %+v", hash, problems)
		}
	}
}

// TestARangeIsWrittenInDigits reads the remedy for a number that is too large.
func TestARangeIsWrittenInDigits(t *testing.T) {
	files := base()
	replace(t, files, "sectors.csv", "s1,1,", "s1,2147483648,")
	problems := check(t, open(t, files), 0).Problems
	if len(problems) != 1 || problems[0].Remedy != "Write a number from 0 to 2147483647." {
		t.Errorf("%+v", problems)
	}
}

func TestMissingTable(t *testing.T) {
	files := fstest.MapFS{descriptor: base()[descriptor]}
	content := string(files[descriptor].Data)
	files[descriptor] = &fstest.MapFile{Data: []byte(content[:strings.Index(content, `"resources"`)] + `"resources": [{"name": "zone_regions", "path": "z.csv"}]}`)}
	files["z.csv"] = &fstest.MapFile{Data: []byte("zone,region\nz1,r1\n")}
	expect(t, files,
		at("missing-table", descriptor, 0, "resources", "programmes"),
		at("foreign-key", "z.csv", 2, "zone", "z1"), at("foreign-key", "z.csv", 2, "region", "r1"))
}

func TestBasisWithoutName(t *testing.T) {
	files := base()
	replace(t, files, descriptor, `["en"]`, `["en", "zh-Hant"]`)
	replace(t, files, "agencies.csv", "name_en_basis\na1,CN,Office,source", "name_en_basis,name_zh-Hant,name_zh-Hant_basis\na1,CN,Office,source,,source")
	expect(t, files, at("basis", "agencies.csv", 2, "name_zh-Hant_basis", "source"))
}

func TestRowsAreCountedAsASpreadsheetDoes(t *testing.T) {
	files := base()
	files["zones.csv"] = &fstest.MapFile{Data: []byte("\uFEFFid,programme,name_en,name_en_basis,zone_kind,region,precision,confidence,notes\r\n\r\n" +
		"z1,p1,Zone,source,pilot-zone,r2,exact,confirmed,\"two\r\nlines\"\r\n" +
		"z\"1,p1,Zone,source,pilot-zone,r2,exact,confirmed,\r\n" +
		"z1,p1,Zone,source,pilot-zone,r2,roughly,confirmed,\r\n")}
	expect(t, files,
		at("csv", "zones.csv", 4, "id", ""),
		at("enum", "zones.csv", 5, "precision", "roughly"), at("primary-key", "zones.csv", 5, "id", "z1"), at("no-citation", "zones.csv", 5, "", ""))
}

func TestLimit(t *testing.T) {
	files := base()
	var rows strings.Builder
	for i := range 50 {
		fmt.Fprintf(&rows, "z1,x%d\n", i)
	}
	change{"zone_regions.csv", "", rows.String()}.apply(t, files)
	for limit, kept := range map[int]int{datapackage.DefaultLimit: 20, 0: 50, 3: 3} {
		report := check(t, open(t, files), limit)
		want := []datapackage.Total{{Rule: "foreign-key", Severity: datapackage.SeverityError, Count: 50}}
		if diff := cmp.Diff(want, report.Totals); diff != "" || len(report.Problems) != kept || report.Errors() != 50 || report.Warnings() != 0 {
			t.Errorf("limit %d: %d kept, %d errors %s", limit, len(report.Problems), report.Errors(), diff)
		}
	}
}

func TestWrite(t *testing.T) {
	files := base()
	replace(t, files, "zone_regions.csv", "z1,r2", "z1,r8\nz1,r9")
	var text strings.Builder
	if err := check(t, open(t, files), 1).Write(&text); err != nil {
		t.Fatal(err)
	}
	want := `zone_regions.csv, row 2, region, "r8": error foreign-key: The table regions has no such row.
    Correct the reference, or add the row to regions.csv.

      2  error    foreign-key (1 more not shown)
29 rows checked: 2 errors, 0 warnings
`
	if diff := cmp.Diff(want, text.String()); diff != "" {
		t.Error(diff)
	}
}

func TestReportAsJSON(t *testing.T) {
	files := base()
	replace(t, files, "zone_regions.csv", "z1,r2", "z1,r8")
	got, err := json.Marshal(check(t, open(t, files), 1))
	if err != nil {
		t.Fatal(err)
	}
	want := `{"totals":[{"rule":"foreign-key","severity":"error","count":1}],"problems":[{"severity":"error","rule":"foreign-key",` +
		`"file":"zone_regions.csv","row":2,"column":"region","value":"r8","message":"The table regions has no such row.",` +
		`"remedy":"Correct the reference, or add the row to regions.csv."}],"rows":28}`
	if diff := cmp.Diff(want, string(got)); diff != "" {
		t.Error(diff)
	}
}

func TestCheckStops(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := open(t, base()).Check(ctx, 0); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestTables(t *testing.T) {
	tables := datapackage.Tables()
	prefixes := map[string]bool{}
	for _, table := range tables {
		if table.Prefix != "" && prefixes[table.Prefix] {
			t.Errorf("two tables have the prefix %s", table.Prefix)
		}
		prefixes[table.Prefix] = true
	}
	if len(tables) != 18 || len(prefixes) != 18 || tables[0].Name != "programmes" || !tables[0].Required {
		t.Errorf("%d tables, %d prefixes", len(tables), len(prefixes))
	}
	tables[0].Columns[0].Name = "changed"
	if diff := cmp.Diff("id", datapackage.Tables()[0].Columns[0].Name); diff != "" {
		t.Error("a caller can change the format")
	}
}

// TestDocumentation compares docs/data.md with the code.
func TestDocumentation(t *testing.T) {
	content, err := os.ReadFile("../../docs/data.md")
	if err != nil {
		t.Fatal(err)
	}
	text := string(content)
	var rules strings.Builder
	for _, rule := range datapackage.Rules() {
		fmt.Fprintf(&rules, "| `%s` | %s | %s |\n", rule.Name, rule.Severity, rule.Meaning)
	}
	if !strings.Contains(text, "|---|---|---|\n"+rules.String()+"\n") {
		t.Errorf("the rules in docs/data.md are not these:\n%s", rules.String())
	}
	for _, table := range datapackage.Tables() {
		prefix := "–"
		if table.Prefix != "" {
			prefix = "`" + table.Prefix + "`"
		}
		if row := fmt.Sprintf("| `%s` | %s | `%s` |", table.Name, prefix, strings.Join(table.Key, ", ")); !strings.Contains(text, row) {
			t.Errorf("docs/data.md lacks %s", row)
		}
	}
}
