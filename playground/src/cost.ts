// The cost of an operation, by the rule of the server: how many objects may be returned. It is known before asking.
import { isCompositeType, type DocumentNode, type GraphQLSchema, type OperationDefinitionNode } from 'graphql'
import { argument, defaultsOf, isList, namedType, select, type Selected, type Variables } from './selection'

const rootPage = 20 // what a connection of the root has without first and last
const page = 10 // what any other has
const plainList = 10 // what a list that is no connection is taken to have

/** How many objects an operation may return. It throws TooManyFields. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const given = { ...defaultsOf(operation), ...variables }
  return sum(select(schema, document, operation, variables), (each) => costOfField(each, given, rootPage))
}

function costOfField(selected: Selected, variables: Variables, standard: number): number {
  const { node, type, fields } = selected
  const named = namedType(type)
  if (!named || !isCompositeType(named) || named.name.startsWith('__')) return 0
  if (named.name.endsWith('Connection')) return costOfConnection(selected, variables, standard)
  const inside = 1 + sum(fields, (each) => costOfField(each, variables, page))
  if (!isList(type)) return inside
  const ids = argument(selected, 'ids', variables)
  return inside * (node.name.value === 'nodes' && Array.isArray(ids) ? ids.length : plainList)
}

/** Connections, their edges and their pages are free; what is in them counts as often as the page is long. */
function costOfConnection(selected: Selected, variables: Variables, standard: number): number {
  const [first, last] = [argument(selected, 'first', variables), argument(selected, 'last', variables)]
  const size = typeof first === 'number' ? first : typeof last === 'number' ? last : standard
  return sum(selected.fields, (each) => {
    switch (each.node.name.value) {
      case 'pageInfo':
        return 0
      case 'nodes':
        return size * (1 + sum(each.fields, (field) => costOfField(field, variables, page)))
      case 'edges':
        return size * sum(each.fields, (field) => costOfField(field, variables, page))
      default:
        return costOfField(each, variables, page)
    }
  })
}

function sum(fields: Selected[], cost: (field: Selected) => number): number {
  return fields.reduce((total, each) => total + cost(each), 0)
}
