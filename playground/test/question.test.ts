import { parse } from 'graphql'
import { expect, test } from 'vitest'
import { isPage, placeOf, readVariables, tableOf, typed } from '../src/question'
import { contract } from './contract'

test('a query fits the schema or not', () => {
  expect(typed(contract, '{ release { version } }', null)?.operation.operation).toBe('query')
  expect(typed(contract, 'query A { release { id } } query B { release { id } }', 'B')?.operation.name?.value).toBe('B')
  for (const query of ['', '{', '{ nothing }', 'query A { release { id } } query B { release { id } }']) {
    expect(typed(contract, query, null), query).toBeUndefined()
  }
  expect(typed(null, '{ release { version } }', null)).toBeUndefined()
})

test('a query with too many fields has no table', () => {
  const fragments = Array.from(
    { length: 30 },
    (_, i) => `fragment F${i} on Region { a: parent { ...F${i + 1} } b: parent { ...F${i + 1} } }`,
  ).join(' ')
  const operation = parse('{ zone(id: "zone:a") { region { ...F0 } } }')
  const document = parse(`{ zone(id: "zone:a") { region { ...F0 } } } ${fragments} fragment F30 on Region { name }`)
  const question = { schema: contract, document, operation: operation.definitions[0] as never }
  expect(tableOf(question, {}, {})).toBeUndefined()
})

test.each([
  ['{ zones(first: 4) { nodes { id } } }', {}, true],
  ['query A($last: Int) { zones(last: $last) { edges { node { id } } } }', { last: 4 }, true],
  ['query A($last: Int = 4) { zones(last: $last) { edges { node { id } } } }', {}, true],
  ['query A($last: Int) { zones(last: $last) { edges { node { id } } } }', {}, false],
  ['{ zones { nodes { institutions(first: 4) { nodes { id } } } } }', {}, false],
  ['{ programme(id: "programme:a") { zones(first: 4) { nodes { name } } } }', {}, true],
  ['{ programme(id: "programme:a") { coverage { citations(first: 4) { nodes { quote } } } } }', {}, false],
  ['{ zones(first: 0) { totalCount } }', {}, false],
  ['{ release { id } }', {}, false],
])('whether %s with %j asks for one page of its rows is %j', (query, variables, page) => {
  expect(isPage(typed(contract, query, null), variables)).toBe(page)
})

test('variables are an object of JSON', () => {
  expect(readVariables('{"a": 1}')).toEqual({ a: 1 })
  expect([undefined, null, '', ' '].map(readVariables)).toEqual([{}, {}, {}, {}])
  expect(['[]', '1', 'null', '{'].map(readVariables)).toEqual([undefined, undefined, undefined, undefined])
})

test('an error stands where its field does', () => {
  const document = parse(`query A { zones { ...Page } }
fragment Page on ZoneConnection {
  nodes {
    ... on Zone { other: region { name } }
    ...Page
  }
}`)
  expect(placeOf(document, ['zones'])).toEqual({ line: 1, column: 11 })
  expect(placeOf(document, ['zones', 'nodes', 3, 'other', 'name'])).toEqual({ line: 4, column: 35 })
  expect(placeOf(document, ['zones', 'nodes', 3, 'gone'])).toEqual({ line: 3, column: 3 })
  expect(placeOf(document, ['gone'])).toBeUndefined()
})
