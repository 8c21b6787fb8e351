import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql'
import type { Variables } from '../selection'

/** What a program asks. */
export interface Question {
  address: string // absolute
  language: string // for Accept-Language
  query: string
  variables: Variables
  operationName: string | undefined
  // Undefined where the document does not fit the schema.
  typed: { schema: GraphQLSchema; document: DocumentNode; operation: OperationDefinitionNode } | undefined
}

/** Whether there are any. */
export function hasVariables(variables: Variables): boolean {
  return Object.keys(variables).length > 0
}

/** The JSON of a request. */
export function bodyOf({ query, variables, operationName }: Question): Record<string, unknown> {
  return {
    query,
    ...(hasVariables(variables) && { variables }),
    ...(operationName && { operationName }),
  }
}
