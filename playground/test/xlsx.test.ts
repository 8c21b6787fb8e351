import { strFromU8, unzipSync } from 'fflate'
import { expect, test } from 'vitest'
import type { Origin } from '../src/csv'
import { texts } from '../src/language'
import type { Row } from '../src/rows'
import { xlsxOf } from '../src/xlsx'

async function book(origin: Origin, columns: string[], rows: Row[]): Promise<Record<string, string>> {
  const file = await xlsxOf(origin, columns, rows, texts('de'))
  return Object.fromEntries(
    Object.entries(unzipSync(new Uint8Array(await file.arrayBuffer()))).map(([name, content]) => [name, strFromU8(content)]),
  )
}

test('texts are texts, numbers are numbers, and where they come from is on a sheet of its own', async () => {
  const files = await book(
    { release: '0.2.0', query: '{ a }' },
    ['name', 'n', 'b'],
    [
      ['=1+1 <b> & "x"', 1.5, true],
      [null, null, null],
      ['', -2, false],
    ],
  )
  const all = Object.values(files).join('\n')
  expect(files['xl/workbook.xml']).toMatch(/name="Zeilen".*name="Herkunft"/s)
  expect(all).toContain('=1+1 &lt;b&gt; &amp; ')
  expect(all).not.toContain('<f>')
  expect(files['xl/worksheets/sheet1.xml']).toContain('<v>1.5</v>')
  expect(files['xl/worksheets/sheet1.xml']).toMatch(/t="b"[^>]*><v>1<\/v>/)
  for (const text of ['0.2.0', '{ a }', 'Query']) expect(all).toContain(text)
})

test('characters that XML cannot hold, and texts that a cell cannot', async () => {
  const files = await book({}, ['a'], [['a\u0000b\u001f\ud800'], ['x'.repeat(40_000)], ['\u202e海淀']])
  const all = Object.values(files).join('\n')
  expect(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]|[\ud800-\udbff](?![\udc00-\udfff])/.test(all)).toBe(false)
  expect(all.includes('x (gekürzt: eine Zelle fasst 32.767 Zeichen)')).toBe(true)
  expect(Math.max(...[...all.matchAll(/<t[^>]*>([^<]*)<\/t>/g)].map((each) => each[1]?.length ?? 0))).toBe(32_767)
  expect(all.includes('\u202e海淀')).toBe(true)
})
