// Which chart says something about a table.
import type { Cell, Row } from './rows'
import { startOf, type Described } from './values'

export const shapes = ['bar', 'line', 'dot'] as const
export type Shape = (typeof shapes)[number]

/** The value of y that counts rows, and of colour that is none. */
export const none = -1

/** What a chart shows: columns by their index. */
export interface Choice {
  shape: Shape
  x: number
  y: number // none counts rows
  colour: number // none is one colour
}

const mostBars = 40 // that can still be read
const mostColours = 10 // that can still be told apart

/** A chart to begin with; undefined where there is nothing to show. */
export function suggest(columns: Described[], rows: Row[]): Choice | undefined {
  if (rows.length === 0) return undefined
  const dates = columns.filter((each) => each.kind === 'date' && each.distinct > 1)
  const numbers = columns.filter((each) => each.kind === 'number' && each.distinct > 1)
  const names = columns.filter((each) => each.kind === 'text').toSorted((a, b) => forPeople(b) - forPeople(a))
  const [date, number, second] = [dates[0], numbers[0], numbers[1]]
  // A column in which each row has a value of its own names the rows.
  const own = names.find((each) => each.distinct === rows.length && each.distinct > 1)
  if (date && number) return { shape: 'line', x: date.index, y: number.index, colour: none }
  if (own && number) return { shape: 'bar', x: own.index, y: number.index, colour: none }
  const groups = names.filter((each) => each.distinct > 1 && each.distinct <= mostBars && each.distinct < rows.length)
  if (number && second && groups.length === 0) return { shape: 'dot', x: number.index, y: second.index, colour: none }
  const x = groups[0] ?? date ?? names[0] ?? columns[0]
  if (!x) return undefined
  const colour = groups.find((each) => branch(each) !== branch(x) && each.distinct <= mostColours)
  return { shape: 'bar', x: x.index, y: number?.index ?? none, colour: colour?.index ?? none }
}

/** How much a column is meant for people. */
function forPeople({ name }: Described): number {
  return /(^|\.)(label|name|title)$/.test(name) ? 2 : /(^|\.)id$/.test(name) ? 0 : 1
}

/** The object that a column is of. */
function branch({ name }: Described): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('.')))
}

/** A mark of a chart. */
export interface Point {
  x: string | number | Date
  y: number
  colour: string
}

/** The marks of a chart: a sum for each bar, a point for each row otherwise; counts are of rows. */
export function pointsOf(rows: Row[], columns: Described[], { shape, x, y, colour }: Choice): Point[] {
  const column = columns[x]
  if (!column) return []
  const points = rows.flatMap((row): Point[] => {
    const [value, number] = [row[x] ?? null, y === none ? 1 : row[y]]
    if (value === null || typeof number !== 'number') return []
    return [{ x: shape === 'bar' ? String(value) : coordinate(value, column), y: number, colour: String(row[colour] ?? '') }]
  })
  const drawn = shape === 'bar' || y === none ? summed(points) : points
  if (column.kind === 'text' || shape === 'dot') return drawn
  return drawn.toSorted((a, b) =>
    column.kind === 'date' && shape === 'bar' ? (String(a.x) < String(b.x) ? -1 : 1) : Number(a.x) - Number(b.x),
  )
}

/** One point for all with the same place and colour, with the sum of their values. */
function summed(points: Point[]): Point[] {
  const sums = new Map<string, Point>()
  for (const each of points) {
    const key = JSON.stringify([each.x, each.colour])
    const sum = sums.get(key)
    if (sum) sum.y += each.y
    else sums.set(key, { ...each })
  }
  return [...sums.values()]
}

function coordinate(value: Exclude<Cell, null>, { kind }: Described): string | number | Date {
  if (typeof value === 'number') return value
  return kind === 'date' && typeof value === 'string' ? startOf(value) : String(value)
}
