package datapackage

// Severity says whether a package with such a problem can be published.
type Severity string

// The severities: a package with an error is refused, one with warnings is not.
const (
	SeverityError   Severity = "error"
	SeverityWarning Severity = "warning"
)

// Rule is a rule of the check.
type Rule struct {
	Name     string
	Severity Severity
	Meaning  string // a sentence that says what is wrong when it is broken
}

const (
	ruleDescriptor        = "descriptor"
	ruleFile              = "file"
	ruleMissingTable      = "missing-table"
	ruleUnknownTable      = "unknown-table"
	ruleMissingColumn     = "missing-column"
	ruleUnknownColumn     = "unknown-column"
	ruleCSV               = "csv"
	ruleEncoding          = "encoding"
	ruleRequired          = "required"
	ruleType              = "type"
	rulePartialDate       = "partial-date"
	ruleEnum              = "enum"
	rulePattern           = "pattern"
	ruleRange             = "range"
	rulePrimaryKey        = "primary-key"
	ruleUnique            = "unique"
	ruleForeignKey        = "foreign-key"
	ruleSubject           = "subject"
	ruleCitationFields    = "citation-fields"
	ruleName              = "name"
	ruleBasis             = "basis"
	ruleCycle             = "cycle"
	ruleProgrammeMismatch = "programme-mismatch"
	rulePreferred         = "preferred"
	ruleTogether          = "together"
	ruleNoCitation        = "no-citation"
)

// Rules returns all rules of the check, in the order of a report.
func Rules() []Rule {
	return []Rule{
		{ruleDescriptor, SeverityError, "datapackage.json lacks a property, has one of a wrong form, or asks for what is not supported"},
		{ruleFile, SeverityError, "A file is not there, lies outside of the package, is damaged, or is not the one that the descriptor describes"},
		{ruleMissingTable, SeverityError, "A table that every package needs is not there"},
		{ruleUnknownTable, SeverityWarning, "The format has no such table; its rows are not in the graph"},
		{ruleMissingColumn, SeverityError, "A column that is required, or that the descriptor declares, is not there"},
		{ruleUnknownColumn, SeverityWarning, "The format has no such column, or the language of a name is not listed; it is not in the graph"},
		{ruleCSV, SeverityError, "A file is not regular CSV: header, quotes, number of cells, length"},
		{ruleEncoding, SeverityError, "A text is not UTF-8, or holds NUL or another control character"},
		{ruleRequired, SeverityError, "A cell that must not be empty is empty"},
		{ruleType, SeverityError, "A value is not of the type of its column"},
		{rulePartialDate, SeverityError, "A date is not a year, a year and month, or a day that exist"},
		{ruleEnum, SeverityError, "A value is not one of those allowed"},
		{rulePattern, SeverityError, "A value does not have the form of its column"},
		{ruleRange, SeverityError, "A number is too small or too large, or a text too short or too long"},
		{rulePrimaryKey, SeverityError, "Two rows have the same key, or a key is empty"},
		{ruleUnique, SeverityError, "A value that must be unique occurs twice"},
		{ruleForeignKey, SeverityError, "A reference names a row that is not there"},
		{ruleSubject, SeverityError, "The subject of a citation, alias, identifier or count is not there"},
		{ruleCitationFields, SeverityError, "A citation names a column that its subject's table does not have"},
		{ruleName, SeverityError, "A row has no name in any language of the package"},
		{ruleBasis, SeverityWarning, "A name has no basis, or a basis no name"},
		{ruleCycle, SeverityError, "A region lies in itself, directly or through others"},
		{ruleProgrammeMismatch, SeverityWarning, "A row refers to a row of another programme; the ways between records do not cross programmes"},
		{rulePreferred, SeverityError, "Two counts of the same programme, scope, measure and stage are preferred"},
		{ruleTogether, SeverityError, "A cell is empty that another one of its row needs, such as the longitude of a latitude"},
		{ruleNoCitation, SeverityWarning, "No citation supports the row"},
	}
}
