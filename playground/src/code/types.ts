// The type of an operation's data, in TypeScript.
import {
  isAbstractType,
  isCompositeType,
  isEnumType,
  isListType,
  isNonNullType,
  isUnionType,
  type GraphQLNamedOutputType,
  type GraphQLOutputType,
  type GraphQLSchema,
} from 'graphql'
import { namedType, select, type Selected, type Variables } from '../selection'
import type { Question } from './question'

/** The type of the data of an operation. */
export function typesOf({ schema, document, operation }: NonNullable<Question['typed']>, variables: Variables): string {
  const root = schema.getRootType(operation.operation)
  return object(schema, root ?? undefined, select(schema, document, operation, variables), '')
}

function object(schema: GraphQLSchema, type: GraphQLNamedOutputType | undefined, fields: Selected[], indent: string): string {
  const inside = `${indent}  `
  const lines = fields.map((each) => {
    const always =
      !type ||
      each.around === type ||
      (isAbstractType(each.around) && isCompositeType(type) && !isUnionType(type) && schema.isSubType(each.around, type))
    return `${inside}${each.name}${always ? '' : '?'}: ${output(schema, each.type, each, inside)};`
  })
  return `{\n${lines.join('\n')}\n${indent}}`
}

function output(schema: GraphQLSchema, type: GraphQLOutputType | undefined, selected: Selected, indent: string): string {
  if (!type) return 'unknown'
  if (isNonNullType(type)) return nullable(schema, type.ofType, selected, indent)
  return `${nullable(schema, type, selected, indent)} | null`
}

function nullable(schema: GraphQLSchema, type: GraphQLOutputType, selected: Selected, indent: string): string {
  if (isListType(type)) {
    const element = output(schema, type.ofType, selected, indent)
    return /^\w+$|\}$/.test(element) ? `${element}[]` : `(${element})[]`
  }
  if (selected.fields.length > 0 || selected.node.selectionSet) return object(schema, namedType(type), selected.fields, indent)
  if (isEnumType(type))
    return type
      .getValues()
      .map((each) => JSON.stringify(each.name))
      .join(' | ')
  switch (namedType(type)?.name) {
    case 'Int':
    case 'Float':
      return 'number'
    case 'Boolean':
      return 'boolean'
    default:
      return 'string' // ids and all scalars of this schema
  }
}
