import { existsSync, readFileSync } from 'node:fs'
import { buildSchema, parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { costOf } from '../src/cost'
import { operationOf, type Variables } from '../src/selection'
import { contract } from './contract'

// The table of the playground, and that of the server, which has a schema of its own.
const small = buildSchema(readFileSync(new URL('../testdata/cost.graphql', import.meta.url), 'utf8'))
const tables = [
  { path: '../testdata/cost.json', schema: contract },
  { path: '../../graph/guard/testdata/cost.json', schema: small },
].map(({ path, schema }) => ({ table: new URL(path, import.meta.url), schema }))

describe.each(tables.filter(({ table }) => existsSync(table)))('cost by $table', ({ table, schema }) => {
  const cases = JSON.parse(readFileSync(table, 'utf8')) as { document: string; variables?: Variables; cost: number }[]
  test.each(cases)('$document is $cost', ({ document, variables, cost }) => {
    const parsed = parse(document)
    expect(validate(schema, parsed)).toEqual([])
    expect(costOf(schema, parsed, operationOf(parsed)!, variables ?? {})).toBe(cost)
  })
})

test('a fragment bomb costs nothing to reckon', () => {
  const fragments = Array.from(
    { length: 60 },
    (_, i) => `fragment F${i} on Region { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
  )
  const document = parse(`{ zone(id: "zone:a") { region { ...F0 } } } ${fragments.join(' ')} fragment F60 on Region { name }`)
  expect(costOf(contract, document, operationOf(document)!, {})).toBe(2 ** 61)
})
