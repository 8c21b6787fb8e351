import { expect, test } from 'vitest'
import { columnsOf, none, pointsOf, suggest, type Choice } from '../src/chart'
import type { Meaning, Row, Table } from '../src/rows'
import { describe, sorted, startOf } from '../src/values'

/** A table of one list; a column that begins with "/" tells of what is around it. */
function table(names: string[], ...rows: Row[]): Table {
  const meanings = names.map((name): Meaning => {
    const path = name.split('.')
    const level = name.startsWith('/') ? 0 : 1
    return {
      level,
      object: path.slice(0, -1).join('.'),
      field: path.at(-1) ?? '',
      type: 'StatisticGroup',
      joined: false,
      category: false,
    }
  })
  return { columns: names, meanings, rows, begins: rows.map((_, i) => (i === 0 ? 0 : 1)) }
}

const suggested = (of: Table) => suggest(of, columnsOf(of))
const drawn = (of: Table, choice: Choice) => pointsOf(of, columnsOf(of), choice)

test('what the values of a column are', () => {
  const columns = describe(
    ['a', 'b', 'c', 'd', 'e'],
    [
      [1, '2022', 'x', null, '2022-01-30T10:00:00Z'],
      [null, '2022-09', '2022', null, '2021-13'],
    ],
  )
  expect(columns.map((each) => each.kind)).toEqual(
    ['number', 'date', 'text', 'empty', 'text'].map((kind, i) => (i === 4 ? 'date' : kind)),
  )
  expect(columns.map((each) => each.distinct)).toEqual([1, 2, 2, 0, 2])
})

test('a date begins with its first day', () => {
  expect(['2022', '2022-09', '2022-09-30'].map((each) => startOf(each).toISOString().slice(0, 10))).toEqual([
    '2022-01-01',
    '2022-09-01',
    '2022-09-30',
  ])
})

test('sorting: numbers by value, texts as the language does, null last in both directions, equal ones as they came', () => {
  const rows: Row[] = [
    [10, 'b'],
    [null, 'x'],
    [9, 'a'],
    [10, 'a'],
  ]
  expect(sorted(rows, { index: 0, descending: false }, 'en')).toEqual([
    [9, 'a'],
    [10, 'b'],
    [10, 'a'],
    [null, 'x'],
  ])
  expect(sorted(rows, { index: 0, descending: true }, 'en')).toEqual([
    [10, 'b'],
    [10, 'a'],
    [9, 'a'],
    [null, 'x'],
  ])
  expect(sorted([['北京'], ['安徽'], ['重庆']], { index: 0, descending: false }, 'zh')).toEqual([['安徽'], ['北京'], ['重庆']])
  expect(sorted([['z'], ['ä'], ['a'], ['a10'], ['a9']], { index: 0, descending: false }, 'de')).toEqual([
    ['a'],
    ['ä'],
    ['a9'],
    ['a10'],
    ['z'],
  ])
})

test.each([
  ['dates and numbers are a line', table(['on', 'n'], ['2021', 1], ['2022', 2]), { shape: 'line', x: 0, y: 1, colour: none }],
  [
    'names and numbers are bars',
    table(['id', 'name', 'n'], ['a', 'A', 1], ['b', 'B', 2]),
    { shape: 'bar', x: 1, y: 2, colour: none },
  ],
  ['two numbers are dots', table(['x', 'y'], [1, 2], [2, 3]), { shape: 'dot', x: 0, y: 1, colour: none }],
  [
    'counts of groups of two dimensions are bars in colours',
    table(['count', 'A.value', 'A.label', 'B.label'], [1, 'a', 'Aa', 'x'], [2, 'a', 'Aa', 'y'], [3, 'b', 'Bb', 'x']),
    { shape: 'bar', x: 2, y: 0, colour: 3 },
  ],
  [
    'without numbers rows are counted',
    table(['id', 'kind'], ['a', 'X'], ['b', 'X'], ['c', 'Y']),
    { shape: 'bar', x: 1, y: none, colour: none },
  ],
  [
    'a number of what is around the rows says nothing of them',
    table(['/total', 'name'], [3, 'a'], [3, 'b'], [4, 'a']),
    { shape: 'bar', x: 1, y: none, colour: none },
  ],
  ['nor does a place', table(['order', 'name'], [1, 'a'], [2, 'b'], [3, 'b']), { shape: 'bar', x: 1, y: none, colour: none }],
  [
    'nor does a number of what a row leads to',
    table(['name', 'of.n'], ['a', 1], ['b', 2], ['b', 3]),
    { shape: 'bar', x: 0, y: none, colour: none },
  ],
  ['one row is one bar', table(['n'], [1]), { shape: 'bar', x: 0, y: none, colour: none }],
] as const)('%s', (_, of, choice) => {
  expect(suggested(of)).toEqual(choice)
})

test('no rows are no chart', () => {
  expect(suggested(table(['a']))).toBeUndefined()
})

const repeated = table(
  ['name', 'year', 'n'],
  ['b', '2022', 1],
  ['a', '2021-05', 2],
  ['b', '2022', 3],
  [null, '2021', 9],
  ['c', null, null],
)
const bars = (of: Table, x: number, y: number, colour = none) =>
  drawn(of, { shape: 'bar', x, y, colour }).map((each) => [each.bar, each.x, each.y])

test('numbers of one label are bars beside each other, in the order of the rows', () => {
  expect(bars(repeated, 0, 2)).toEqual([
    [0, 'b', 1],
    [1, 'b', 3],
    [2, 'a', 2],
  ])
})

test('rows are counted, in the order of dates where the bars are dates', () => {
  expect(bars(repeated, 0, none)).toEqual([
    [0, 'b', 2],
    [1, 'a', 1],
    [2, 'c', 1],
  ])
  expect(bars(repeated, 1, none)).toEqual([
    [0, '2021', 1],
    [1, '2021-05', 1],
    [2, '2022', 2],
  ])
})

const counts = table(['name', 'kind', 'count'], ['a', 'x', 1], ['a', null, 2], ['b', 'x', 4], ['a', 'x', 3])

test('what statistics count is added up by label and colour', () => {
  expect(bars(counts, 0, 2)).toEqual([
    [0, 'a', 6],
    [1, 'b', 4],
  ])
  expect(drawn(counts, { shape: 'bar', x: 0, y: 2, colour: 1 })).toEqual([
    { x: 'a', y: 4, colour: 'x', bar: 0 },
    { x: 'a', y: 2, colour: null, bar: 0 },
    { x: 'b', y: 4, colour: 'x', bar: 1 },
  ])
})

test('what is around the rows is drawn once for each label', () => {
  const of = table(['/name', '/total', 'kind'], ['A', 15, 'x'], ['A', 15, 'y'], ['A', 15, 'x'], ['B', 15, 'x'])
  of.begins = [0, 1, 1, 0]
  expect(bars(of, 0, 1)).toEqual([
    [0, 'A', 15],
    [1, 'B', 15],
  ])
  expect(bars(of, 2, 1)).toEqual([
    [0, 'x', 15],
    [1, 'x', 15],
    [2, 'y', 15],
  ])
  expect(drawn(of, { shape: 'dot', x: 1, y: 1, colour: none })).toHaveLength(2)
})

test('a line goes from left to right', () => {
  const of = table(['on', 'n'], ['2022', 1], ['2021-02', 2], [null, 3])
  expect(drawn(of, { shape: 'line', x: 0, y: 1, colour: none }).map((each) => each.y)).toEqual([2, 1])
})
