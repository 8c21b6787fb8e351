// A table of the answer to any operation: columns come from the document, rows from the data. docs/rows.md is the rule;
// internal/rows does the same in Go, and internal/rows/testdata/cases.json has the cases that both pass.
import { GraphQLBoolean, isEnumType, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { argument, defaultsOf, isList, isWrapper, namedType, select, type Selected, type Variables } from './selection'

export type Cell = string | number | boolean | null
export type Row = Cell[]

/** What a column tells of. */
export interface Meaning {
  level: number // how many of the lists that become rows are around it
  object: string // the way to what has the value; a connection is a part of what has it
  field: string // as the schema calls it
  type: string // that has the field
  joined: boolean // the values of a list in one text
  category: boolean // one of a few values that the schema has
}

/** Rows, with what a chart must know to draw no value twice. */
export interface Table {
  columns: string[]
  meanings: Meaning[] // of the columns
  rows: Row[]
  begins: number[] // for each row, the outermost level that has another element than in the row before
}

/** Which columns the answers of an operation have, and how their data becomes rows. */
export interface Plan {
  columns: string[]
  paged: boolean // the outermost of the lists that become rows is one page, by its first or last
  table(data: unknown): Table
}

const separator = '; ' // between the values of elements
const innerSeparator = ', ' // between the values of lists inside them

/** A field of the answer. */
interface Field {
  name: string
  selected: Selected
  wrapper: boolean // an edges, node or nodes of a connection, which leaves the names of columns
  connection: boolean // the edges or nodes of a connection
  list: boolean // of objects
  leaf: boolean // without fields inside
  dimensions: string[] | undefined // of the keys of a statistic: it is a list of as many, each with columns of its own
  children: Field[]
}

/** A step from an object to what it has: the value of a field, or one element of it. */
interface Step {
  field: Field
  element?: number
}

/** Where a value of a row comes from. */
interface Column {
  index: number // in a row
  path: Step[] // from the root, or from an element of the last list around it that becomes rows
  full: string[] // response names from the root
  count: boolean // the value is how many elements path has
}

/** The plan of an operation of a valid document. It throws TooManyFields. */
export function planRows(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Plan {
  const given = { ...defaultsOf(operation), ...variables }
  const root = fieldsOf(select(schema, document, operation, variables), given)
  const lists = longest(root)
  const ways: Step[][] = lists.map(() => [])
  const levels: Column[][] = [[], ...lists.map(() => [])]
  const columns: string[] = []
  const meanings: Meaning[] = []

  function add(at: Place, { node, around, type }: Selected, count: boolean) {
    levels[at.level]?.push({ index: columns.length, path: at.path, full: at.full, count })
    columns.push(at.short.join('.'))
    const object = at.full.slice(0, around.name.endsWith('Connection') ? -2 : -1).join('.')
    const leaf = namedType(type)
    const category = isEnumType(leaf) || leaf === GraphQLBoolean
    meanings.push({ level: at.level, object, field: node.name.value, type: around.name, joined: at.joined, category })
  }
  function place(fields: Field[], at: Place) {
    for (const each of fields) {
      const inside = insideOf(at, each)
      if (each === lists[at.level]) {
        ways[at.level] = inside.path
        place(each.children, { ...inside, level: at.level + 1, path: [] })
      } else if (each.list && at.joined) {
        add(named(inside, 'count'), each.selected, true)
      } else if (each.list) {
        place(each.children, { ...inside, joined: true })
      } else if (each.leaf) {
        add(inside, each.selected, false)
      } else if (each.dimensions) {
        each.dimensions.forEach((dimension, element) => {
          place(each.children, named({ ...inside, path: [...at.path, { field: each, element }] }, dimension))
        })
      } else {
        place(each.children, inside)
      }
    }
  }
  place(root, { level: 0, path: [], full: [], short: [], joined: false })
  nameApart(columns, levels.flat())
  const connection = lists[0]?.connection ? ways[0]?.at(-2)?.field.selected.node : undefined
  return {
    columns,
    paged: connection !== undefined && ['first', 'last'].some((name) => argument(connection, name, given) !== undefined),
    table: (data) => ({ columns, meanings, ...flatten(data, ways, levels, columns.length) }),
  }
}

/** A place in the tree of fields. */
interface Place {
  level: number // how many lists that become rows are around it
  path: Step[]
  full: string[]
  short: string[]
  joined: boolean // inside a list that does not become rows
}

function insideOf(at: Place, child: Field): Place {
  return {
    ...at,
    path: [...at.path, { field: child }],
    full: [...at.full, child.name],
    short: child.wrapper ? at.short : [...at.short, child.name],
  }
}

/** A place with one more name in its path. */
function named(at: Place, name: string): Place {
  return { ...at, full: [...at.full, name], short: [...at.short, name] }
}

/** Gives columns that would have one name their full paths. */
function nameApart(names: string[], columns: Column[]) {
  for (let renamed = true; renamed;) {
    renamed = false
    const times = new Map<string, number>()
    for (const name of names) times.set(name, (times.get(name) ?? 0) + 1)
    for (const column of columns) {
      const name = names[column.index] ?? ''
      const full = column.full.join('.')
      if ((times.get(name) ?? 0) > 1 && name !== full) {
        names[column.index] = full
        renamed = true
      }
    }
  }
}

/**
 * The lists of objects that become rows: of those that lie inside each other the most; of as many the way with the most
 * connections; of as many the one that the document has first.
 */
function longest(fields: Field[]): Field[] {
  let best: Field[] = []
  for (const child of fields) {
    if (child.dimensions) continue // its columns stand several times in a row
    const inside = longest(child.children)
    const lists = child.list ? [child, ...inside] : inside
    if (lists.length > best.length || (lists.length === best.length && connections(lists) > connections(best))) best = lists
  }
  return best
}

function connections(lists: Field[]): number {
  return lists.filter((each) => each.connection).length
}

/** The fields of an answer, inside a statistic by some dimensions. A page of a connection is none: a table may have many. */
function fieldsOf(selected: Selected[], variables: Variables, groupBy?: string[]): Field[] {
  return selected
    .filter((each) => namedType(each.type)?.name !== 'PageInfo')
    .map((each) => {
      const leaf = !each.node.selectionSet
      const list = !leaf && isList(each.type)
      const isKeys = list && each.around.name === 'StatisticGroup' && each.node.name.value === 'keys' && groupBy !== undefined
      const wrapper = isWrapper(each)
      return {
        name: each.name,
        selected: each,
        leaf,
        list: list && !isKeys,
        connection: wrapper && list,
        wrapper: (wrapper || isKeys) && each.name === each.node.name.value,
        dimensions: isKeys ? groupBy : undefined,
        children: fieldsOf(each.fields, variables, dimensionsOf(argument(each.node, 'groupBy', variables)) ?? groupBy),
      }
    })
}

/** The names in a list of enums; a value without a list is one of a single element. */
function dimensionsOf(value: unknown): string[] | undefined {
  if (typeof value === 'string') return [value]
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined
}

function flatten(data: unknown, ways: Step[][], levels: Column[][], width: number): Pick<Table, 'rows' | 'begins'> {
  const rows: Row[] = []
  const begins: number[] = []
  let outermost = 0 // level that has another element since the last row
  const row: Row = new Array<Cell>(width).fill(null)
  function descend(level: number, item: unknown) {
    for (const column of levels[level] ?? []) row[column.index] = valueOf(column, item)
    const way = ways[level]
    if (!way) {
      rows.push([...row])
      begins.push(outermost)
      outermost = level
      return
    }
    const elements = elementsOf(follow(way, item))
    // What has nothing inside keeps its row.
    for (const element of elements.length === 0 && level > 0 ? [null] : elements) {
      outermost = Math.min(outermost, level + 1)
      descend(level + 1, element)
    }
  }
  descend(0, data)
  return { rows, begins }
}

/** Goes from an object along single objects to the last field of a way; null where one of them is. */
function follow(way: Step[], item: unknown): unknown {
  for (const { field, element } of way) {
    if (typeof item !== 'object' || item === null || Array.isArray(item)) return null
    item = (item as Record<string, unknown>)[field.name] ?? null
    if (element !== undefined && Array.isArray(item)) item = (item as unknown[])[element] ?? null
  }
  return item
}

/** What is in a list and in the lists inside it; nothing for what is no list. */
function elementsOf(value: unknown): unknown[] {
  return Array.isArray(value) ? (value.flat(Infinity) as unknown[]) : []
}

function valueOf(column: Column, item: unknown): Cell {
  const list = column.path.findIndex((each) => each.field.list)
  if (list < 0) {
    const value = follow(column.path, item)
    return Array.isArray(value) ? join(elementsOf(value), separator) : scalar(value)
  }
  const inside = column.path.slice(list + 1)
  const values = elementsOf(follow(column.path.slice(0, list + 1), item)).map((element) => {
    const value = follow(inside, element)
    if (column.count) return elementsOf(value).length
    return Array.isArray(value) ? join(elementsOf(value), innerSeparator) : value
  })
  return join(values, separator)
}

/** Values as one text, and null where there are none. */
function join(values: unknown[], between: string): string | null {
  return values.length === 0 ? null : values.map(textOf).join(between)
}

function scalar(value: unknown): Cell {
  return typeof value === 'object' && value !== null ? textOf(value) : (value as Cell)
}

/** A value as text: null is empty, everything but text is written as in JSON. */
export function textOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  return typeof value === 'string' ? value : JSON.stringify(value)
}
