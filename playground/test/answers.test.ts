import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Answers } from '../src/answers'
import { texts } from '../src/language'

const text = texts('en')
const onTrouble = vi.fn()
const fetching = vi.fn<typeof fetch>()
const answers = () => new Answers({ endpoint: '/graphql', language: 'zh', text, onTrouble })
const json = (value: unknown, init?: ResponseInit) => new Response(JSON.stringify(value), init)

beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('fetch', fetching)
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
  vi.resetAllMocks()
})

/** Asks while the clock runs. */
async function ask(asker: Answers) {
  const asked = asker.fetcher({ query: '{a}', variables: { b: 1 }, operationName: null } as never)
  await vi.runAllTimersAsync()
  return asked
}

test('an answer is found again by the text that is shown, with what was asked', async () => {
  fetching.mockResolvedValueOnce(json({ data: { a: 1 } }))
  const asker = answers()
  expect(await ask(asker)).toEqual({ data: { a: 1 } })
  expect(asker.shown('{\n  "data": {\n    "a": 1\n  }\n}')).toMatchObject({
    query: '{a}',
    variables: { b: 1 },
    result: { data: { a: 1 } },
  })
  expect([asker.shown(''), asker.shown(null), asker.shown('{}')]).toEqual([undefined, undefined, undefined])
  expect(fetching).toHaveBeenCalledWith(
    '/graphql',
    expect.objectContaining({ method: 'POST', headers: expect.objectContaining({ 'Accept-Language': 'zh' }) }),
  )
  expect(onTrouble).not.toHaveBeenCalled()
})

test('a server that has no time is asked once more, when it said', async () => {
  fetching
    .mockResolvedValueOnce(json({}, { status: 503, headers: { 'Retry-After': '3' } }))
    .mockResolvedValueOnce(json({ data: null }))
  const started = Date.now()
  expect(await ask(answers())).toEqual({ data: null })
  expect(Date.now() - started).toBe(3000)
  expect(onTrouble.mock.calls).toEqual([[text('status.again')], [null]])
})

test('a server that is gone is asked once more, and then it is said', async () => {
  fetching.mockRejectedValue(new TypeError('network'))
  expect(await ask(answers())).toEqual({ errors: [{ message: text('error.unreachable') }] })
  expect(fetching).toHaveBeenCalledTimes(2)
})

test('what is not JSON is an error', async () => {
  for (const body of ['<html>', '"text"', 'null']) {
    fetching.mockResolvedValueOnce(new Response(body, { status: 502 }))
    expect(await ask(answers())).toEqual({ errors: [{ message: text('error.status', { status: '502' }) }] })
  }
})

test('introspection is asked by GET, so that caches answer it', async () => {
  fetching.mockResolvedValueOnce(json({ data: {} }))
  await answers().fetcher({ query: '{__schema{types{name}}}', operationName: 'IntrospectionQuery' } as never)
  expect(fetching).toHaveBeenCalledWith(
    '/graphql?query=%7B__schema%7Btypes%7Bname%7D%7D%7D',
    expect.not.objectContaining({ method: 'POST' }),
  )
})
