package main

// question is one that is asked at both sizes.
type question struct{ name, document string }

// questions returns what is measured. $region is a first-level region that both sizes have.
func questions() []question {
	return []question{
		{"filtered, ordered page of 50 with its total (Q4)", `query($region: ID!) {institutions(first: 50, filter: {kind: {eq: HOSPITAL}, region: {within: $region}}, orderBy: [{field: NAME, language: "zh"}]) {totalCount nodes {id name(language: "zh")}}}`},
		{"the same without the total", `query($region: ID!) {institutions(first: 50, filter: {kind: {eq: HOSPITAL}, region: {within: $region}}, orderBy: [{field: NAME, language: "zh"}]) {nodes {id name(language: "zh")}}}`},
		{"one kind by name, page of 50", `{institutions(first: 50, filter: {kind: {eq: HOSPITAL}}, orderBy: [{field: NAME, language: "en"}]) {nodes {id name}}}`},
		{"in a box, page of 50 with its total", `{institutions(first: 50, filter: {within: {south: 30, north: 31, west: 110, east: 112}}) {totalCount nodes {id}}}`},
		{"zones in a box, page of 50 with its total", `{zones(first: 50, filter: {within: {south: 30, north: 31, west: 110, east: 112}}) {totalCount nodes {id}}}`},
		{"zones of a time, page of 50 with its total", `{zones(first: 50, filter: {designatedOn: {from: "2022", to: "2022-09"}}) {totalCount nodes {id}}}`},
		{"one of two conditions and not a third, page of 50", `query($region: ID!) {institutions(first: 50, filter: {or: [{kind: {eq: HOSPITAL}}, {name: {contains: "银行"}}], not: {region: {within: $region}}}) {nodes {id}}}`},
		{"the same with its total", `query($region: ID!) {institutions(first: 50, filter: {or: [{kind: {eq: HOSPITAL}}, {name: {contains: "银行"}}], not: {region: {within: $region}}}) {totalCount nodes {id}}}`},
		{"by a number in a registry", `{institutions(filter: {identifier: {scheme: ROR, value: "0000001x1"}}) {totalCount nodes {id}}}`},
		{"by region, page of 50", `{institutions(first: 50, orderBy: [{field: REGION}]) {nodes {id}}}`},
		{"by kind and number of pilots, page of 50", `{institutions(first: 50, orderBy: [{field: KIND}, {field: PILOTS, direction: DESC}]) {nodes {id}}}`},
		{"by number of pilots, page of 50", `{institutions(first: 50, orderBy: [{field: PILOTS, direction: DESC}]) {nodes {id}}}`},
		{"citations of one field of an institution", `{institution(id: "institution:inst-000042") {citations(field: "kind") {totalCount nodes {quote source {title}}}}}`},
		{"coverage of all programmes", `{programmes(first: 100) {nodes {coverage {measure recorded reported}}}}`},
		{"name contains 协和, page of 20 with its total (Q5)", `{institutions(first: 20, filter: {name: {contains: "协和"}}) {totalCount nodes {id name}}}`},
		{"name contains Glaucoma, page of 20 with its total (Q5)", `{institutions(first: 20, filter: {name: {contains: "Glaucoma"}}) {totalCount nodes {id name}}}`},
		{"search 协和", `{search(text: "协和") {edges {score node {id}}}}`},
		{"search 协和 with total and facets", `{search(text: "协和") {totalCount facets {type count} nodes {id}}}`},
		{"search bank", `{search(text: "bank") {nodes {id}}}`},
		{"search glaucoma with its total", `{search(text: "glaucoma") {totalCount nodes {id}}}`},
		{"search xiehe, a reading", `{search(text: "xiehe") {totalCount nodes {id}}}`},
		{"search xh, initials", `{search(text: "xh") {totalCount nodes {id}}}`},
		{"search 院, one character", `{search(text: "院") {totalCount nodes {id}}}`},
		{"search 协和 医院, two words", `{search(text: "协和 医院") {totalCount nodes {id}}}`},
		{"search hospital of one type, with its total", `{search(text: "hospital", types: [INSTITUTION]) {totalCount nodes {id}}}`},
		{"search inst-000042, an id", `{search(text: "inst-000042") {totalCount nodes {id}}}`},
		{"pilots by sector and first-level region (Q6)", `{pilotStatistics(groupBy: [SECTOR, ADM1]) {total groups {count keys {value}}}}`},
		{"pilots by sector", `{pilotStatistics(groupBy: [SECTOR]) {total groups {count keys {value}}}}`},
		{"pilots by zone, 1,000 groups", `{pilotStatistics(groupBy: [ZONE]) {total omitted groups {count keys {value}}}}`},
		{"pilots of hospitals by sector and region", `{pilotStatistics(groupBy: [SECTOR, ADM1], filter: {institutionKind: {eq: HOSPITAL}}) {total groups {count keys {value}}}}`},
		{"pilots by zone and first-level region, 1,000 groups", `{pilotStatistics(groupBy: [ZONE, ADM1]) {total omitted groups {count keys {value}}}}`},
		{"pilots by zone and kind of institution, 1,000 groups", `{pilotStatistics(groupBy: [ZONE, INSTITUTION_KIND]) {total omitted groups {count keys {value}}}}`},
		{"pilots by kind of institution, stage and region", `{pilotStatistics(groupBy: [INSTITUTION_KIND, STAGE, ADM1]) {total omitted groups {count keys {value}}}}`},
		{"zones by programme and year", `{zoneStatistics(groupBy: [PROGRAMME, YEAR]) {total groups {count keys {value}}}}`},
		{"pilots in one region by sector", `query($region: ID!) {pilotStatistics(groupBy: [SECTOR], filter: {region: {within: $region}}) {total groups {count keys {value}}}}`},
		{"institutions by first-level region and kind", `{institutionStatistics(groupBy: [ADM1, KIND]) {total groups {count keys {value}}}}`},
		{"first page of 100 (Q7)", `{institutions(first: 100) {nodes {id}}}`},
		{"last page of 100", `{institutions(last: 100) {nodes {id}}}`},
		{"first page of 100 by name", `{institutions(first: 100, orderBy: [{field: NAME, language: "zh"}]) {nodes {id}}}`},
		{"last page of 100 by name", `{institutions(last: 100, orderBy: [{field: NAME, language: "zh"}]) {nodes {id}}}`},
		{"last page of 100 by name, downward", `{institutions(last: 100, orderBy: [{field: NAME, direction: DESC, language: "zh"}]) {nodes {id}}}`},
		{"20 zones with 10 institutions each, of one kind, with totals", `{zones(first: 20) {nodes {institutions(first: 10, filter: {kind: {eq: HOSPITAL}}) {totalCount nodes {id}}}}}`},
		{"20 zones with 10 institutions each, by name", `{zones(first: 20) {nodes {institutions(first: 10, orderBy: [{field: NAME, language: "zh"}]) {nodes {id}}}}}`},
	}
}
