// What the values of a column are, for sorting and for charts.
import type { Cell, Row } from './rows'

export type Kind = 'number' | 'date' | 'text' | 'empty'

/** A column with what its values are. */
export interface Described {
  name: string
  index: number // in a row
  kind: Kind
  distinct: number // how many different values there are, null apart
}

const date = /^\d{4}(-\d{2}(-\d{2}(T[\d:.]+Z)?)?)?$/

/** What the columns are, by the values of all rows. */
export function describe(columns: string[], rows: Row[]): Described[] {
  return columns.map((name, index) => {
    const values = rows.map((row) => row[index] ?? null).filter((value) => value !== null)
    return { name, index, kind: kindOf(values), distinct: new Set(values).size }
  })
}

function kindOf(values: Cell[]): Kind {
  if (values.length === 0) return 'empty'
  if (values.every((value) => typeof value === 'number')) return 'number'
  return values.every((value) => typeof value === 'string' && date.test(value)) ? 'date' : 'text'
}

/** The beginning of a date of which only the year or the month may be known. */
export function startOf(text: string): Date {
  return new Date(text.length === 4 ? `${text}-01-01` : text.length === 7 ? `${text}-01` : text)
}

export interface Order {
  index: number // of a column
  descending: boolean
}

/** The rows in an order: numbers by value, texts as the language sorts them, null last; equal ones as they came. */
export function sorted(rows: Row[], { index, descending }: Order, language: string): Row[] {
  const collator = new Intl.Collator(language, { numeric: true })
  const sign = descending ? -1 : 1
  return rows.toSorted((a, b) => {
    const [x, y] = [a[index] ?? null, b[index] ?? null]
    if (x === null || y === null) return x === y ? 0 : x === null ? 1 : -1
    return sign * (typeof x === 'number' && typeof y === 'number' ? x - y : collator.compare(String(x), String(y)))
  })
}
