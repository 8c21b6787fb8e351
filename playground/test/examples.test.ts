// The chart that each example begins with, by its golden answer.
import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { columnsOf, none, pointsOf, suggest, type Choice, type Column, type Point } from '../src/chart'
import { tableOf, typed } from '../src/question'
import type { Table } from '../src/rows'
import { contract } from './contract'

const folder = new URL('../../examples/queries/', import.meta.url)
const read = (name: string) => readFileSync(new URL(name, folder), 'utf8')
const names = readdirSync(folder).flatMap((name) => (name.endsWith('.graphql') ? [name.replace('.graphql', '')] : []))

/** The table of an example; undefined where its answer has errors, and so no rows. */
function exampleTable(name: string): Table | undefined {
  const answer = JSON.parse(read(`${name}.json`)) as { data?: unknown; errors?: unknown }
  return answer.errors ? undefined : tableOf(typed(contract, read(`${name}.graphql`), null)!, {}, answer.data)
}

interface Shown {
  table: Table
  columns: Column[]
  choice: Choice
  points: Point[]
}

function shownOf(name: string): Shown | undefined {
  const table = exampleTable(name)
  if (!table) return undefined
  const columns = columnsOf(table)
  const choice = suggest(table, columns)
  return choice && { table, columns, choice, points: pointsOf(table, columns, choice) }
}

/** What a chart shows, in words. */
function inWords({ columns, choice: { shape, x, y, colour } }: Shown): string {
  const length = y === none ? 'rows' : columns[y]?.name
  return `${shape}: ${length} by ${columns[x]?.name}${colour === none ? '' : `, ${columns[colour]?.name}`}`
}

const charts: Record<string, string> = {
  acronyms: 'bar: rows by aliases.subject.name',
  agency: 'bar: rows by agency.programmeRoles.stage',
  article: 'bar: rows by institutions.name, institutions.pilots.citations.source.reliability',
  'citations-by-type': 'bar: rows by source.citations.subject.stage',
  disagreement: 'bar: programme.reportedCounts.value by programme.reportedCounts.measure, programme.reportedCounts.stage',
  'either-or': 'bar: rows by institutions.name',
  'institutions-by-kind':
    'bar: institutionStatistics.groups.count by institutionStatistics.groups.ADM1.label, institutionStatistics.groups.KIND.label',
  languages: 'bar: rows by zone.names.basis',
  map: 'bar: regions.zones.totalCount by regions.name',
  'names-as-typed': 'bar: rows by traditional.name',
  nested: 'bar: rows by programme.zones.name',
  'ordered-pages': 'bar: rows by first.id',
  'other-numbers': 'bar: reportedCounts.value by reportedCounts.measure, reportedCounts.stage',
  paging: 'bar: rows by start.id',
  'pilots-by-sector':
    'bar: pilotStatistics.groups.count by pilotStatistics.groups.SECTOR.label, pilotStatistics.groups.STAGE.label',
  'programme-institutions': 'bar: programme.zones.institutions.totalCount by programme.zones.name',
  programmes: 'bar: programmes.zones.totalCount by programmes.name',
  provenance: 'bar: rows by zone.designation.source.title',
  'region-tree': 'bar: regions.zones.totalCount by regions.name',
  region: 'bar: rows by region.zones.name',
  release: 'bar: rows by release.title',
  'search-acronym': 'bar: found.score by found.name',
  'search-chinese': 'bar: rows by search.name',
  'search-pinyin': 'bar: rows by whole.name',
  sectors: 'bar: rows by programme.sectorGroups.name',
  sources: 'bar: rows by source.citations.subject.name',
  timeline: 'bar: rows by programme.timeline.confidence',
  universities: 'bar: rows by institutions.chinese, institutions.names.basis',
  'what-sources-support': 'bar: sources.supports.count by sources.supports.type, sources.title',
  'zones-by-date': 'bar: rows by zones.confidence',
  'zones-by-year': 'bar: zoneStatistics.groups.count by zoneStatistics.groups.ADM1.label, zoneStatistics.groups.YEAR.label',
  'zones-of-a-province': 'bar: rows by zones.name',
}

test.each(names)('the chart of %s', (name) => {
  const shown = shownOf(name)
  expect(shown && inWords(shown)).toBe(charts[name])
})

test.each(names)('the chart of %s has no value twice, and none that is not in the answer', (name) => {
  const shown = shownOf(name)
  if (!shown) return
  const { table, columns, choice, points } = shown
  const [label, number] = [columns[choice.x]!, columns[choice.y]]
  const sum = points.reduce((all, each) => all + each.y, 0)
  if (!number) {
    expect(sum).toBe(table.rows.filter((row) => row[label.index] !== null).length)
    return
  }
  expect(label.level).toBe(number.level)
  const values = table.rows.filter((_, i) => table.begins[i]! <= number.level).map((row) => row[number.index])
  expect(points.map((each) => each.y).toSorted()).toEqual(values.filter((each) => each !== null).toSorted())
})

const bars = (name: string) => shownOf(name)?.points.map(({ bar, x, y, colour }) => [bar, x, y, colour])

test('a number of a programme is drawn once, whatever lies inside', () => {
  expect(bars('programmes')).toContainEqual([2, 'National blockchain innovation application pilots', 15, ''])
})

test('sources that disagree stand beside each other', () => {
  expect(bars('disagreement')?.slice(0, 7)).toEqual([
    [0, 'AGENCIES', 18, 'CALL'],
    [1, 'AGENCIES', 17, 'CALL'],
    [2, 'AGENCIES', 16, 'FINAL'],
    [3, 'AGENCIES', 16, 'FINAL'],
    [4, 'AGENCIES', 17, 'NOTICE'],
    [5, 'INSTITUTIONS', 164, null],
    [6, 'INSTITUTIONS', 165, null],
  ])
})

test('what lies in a province is shown for the province', () => {
  expect(bars('region-tree')).toEqual([
    [0, 'Guangdong', 10, ''],
    [1, 'Jiangsu', 7, ''],
    [2, 'Zhejiang', 6, ''],
    [3, 'Chongqing', 6, ''],
  ])
})

test('groups of a statistic are parts of one bar', () => {
  expect(bars('pilots-by-sector')?.slice(0, 3)).toEqual([
    [0, 'Not known', 5, 'Final list'],
    [0, 'Not known', 2, 'Shortlist'],
    [1, 'Manufacturing', 4, 'Final list'],
  ])
})
