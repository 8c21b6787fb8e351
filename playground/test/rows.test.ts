import { readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { csvOf, type Origin } from '../src/csv'
import { planRows, type Row } from '../src/rows'
import { operationOf, TooManyFields, type Variables } from '../src/selection'
import { contract } from './contract'

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../internal/rows/testdata/${name}`, import.meta.url), 'utf8'))

interface Case {
  name: string
  document: string
  operationName?: string
  variables?: Variables
  data: unknown
  columns: string[]
  rows: Row[]
}

describe('flattening, by the cases of internal/rows', () => {
  const { schema: text, cases } = read('cases.json') as { schema: string[]; cases: Case[] }
  const schema = buildSchema(text.join('\n'))
  test.each(cases)('$name', ({ document, operationName, variables, data, columns, rows }) => {
    const parsed = parse(document)
    expect(validate(schema, parsed)).toEqual([])
    const plan = planRows(schema, parsed, operationOf(parsed, operationName)!, variables ?? {})
    expect(plan.columns).toEqual(columns)
    expect(plan.table(data).rows).toEqual(rows)
  })
})

test('a fragment bomb is refused', () => {
  const fragments = Array.from(
    { length: 30 },
    (_, i) => `fragment F${i} on Region { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
  )
  const document = parse(`{ zone(id: "zone:a") { region { ...F0 } } } ${fragments.join(' ')} fragment F30 on Region { name }`)
  expect(() => planRows(contract, document, operationOf(document)!, {})).toThrow(TooManyFields)
})

test('fragments in a circle are refused', () => {
  const document = parse('{ zone(id: "zone:a") { region { ...A } } } fragment A on Region { parent { ...A } }')
  expect(() => planRows(contract, document, operationOf(document)!, {})).toThrow(TooManyFields)
})

test('of several operations one must be named', () => {
  const document = parse('query A { release { id } } query B { release { id } }')
  expect(operationOf(document)).toBeUndefined()
  expect(operationOf(document, 'C')).toBeUndefined()
  expect(operationOf(document, 'B')?.name?.value).toBe('B')
})

describe('CSV, by the cases of internal/rows', () => {
  const cases = read('csv.json') as { name: string; origin: Origin; columns: string[]; rows: Row[]; text: string }[]
  test.each(cases)('$name', ({ origin, columns, rows, text }) => {
    expect(csvOf(origin, columns, rows)).toBe(text)
  })
})
