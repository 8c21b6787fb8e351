// Rows as a spreadsheet: one sheet of rows, one that says where they come from. Texts are texts, so none is a formula.
import writeExcelFile, { type Cell as SheetCell } from 'write-excel-file/universal'
import { remarksOf, type Origin } from './csv'
import type { Texts } from './language'
import type { Cell, Row } from './rows'

const longestText = 32_767 // characters of a cell

/** The file. */
export function xlsxOf(origin: Origin, columns: string[], rows: Row[], text: Texts): Promise<Blob> {
  const cut = text('sheet.cut')
  const bold = (value: string): SheetCell => ({ ...textCell(value, cut), fontWeight: 'bold' })
  const sheets = [
    {
      sheet: text('sheet.rows'),
      stickyRowsCount: 1,
      columns: columns.map((name) => ({ width: Math.min(Math.max(name.length, 12), 40) })),
      data: [columns.map(bold), ...rows.map((row) => row.map((value) => cell(value, cut)))],
    },
    {
      sheet: text('sheet.origin'),
      columns: [{ width: 14 }, { width: 100 }],
      data: remarksOf(origin).map(([name, value]) => [bold(name), textCell(value, cut)]),
    },
  ]
  return writeExcelFile(sheets).toBlob()
}

function cell(value: Cell, cut: string): SheetCell {
  return typeof value === 'string' ? textCell(value, cut) : value
}

function textCell(value: string, cut: string) {
  const whole = value.length <= longestText
  return { type: String, value: whole ? value : `${value.slice(0, longestText - cut.length - 1).toWellFormed()} ${cut}` }
}
