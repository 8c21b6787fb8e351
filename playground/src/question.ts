// What stands in the editor, or was asked, as far as it fits the schema.
import { parse, validate, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { planRows, type Plan, type Table } from './rows'
import { operationOf, TooManyFields, type Variables } from './selection'

/** A valid document with the operation that is meant. */
export interface Typed {
  schema: GraphQLSchema
  document: DocumentNode
  operation: OperationDefinitionNode
}

/** A query as far as it fits a schema; undefined where it does not. */
export function typed(
  schema: GraphQLSchema | null | undefined,
  query: string,
  operationName: string | null | undefined,
): Typed | undefined {
  if (!schema) return undefined
  try {
    const document = parse(query)
    const operation = operationOf(document, operationName) ?? operationOf(document)
    return operation && validate(schema, document, undefined, { maxErrors: 1 }).length === 0
      ? { schema, document, operation }
      : undefined
  } catch {
    return undefined
  }
}

/** The table of an answer; undefined where the query has too many fields for one. */
export function tableOf(question: Typed, variables: Variables, data: unknown): Table | undefined {
  return planOf(question, variables)?.table(data)
}

/** Whether first or last make a page of the rows of a query, of which a file has them all. */
export function isPage(question: Typed | undefined, variables: Variables): boolean {
  return question !== undefined && (planOf(question, variables)?.paged ?? false)
}

function planOf({ schema, document, operation }: Typed, variables: Variables): Plan | undefined {
  try {
    return planRows(schema, document, operation, variables)
  } catch (error) {
    if (error instanceof TooManyFields) return undefined
    throw error
  }
}

/** The variables that a text of JSON says; undefined where it is none. */
export function readVariables(text: string | null | undefined): Variables | undefined {
  try {
    const value: unknown = text?.trim() ? JSON.parse(text) : {}
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Variables) : undefined
  } catch {
    return undefined
  }
}

/** Where a field of an answer stands in its document: the line and column of the field at a path. */
export function placeOf(
  document: DocumentNode,
  path: readonly (string | number)[],
): { line: number; column: number } | undefined {
  let sets = document.definitions.flatMap((each) => (each.kind === 'OperationDefinition' ? [each.selectionSet] : []))
  const fragments = new Map(
    document.definitions.flatMap((each) => (each.kind === 'FragmentDefinition' ? [[each.name.value, each.selectionSet]] : [])),
  )
  let place: { line: number; column: number } | undefined
  for (const name of path.filter((each) => typeof each === 'string')) {
    const fields = []
    const seen = new Set<string>()
    for (const queue = [...sets]; queue.length > 0;) {
      for (const each of queue.pop()?.selections ?? []) {
        if (each.kind === 'Field') {
          if ((each.alias ?? each.name).value === name) fields.push(each)
        } else if (each.kind === 'InlineFragment') {
          queue.push(each.selectionSet)
        } else if (!seen.has(each.name.value)) {
          seen.add(each.name.value)
          const fragment = fragments.get(each.name.value)
          if (fragment) queue.push(fragment)
        }
      }
    }
    const start = fields[0]?.loc?.startToken
    if (!start) return place
    place = { line: start.line, column: start.column }
    sets = fields.flatMap((each) => (each.selectionSet ? [each.selectionSet] : []))
  }
  return place
}
