import { existsSync, readFileSync } from 'node:fs'
import { parse, validate } from 'graphql'
import { describe, expect, test } from 'vitest'
import { costOf } from '../src/cost'
import { operationOf, type Variables } from '../src/selection'
import { contract } from './contract'

// The table of the playground, and that of the server.
const tables = ['../testdata/cost.json', '../../graph/guard/testdata/cost.json'].map((path) => new URL(path, import.meta.url))

describe.each(tables.filter((table) => existsSync(table)))('cost by %s', (table) => {
  const cases = JSON.parse(readFileSync(table, 'utf8')) as { document: string; variables?: Variables; cost: number }[]
  test.each(cases)('$document is $cost', ({ document, variables, cost }) => {
    const parsed = parse(document)
    expect(validate(contract, parsed)).toEqual([])
    expect(costOf(contract, parsed, operationOf(parsed)!, variables ?? {})).toBe(cost)
  })
})
