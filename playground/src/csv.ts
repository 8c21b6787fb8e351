// Rows as CSV. docs/rows.md is the rule; internal/rows does the same in Go.
import { textOf, type Cell, type Row } from './rows'

/** Where rows come from. */
export interface Origin {
  title?: string // of the data
  release?: string // its version
  address?: string // where it was asked
  language?: string // the Accept-Language it was asked in
  licences?: string[]
  attribution?: string[] // whom to credit
  query?: string
  variables?: string // JSON; empty where there are none
}

/** Name and value of each thing that is known of an origin. */
export function remarksOf(origin: Origin): [name: string, value: string][] {
  const all: [string, string | undefined][] = [
    ['Data', origin.title],
    ['Release', origin.release],
    ['Address', origin.address],
    ['Language', origin.language],
    ...(origin.licences ?? []).map((each): [string, string] => ['Licence', each]),
    ...(origin.attribution ?? []).map((each): [string, string] => ['Credit', each]),
    ['Variables', origin.variables],
    ['Query', origin.query],
  ]
  return all.filter((each): each is [string, string] => Boolean(each[1]))
}

/** A file that Excel reads as UTF-8, in which no text runs as a formula. */
export function csvOf(origin: Origin, columns: string[], rows: Row[]): string {
  const remarks = remarksOf(origin).flatMap(([name, value]) =>
    `${name}:${name === 'Query' ? '\n' : ' '}${value}`.split(/\r\n|\r|\n/),
  )
  const lines = [
    ...remarks.map((line) => `# ${apart(line)}`.replace(/ +$/, '')),
    ...[columns, ...rows].map((row) => row.map(cell).join(',')),
  ]
  return `\ufeff${lines.join('\r\n')}\r\n`
}

/** A value as it stands between commas. Null is nothing, and the empty text is "". */
function cell(value: Cell): string {
  if (typeof value !== 'string') return textOf(value)
  if (value === '') return '""'
  const text = /^[=+\-@＝＋－＠\t\r\n]/.test(value) ? `'${value}` : value
  // A "#" would begin a remark, and some readers drop spaces at the ends.
  return /[",\r\n#]|^[ \t]|[ \t]$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Puts a space between what may separate cells and what begins a formula, so that no part of a remark is one. */
function apart(line: string): string {
  return line.replace(/([,;\t])(?=[=+\-@＝＋－＠])/g, '$1 ')
}
