// The cost of an operation, by the rule of the server (graph/guard): how many objects may be returned. It is known before
// asking.
import {
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'
import { argument, defaultsOf, fieldType, isList, namedType, type Variables } from './selection'

const rootPage = 20 // what a connection of the root has without first and last
const nestedPage = 10 // what any other has
const largestPage = 100
const plainList = 10 // what a list counts as that is no page

/** How many objects an operation of a valid document may return. */
export function costOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): number {
  const type = schema.getRootType(operation.operation)
  if (!type) return 0
  const given = { ...defaultsOf(operation), ...variables }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of document.definitions) if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  const known = new Map<string, number>() // of fragments, where they stand

  /**
   * The cost of a selection on a type. Below a connection, size is how many nodes its page may have; elsewhere 0. Standard is
   * the size of a page that stands here without one. Of fragments on several types the dearest type counts.
   */
  function selection({ selections }: SelectionSetNode, on: GraphQLCompositeType, standard: number, size: number): number {
    let always = 0
    const onlyOn = new Map<string, number>()
    for (const each of selections) {
      const [cost, condition] = part(each, on, standard, size)
      if (
        !isAbstractType(on) ||
        !condition ||
        condition === on ||
        (isInterfaceType(condition) && schema.isSubType(condition, on as never))
      ) {
        always += cost
        continue
      }
      const possible = isAbstractType(condition) ? schema.getPossibleTypes(condition) : [condition]
      for (const { name } of possible) onlyOn.set(name, (onlyOn.get(name) ?? 0) + cost)
    }
    return always + Math.max(0, ...onlyOn.values())
  }

  /** The cost of one part of a selection, and the type that it is asked of, where it is a fragment. */
  function part(
    each: SelectionSetNode['selections'][number],
    on: GraphQLCompositeType,
    standard: number,
    size: number,
  ): [cost: number, condition?: GraphQLCompositeType] {
    if (each.kind === Kind.FIELD) return [field(each, on, standard, size)]
    const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : fragments.get(each.name.value)
    const name = fragment?.typeCondition?.name.value
    const condition = name ? schema.getType(name) : on
    if (!fragment || !isCompositeType(condition)) return [0]
    const key = each.kind === Kind.FRAGMENT_SPREAD ? `${each.name.value} ${standard} ${size}` : ''
    const cost = known.get(key) ?? selection(fragment.selectionSet, condition, standard, size)
    if (key) known.set(key, cost)
    return [cost, condition]
  }

  function field(node: FieldNode, on: GraphQLCompositeType, standard: number, size: number): number {
    const type = fieldType(schema, on, node.name.value)
    const named = namedType(type)
    if (!isCompositeType(named) || named.name.startsWith('_') || !node.selectionSet) return 0
    if (isConnection(named)) return selection(node.selectionSet, named, nestedPage, pageSize(node, given, standard))
    const below = selection(node.selectionSet, named, nestedPage, 0)
    if (isConnection(on) && node.name.value === 'edges') return size * below
    if (isConnection(on) && node.name.value === 'nodes') return size * (1 + below)
    return isList(type) ? listSize(node, given) * (1 + below) : 1 + below
  }

  return selection(operation.selectionSet, type, rootPage, 0)
}

/** Whether a type is a connection in the sense of the Relay specification. */
function isConnection(type: GraphQLNamedOutputType): boolean {
  return isObjectType(type) && 'pageInfo' in type.getFields() && 'edges' in type.getFields()
}

/** How many nodes the page of a connection may have. */
function pageSize(node: FieldNode, variables: Variables, standard: number): number {
  for (const name of ['first', 'last']) {
    const size = argument(node, name, variables)
    if (typeof size === 'number') return Math.min(Math.max(size, 0), largestPage)
  }
  return standard
}

/** How many objects a list may have: as many as there are ids, where the field takes ids. */
function listSize(node: FieldNode, variables: Variables): number {
  if (!node.arguments?.some((each) => each.name.value === 'ids')) return plainList
  const ids = argument(node, 'ids', variables)
  return Array.isArray(ids) ? ids.length : 1
}
