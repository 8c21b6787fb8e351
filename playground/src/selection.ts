// What a document selects, with its fragments put in place.
import {
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  isUnionType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  valueFromASTUntyped,
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

export type Variables = Record<string, unknown>

/** All that a document selects under one response name at one place. */
export interface Selected {
  name: string // the response name
  node: FieldNode // the first
  around: GraphQLCompositeType // the type that has the field
  type: GraphQLOutputType | undefined // undefined where that type has no such field
  fields: Selected[] // inside
}

/** A document that has more fields than the server takes. */
export class TooManyFields extends Error {}

const maximumFields = 1000

/** The operation of a document that has this name, or the only one where no name is given. */
export function operationOf(document: DocumentNode, name?: string | null): OperationDefinitionNode | undefined {
  const operations = document.definitions.filter((each) => each.kind === Kind.OPERATION_DEFINITION)
  if (name) return operations.find((each) => each.name?.value === name)
  return operations.length === 1 ? operations[0] : undefined
}

/** The fields of an operation, without those that @skip and @include leave out, in the order in which they come first. */
export function select(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variables: Variables,
): Selected[] {
  const type = schema.getRootType(operation.operation)
  if (!type) return []
  const given = { ...defaultsOf(operation), ...variables }
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const each of document.definitions) {
    if (each.kind === Kind.FRAGMENT_DEFINITION) fragments.set(each.name.value, each)
  }
  let count = 0
  const spread = new WeakMap<Selected[], Set<string>>() // the fragments that are in fields already

  function collect(into: Selected[], selections: SelectionSetNode, around: GraphQLCompositeType) {
    for (const each of selections.selections) {
      if (isLeft(each.directives, given)) continue
      if (each.kind === Kind.FIELD) {
        add(into, each, around)
        continue
      }
      const fragment = each.kind === Kind.INLINE_FRAGMENT ? each : fragments.get(each.name.value)
      if (each.kind === Kind.FRAGMENT_SPREAD) {
        const inside = spread.get(into) ?? new Set()
        if (inside.has(each.name.value)) continue
        spread.set(into, inside.add(each.name.value))
      }
      const condition = fragment?.typeCondition?.name.value
      const narrowed = condition ? schema.getType(condition) : around
      if (fragment && narrowed && isCompositeType(narrowed)) collect(into, fragment.selectionSet, narrowed)
    }
  }
  function add(into: Selected[], node: FieldNode, around: GraphQLCompositeType) {
    if (++count > maximumFields) throw new TooManyFields()
    const name = node.alias?.value ?? node.name.value
    let selected = into.find((each) => each.name === name)
    if (!selected) {
      selected = { name, node, around, type: fieldType(schema, around, node.name.value), fields: [] }
      into.push(selected)
    }
    const inside = namedType(fieldType(schema, around, node.name.value))
    if (node.selectionSet && inside && isCompositeType(inside)) collect(selected.fields, node.selectionSet, inside)
  }
  const fields: Selected[] = []
  collect(fields, operation.selectionSet, type)
  return fields
}

/** The type of a field; undefined where a type has no such field. */
export function fieldType(schema: GraphQLSchema, type: GraphQLCompositeType, name: string): GraphQLOutputType | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef.type
  if (type === schema.getQueryType() && name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef.type
  if (type === schema.getQueryType() && name === TypeMetaFieldDef.name) return TypeMetaFieldDef.type
  return isUnionType(type) ? undefined : type.getFields()[name]?.type
}

/** A type without the lists around it. */
export function namedType(type: GraphQLOutputType | undefined): GraphQLNamedOutputType | undefined {
  return type && getNamedType(type)
}

/** Whether a type is a list, whatever is in it. */
export function isList(type: GraphQLOutputType | undefined): boolean {
  return type !== undefined && isListType(getNullableType(type))
}

/** Whether a field only leads from a connection to what is in it. */
export function isWrapper({ around, node }: Selected): boolean {
  const name = node.name.value
  return name === 'edges' || name === 'nodes'
    ? around.name.endsWith('Connection')
    : name === 'node' && around.name.endsWith('Edge')
}

/** The values of an operation's variables where none are given. */
export function defaultsOf(operation: OperationDefinitionNode): Variables {
  const defaults: Variables = {}
  for (const each of operation.variableDefinitions ?? []) {
    if (each.defaultValue) defaults[each.variable.name.value] = valueFromASTUntyped(each.defaultValue)
  }
  return defaults
}

/** The value of an argument; undefined where it is absent or null. */
export function argument(node: FieldNode, name: string, variables: Variables): unknown {
  const value = node.arguments?.find((each) => each.name.value === name)?.value
  return value && (valueFromASTUntyped(value, variables) ?? undefined)
}

/** Whether @skip or @include leave a selection out. */
function isLeft(directives: readonly DirectiveNode[] | undefined, variables: Variables): boolean {
  return (directives ?? []).some((each) => {
    const name = each.name.value
    const condition = each.arguments?.find((argument) => argument.name.value === 'if')?.value
    return (
      (name === 'skip' || name === 'include') &&
      (condition !== undefined && valueFromASTUntyped(condition, variables) === true) === (name === 'skip')
    )
  })
}
