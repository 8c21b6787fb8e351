// Programs for Apollo, which makes types from the document: the document, and the lines that ask it.
import {
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  print,
  typeFromAST,
  type GraphQLInputType,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
} from 'graphql'
import type { Question } from './question'

const anonymous = 'Playground' // the name of an operation that has none

/** A program in Kotlin. */
export function kotlin(question: Question): string {
  const { document, name, variables } = parts(question)
  const passed = variables
    .filter(({ value }) => value !== undefined)
    .map((each) => `${kotlinName(each.name)} = ${kotlinArgument(each)}`)
  return `// src/main/graphql/${name}.graphql, beside schema.graphqls (curl -o schema.graphqls ${origin(question)}/schema.graphql)
/*
${inComment(document)}
*/

import com.apollographql.apollo.ApolloClient
import com.apollographql.apollo.api.Optional
import org.example.pilotgraph.${name}Query
import org.example.pilotgraph.type.*

suspend fun main() {
    val client = ApolloClient.Builder()
        .serverUrl(${kotlinText(question.address)})
        .addHttpHeader("Accept-Language", ${kotlinText(question.language)})
        .build()
    val response = client.query(${name}Query(${passed.join(', ')})).execute()
    response.exception?.let { throw it } // nothing came
    response.errors?.firstOrNull()?.let { error(it.message) }
    println(response.data)
    client.close()
}
`
}

/** A program in Swift. */
export function swift(question: Question): string {
  const { document, name, variables } = parts(question)
  const passed = variables.map((each) => `${each.name}: ${swiftArgument(each)}`)
  return `// ${name}.graphql, beside schema.graphqls (curl -o schema.graphqls ${origin(question)}/schema.graphql), then: apollo-ios-cli generate
/*
${inComment(document)}
*/

import Apollo
import ApolloAPI
import Foundation

let client = ApolloClient(url: URL(string: ${swiftText(question.address)})!)
let query = PilotGraph.${name}Query(${passed.join(', ')})
let response = try await client.fetch(query: query, cachePolicy: .networkOnly)
if let error = response.errors?.first { fatalError(error.message ?? "an error without words") }
print(response.data as Any)
`
}

/** A variable of an operation; its value is undefined where none is given. */
interface Variable {
  name: string
  type: GraphQLInputType | undefined
  optional: boolean
  value: unknown
}

function parts(question: Question): { document: string; name: string; variables: Variable[] } {
  const { typed, query } = question
  if (!typed) return { document: query.trim(), name: question.operationName ?? anonymous, variables: [] }
  const name = typed.operation.name?.value
  const variables = (typed.operation.variableDefinitions ?? []).map((each) => variableOf(question, each))
  if (name) return { document: query.trim(), name: capital(name), variables }
  const named: OperationDefinitionNode = { ...typed.operation, name: { kind: 'Name' as never, value: anonymous } }
  const definitions = typed.document.definitions.map((each) => (each === typed.operation ? named : each))
  return { document: print({ ...typed.document, definitions }), name: anonymous, variables }
}

function variableOf({ typed, variables }: Question, { variable, type, defaultValue }: VariableDefinitionNode): Variable {
  const known = typed && (typeFromAST(typed.schema, type as never) as GraphQLInputType | undefined)
  return {
    name: variable.name.value,
    type: known,
    value: variables[variable.name.value],
    optional: !isNonNullType(known) || defaultValue !== undefined,
  }
}

function capital(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1)
}

/** A text that ends no comment. */
function inComment(text: string): string {
  return text.replaceAll('*/', '* /').replaceAll('/*', '/ *')
}

function origin({ address }: Question): string {
  return new URL(address).origin
}

function kotlinArgument({ type, value, optional }: Pick<Variable, 'type' | 'value' | 'optional'>): string {
  const text = kotlinValue(type, value)
  return optional ? `Optional.present(${text})` : text
}

function kotlinValue(type: GraphQLInputType | undefined, value: unknown): string {
  const inside = type && getNullableType(type)
  if (Array.isArray(value))
    return `listOf(${value.map((each) => kotlinValue(isListType(inside) ? inside.ofType : undefined, each)).join(', ')})`
  if (isEnumType(inside) && typeof value === 'string') return `${inside.name}.${value}`
  if (isInputObjectType(inside) && typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).map(([name, each]) => {
      const field = inside.getFields()[name]
      return `${kotlinName(name)} = ${kotlinArgument({ type: field?.type, value: each, optional: !isNonNullType(field?.type) })}`
    })
    return `${inside.name}(${fields.join(', ')})`
  }
  return typeof value === 'string' ? kotlinText(value) : JSON.stringify(value)
}

const kotlinWords = new Set(
  (
    'as break class continue do else false for fun if in interface is null object package return super this throw true try ' +
    'typealias typeof val var when while'
  ).split(' '),
)

function kotlinName(name: string): string {
  return kotlinWords.has(name) ? `\`${name}\`` : name
}

function kotlinText(text: string): string {
  return escaped(text, (code) => `\\u${code}`).replaceAll('$', '\\$')
}

function swiftArgument({ type, value, optional }: Pick<Variable, 'type' | 'value' | 'optional'>): string {
  if (optional && value === undefined) return '.none'
  if (optional && value === null) return '.null'
  return optional ? `.some(${swiftValue(type, value)})` : swiftValue(type, value)
}

function swiftValue(type: GraphQLInputType | undefined, value: unknown): string {
  const inside = type && getNullableType(type)
  if (Array.isArray(value))
    return `[${value.map((each) => swiftValue(isListType(inside) ? inside.ofType : undefined, each)).join(', ')}]`
  if (isEnumType(inside) && typeof value === 'string') return `.case(.${camel(value)})`
  if (isInputObjectType(inside) && typeof value === 'object' && value !== null) {
    const given = value as Record<string, unknown>
    const fields = Object.values(inside.getFields())
      .filter((field) => field.name in given)
      .map(
        (field) =>
          `${field.name}: ${swiftArgument({ type: field.type, value: given[field.name], optional: !isNonNullType(field.type) })}`,
      )
    return `PilotGraph.${inside.name}(${fields.join(', ')})`
  }
  return typeof value === 'string' ? swiftText(value) : value === null || value === undefined ? 'nil' : JSON.stringify(value)
}

function swiftText(text: string): string {
  return escaped(text, (code) => `\\u{${code}}`)
}

/** A text in quotes, with what not every language writes as JSON does written by its number. */
function escaped(text: string, number: (code: string) => string): string {
  return JSON.stringify(text).replace(/\\(?:u([0-9a-f]{4})|(.))/g, (whole, code: string | undefined, letter: string) => {
    if (code) return number(code)
    return letter === 'b' ? number('0008') : letter === 'f' ? number('000c') : whole
  })
}

function camel(name: string): string {
  return name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
}
