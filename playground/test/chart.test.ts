import { expect, test } from 'vitest'
import { none, pointsOf, suggest } from '../src/chart'
import type { Row } from '../src/rows'
import { describe, sorted, startOf } from '../src/values'

const table = (columns: string[], ...rows: Row[]) => ({ columns: describe(columns, rows), rows })

test('what the values of a column are', () => {
  const { columns } = table(
    ['a', 'b', 'c', 'd', 'e'],
    [1, '2022', 'x', null, '2022-01-30T10:00:00Z'],
    [null, '2022-09', '2022', null, '2021-13'],
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
    table(['id', 'z.name', 'n'], ['a', 'A', 1], ['b', 'B', 2]),
    { shape: 'bar', x: 1, y: 2, colour: none },
  ],
  ['two numbers are dots', table(['x', 'y'], [1, 2], [2, 3]), { shape: 'dot', x: 0, y: 1, colour: none }],
  [
    'groups of two dimensions are bars in colours',
    table(['count', 'A.value', 'A.label', 'B.label'], [1, 'a', 'Aa', 'x'], [2, 'a', 'Aa', 'y'], [3, 'b', 'Bb', 'x']),
    { shape: 'bar', x: 2, y: 0, colour: 3 },
  ],
  [
    'without numbers rows are counted',
    table(['id', 'kind'], ['a', 'X'], ['b', 'X'], ['c', 'Y']),
    { shape: 'bar', x: 1, y: none, colour: none },
  ],
  ['one row is one bar', table(['n'], [1]), { shape: 'bar', x: 0, y: none, colour: none }],
] as const)('%s', (_, { columns, rows }, choice) => {
  expect(suggest(columns, rows)).toEqual(choice)
})

test('no rows are no chart', () => {
  expect(suggest(describe(['a'], []), [])).toBeUndefined()
})

test('bars are sums, in the order of dates and numbers, and of the rows otherwise', () => {
  const { columns, rows } = table(
    ['name', 'year', 'n'],
    ['b', '2022', 1],
    ['a', '2021-05', 2],
    ['b', '2022', 3],
    [null, '2021', 9],
    ['c', null, null],
  )
  const bars = (x: number, y: number) =>
    pointsOf(rows, columns, { shape: 'bar', x, y, colour: none }).map((each) => [each.x, each.y])
  expect(bars(0, 2)).toEqual([
    ['b', 4],
    ['a', 2],
  ])
  expect(bars(0, none)).toEqual([
    ['b', 2],
    ['a', 1],
    ['c', 1],
  ])
  expect(bars(1, none)).toEqual([
    ['2021', 1],
    ['2021-05', 1],
    ['2022', 2],
  ])
})

test('colours divide bars', () => {
  const { columns, rows } = table(['name', 'kind', 'n'], ['a', 'x', 1], ['a', 'y', 2], ['a', 'x', 3])
  expect(pointsOf(rows, columns, { shape: 'bar', x: 0, y: 2, colour: 1 })).toEqual([
    { x: 'a', y: 4, colour: 'x' },
    { x: 'a', y: 2, colour: 'y' },
  ])
})

test('a line goes from left to right', () => {
  const { columns, rows } = table(['on', 'n'], ['2022', 1], ['2021-02', 2], [null, 3])
  expect(pointsOf(rows, columns, { shape: 'line', x: 0, y: 1, colour: none }).map((each) => each.y)).toEqual([2, 1])
})
