import { expect, test } from 'vitest'
import { endpoint, readLink, writeLink, type Link } from '../src/link'

test.each<Link>([
  {},
  { query: '{ zones { nodes { name(language: "zh") } } }\n# 海淀 & + % = #' },
  { query: 'query A { a } query B { b }', operationName: 'B', variables: '{"text": "a&b=c"}', release: '0.2.0', lang: 'zh' },
])('%j is read as it was written', (link) => {
  expect(readLink(writeLink(link))).toEqual(link)
})

test('what says nothing is left out', () => {
  expect(writeLink({ query: ' ', variables: '{ }', operationName: '' })).toBe('')
  expect(readLink('?query=&other=1')).toEqual({})
})

test('a release is asked at its own address', () => {
  expect(endpoint()).toBe('/graphql')
  expect(endpoint('0.2.0')).toBe('/releases/0.2.0/graphql')
  expect(endpoint('../graphql?')).toBe('/releases/..%2Fgraphql%3F/graphql')
  expect(readLink('?release=release:0.2.0')).toEqual({ release: '0.2.0' })
})
