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
		{"name contains 协和, page of 20 with its total (Q5)", `{institutions(first: 20, filter: {name: {contains: "协和"}}) {totalCount nodes {id name}}}`},
		{"name contains Glaucoma, page of 20 with its total (Q5)", `{institutions(first: 20, filter: {name: {contains: "Glaucoma"}}) {totalCount nodes {id name}}}`},
		{"search 协和", `{search(text: "协和") {edges {score node {id}}}}`},
		{"search 协和 with total and facets", `{search(text: "协和") {totalCount facets {type count} nodes {id}}}`},
		{"search bank", `{search(text: "bank") {nodes {id}}}`},
		{"search glaucoma with its total", `{search(text: "glaucoma") {totalCount nodes {id}}}`},
		{"pilots by sector and first-level region (Q6)", `{pilotStatistics(groupBy: [SECTOR, ADM1]) {total groups {count keys {value}}}}`},
		{"pilots by sector", `{pilotStatistics(groupBy: [SECTOR]) {total groups {count keys {value}}}}`},
		{"pilots by zone, 1,000 groups", `{pilotStatistics(groupBy: [ZONE]) {total omitted groups {count keys {value}}}}`},
		{"pilots of hospitals by sector and region", `{pilotStatistics(groupBy: [SECTOR, ADM1], filter: {institutionKind: {eq: HOSPITAL}}) {total groups {count keys {value}}}}`},
		{"pilots in one region by sector, from the rows", `query($region: ID!) {pilotStatistics(groupBy: [SECTOR], filter: {region: {within: $region}}) {total groups {count keys {value}}}}`},
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
