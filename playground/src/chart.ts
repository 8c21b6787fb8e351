// Which chart says something true about a table. A value stands in all rows of its object, and is drawn once.
import type { Cell, Meaning, Row, Table } from './rows'
import { describe, startOf, type Described } from './values'

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

/** A column with what its values are and what they tell of. */
export interface Column extends Described, Meaning {}

const mostBars = 40 // that can still be read
const mostColours = 10 // that can still be told apart

// Fields that say where something stands, not how much of it there is.
const places = new Set(['order', 'row', 'column', 'latitude', 'longitude', 'start', 'end'])

/** The columns of a table, for its charts. */
export function columnsOf({ columns, meanings, rows }: Table): Column[] {
  return describe(columns, rows).flatMap((each) => {
    const meaning = meanings[each.index]
    return meaning ? [{ ...meaning, ...each }] : []
  })
}

/** A chart to begin with; undefined where there is nothing to show. */
export function suggest(table: Table, columns: Column[]): Choice | undefined {
  const { rows } = table
  if (rows.length === 0) return undefined
  const measures = columns.filter(
    (each) => each.kind === 'number' && !places.has(each.field) && (each.distinct > 1 || addsUp(each)),
  )
  const labels = columns
    .filter((each) => (each.kind === 'text' || each.kind === 'date') && !each.joined && each.field !== 'cursor')
    .toSorted((a, b) => forPeople(b) - forPeople(a))
  const several = labels.filter((each) => each.distinct > 1)
  const colourFor = (x: Column, others: Column[]) =>
    others.find((each) => each.distinct <= mostColours && divides(rows, x, each))?.index ?? none

  // Each object by its own name, or by its date.
  const named = (kinds: (label: Column) => boolean): Choice | undefined => {
    for (const y of measures) {
      const own = several.filter((each) => kinds(each) && isOf(each, y) && isOwn(table, each, y))
      const x = own.find((each) => forPeople(each) === 3) ?? own.find((each) => each.kind === 'date') ?? own[0]
      if (x) return { shape: x.kind === 'date' ? 'line' : 'bar', x: x.index, y: y.index, colour: none }
    }
    return undefined
  }
  // Each object by a label that it shares with others, from which a colour tells it apart; or the sums of statistics.
  const grouped = (): Choice | undefined => {
    for (const y of measures) {
      const groups = several.filter((each) => isOf(each, y) && each.distinct <= mostBars)
      if (!addsUp(y) && elements(table, y).length > mostBars) continue
      const colours = addsUp(y) ? groups : several.filter((each) => each.level <= y.level && each.field !== 'id')
      const x = groups.find((each) => colourFor(each, colours) !== none) ?? groups[0]
      if (x) return { shape: 'bar', x: x.index, y: y.index, colour: colourFor(x, colours) }
    }
    return undefined
  }
  const scattered = (): Choice | undefined => {
    for (const x of measures) {
      const y = measures.find((each) => each !== x && each.level === x.level)
      if (y && !several.some((each) => each.level === x.level)) return { shape: 'dot', x: x.index, y: y.index, colour: none }
    }
    return undefined
  }
  const counted = (): Choice | undefined => {
    const groups = several.filter((each) => each.kind === 'text' && each.distinct <= mostBars && each.distinct < rows.length)
    const x = groups[0] ?? several.find((each) => each.kind === 'date') ?? several[0] ?? labels[0] ?? columns[0]
    // What is null in a row may be something that is not there at all, which has no colour.
    const categories = groups.filter((each) => each.category && rows.every((row) => row[each.index] !== null))
    return x && { shape: 'bar', x: x.index, y: none, colour: groups.includes(x) ? colourFor(x, categories) : none }
  }
  return named((each) => each.field !== 'id') ?? grouped() ?? named((each) => each.field === 'id') ?? scattered() ?? counted()
}

/** How much a column is meant for people. */
function forPeople({ field, category }: Column): number {
  return /^(label|name|title)$/.test(field) ? 3 : category ? 2 : field === 'id' ? 0 : 1
}

/** Whether a label is one of what has a number: of the same object, or of one to which that leads. */
function isOf(label: Column, { level, object }: Column): boolean {
  return label.level === level && (object === '' || label.object === object || label.object.startsWith(`${object}.`))
}

/** Whether numbers of a column may be added up: they count what lies in one group alone. */
function addsUp({ type, field }: Column): boolean {
  return type === 'StatisticGroup' && field === 'count'
}

/** The rows in which the objects of a column begin, those where it has no value left out. */
function elements({ rows, begins }: Table, { level, index }: Column): Row[] {
  return rows.filter((row, i) => (begins[i] ?? 0) <= level && row[index] !== null)
}

/** Whether each object of a number has a label, and none has that of another. */
function isOwn(table: Table, label: Column, number: Column): boolean {
  const named = elements(table, number).map((row) => row[label.index])
  return !named.includes(null) && new Set(named).size === named.length
}

/** Whether rows of one label have several values of another column, and the other way round: else both say the same. */
function divides(rows: Row[], label: Column, other: Column): boolean {
  const pairs = new Set(rows.map((row) => JSON.stringify([row[label.index], row[other.index]])))
  return pairs.size > label.distinct && pairs.size > other.distinct
}

/** A mark of a chart. */
export interface Point {
  x: string | number | Date
  y: number
  colour: string | null // null is not known; empty where the chart has one colour
  bar: number // which bar it is or lies in; bars have an order
}

/**
 * The marks of a chart. Rows and what statistics count are added up by label and colour; of any other number each object has a
 * mark of its own, however many rows it stands in.
 */
export function pointsOf({ rows, begins }: Table, columns: Column[], { shape, x, y, colour }: Choice): Point[] {
  const [column, number] = [columns[x], columns[y]]
  if (!column) return []
  const drawn = new Set<string>()
  let element = 0 // of the number
  const points = rows.flatMap((row, i): Point[] => {
    if (number && (begins[i] ?? 0) <= number.level) element++
    const [value, length, of] = [row[x] ?? null, number ? row[y] : 1, colour === none ? '' : (row[colour] ?? null)]
    if (value === null || typeof length !== 'number') return []
    const key = JSON.stringify([element, value, of])
    if (number && drawn.has(key)) return []
    drawn.add(key)
    return [
      {
        x: shape === 'bar' ? String(value) : coordinate(value, column),
        y: length,
        colour: of === null ? null : String(of),
        bar: 0,
      },
    ]
  })
  const added = number === undefined || (addsUp(number) && shape !== 'dot')
  const ordered = inOrder(added ? summed(points) : points, column, shape)
  return shape === 'bar' ? inBars(ordered, added) : ordered
}

function inOrder(points: Point[], { kind }: Column, shape: Shape): Point[] {
  if (kind === 'text' || shape === 'dot') return points
  if (kind === 'date' && shape === 'bar') return points.toSorted((a, b) => (a.x < b.x ? -1 : a.x > b.x ? 1 : 0))
  return points.toSorted((a, b) => Number(a.x) - Number(b.x))
}

/** Points in their bars: one for all with a label where they are added up, else one for each, beside the others of its label. */
function inBars(points: Point[], added: boolean): Point[] {
  const labels = new Map<Point['x'], number>()
  for (const { x } of points) labels.set(x, labels.get(x) ?? labels.size)
  const beside = points.map((each) => ({ ...each, bar: labels.get(each.x) ?? 0 })).toSorted((a, b) => a.bar - b.bar)
  return added ? beside : beside.map((each, i) => ({ ...each, bar: i }))
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
