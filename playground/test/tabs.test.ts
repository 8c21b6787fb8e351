import { expect, test } from 'vitest'
import { beginning } from '../src/tabs'

const tab = (query: string | null, variables: string | null) => ({ query, variables })
const stored = (activeTabIndex: number, ...tabs: object[]) => JSON.stringify({ activeTabIndex, tabs })
const tabs = stored(1, tab('# What is there\n{ a }\n', null), tab('{ b }', '{"x": 1}'), tab('{ b }', ''))

test.each([
  ['a link is in the tab that has it', { query: '# What is there\n{ a }' }, { query: '# What is there\n{ a }\n', variables: '' }],
  ['with the same variables', { query: '{ b }', variables: '{ "x":1 }' }, { query: '{ b }', variables: '{"x": 1}' }],
  ['or with none', { query: '{ b }', variables: '{}' }, { query: '{ b }', variables: '' }],
  ['another is in a new one', { query: '{ c }' }, { query: '{ c }', variables: '' }],
  ['so is one with other variables', { query: '{ b }', variables: '{"x": 2}' }, { query: '{ b }', variables: '{"x": 2}' }],
  ['without a link it is the last tab', {}, { query: '{ b }', variables: '{"x": 1}' }],
  ['variables alone stay', { variables: '{"x": 3}' }, { variables: '{"x": 3}' }],
])('%s', (_, link, want) => {
  expect(beginning(link, tabs)).toEqual(want)
})

test('an empty tab stays empty', () => {
  expect(beginning({}, stored(0, tab(null, null)))).toEqual({ query: '', variables: '' })
})

test.each([null, '', '{', '[]', '{"tabs": 1}', 'null'])('of tabs that cannot be read, as %j, nothing is left', (broken) => {
  expect(beginning({}, broken)).toEqual({})
  expect(beginning({ query: '{ a }' }, broken)).toEqual({ query: '{ a }', variables: '' })
})
