// Programs that run as pasted and ask what stands in the editor.
import { typesOf } from './types'
import { bodyOf, hasVariables, type Question } from './question'

const longestAddress = 7000 // of a GET; the server takes 8 KiB

/** A command for a shell that prints JSON. */
export function curl(asked: Question): string {
  const { address, language } = asked
  const question = { ...asked, query: asked.query.trim() }
  const parameters = Object.entries(bodyOf(question)).map(
    ([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)] as const,
  )
  const length = new URLSearchParams(parameters.map(([name, value]) => [name, value])).toString().length
  if (length > longestAddress) {
    return [
      `curl -sS ${quoted(address)} \\`,
      `  -H 'Content-Type: application/json' -H ${quoted(`Accept-Language: ${language}`)} \\`,
      `  --data-binary ${quoted(JSON.stringify(bodyOf(question), null, 2))}`,
      '',
    ].join('\n')
  }
  return [
    `curl -sSG ${quoted(address)} \\`,
    `  -H ${quoted(`Accept-Language: ${language}`)} \\`,
    ...parameters
      .reverse()
      .map(([name, value], i) => `  --data-urlencode ${quoted(`${name}=${value}`)}${i < parameters.length - 1 ? ' \\' : ''}`),
    '',
  ].join('\n')
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`
}

/** A program in Python that reads the rows into a data frame of pandas. */
export function python(question: Question): string {
  const { address, language, query, variables, operationName } = question
  const text = (content: string) =>
    content.includes('"""') || /[\\"]$/.test(content) ? JSON.stringify(content) : `r"""${content}"""`
  return `import json
import sys
import urllib.error
import urllib.request

import pandas as pd

body = {
    "query": ${text(framed(query))},${hasVariables(variables) ? `\n    "variables": json.loads(${text(JSON.stringify(variables))}),` : ''}${operationName ? `\n    "operationName": ${JSON.stringify(operationName)},` : ''}
}
request = urllib.request.Request(
    ${JSON.stringify(address)},
    json.dumps(body).encode(),
    {"Content-Type": "application/json", "Accept": "text/csv", "Accept-Language": ${JSON.stringify(language)}},
)
try:
    with urllib.request.urlopen(request) as answer:
        rows = pd.read_csv(answer, comment="#", encoding="utf-8-sig", keep_default_na=False, na_values=[""])
except urllib.error.HTTPError as refusal:
    if "json" not in refusal.headers.get("Content-Type", ""):
        sys.exit(str(refusal))
    sys.exit("; ".join(error["message"] for error in json.load(refusal)["errors"]))

print(rows)
`
}

/** A program in R that reads the rows into a data frame. */
export function r(question: Question): string {
  const { address, language, query, variables, operationName } = question
  const body = [
    `query = ${rawR(framed(query))}`,
    ...(hasVariables(variables)
      ? [`variables = jsonlite::fromJSON(${rawR(JSON.stringify(variables))}, simplifyVector = FALSE)`]
      : []),
    ...(operationName ? [`operationName = ${JSON.stringify(operationName)}`] : []),
  ]
  return `library(httr2) # install.packages("httr2")

body <- list(
  ${body.join(',\n  ')}
)
answer <- request(${JSON.stringify(address)}) |>
  req_headers(Accept = "text/csv", \`Accept-Language\` = ${JSON.stringify(language)}) |>
  req_body_json(body, null = "null") |>
  req_error(body = \\(answer) if (grepl("json", resp_content_type(answer))) sapply(resp_body_json(answer)$errors, \\(error) error$message)) |>
  req_perform()
rows <- read.csv(
  text = sub("^\\ufeff", "", resp_body_string(answer, "UTF-8")),
  comment.char = "#", check.names = FALSE, na.strings = ""
)

print(rows)
`
}

/** A raw string of R that ends nowhere inside the text. */
function rawR(text: string): string {
  let dashes = '---'
  while (text.includes(`)${dashes}"`)) dashes += '-'
  return `r"${dashes}(${text})${dashes}"`
}

/** A module in TypeScript that prints the data. */
export function typescript(question: Question): string {
  const { address, language, query, variables, operationName } = question
  const template = framed(query).replaceAll('\\', '\\\\').replaceAll('`', '\\`').replaceAll('${', '\\${')
  const rest = [
    ...(hasVariables(variables) ? [`const variables = ${JSON.stringify(variables, null, 2)};`] : []),
    `type Data = ${question.typed ? typesOf(question.typed, variables) : 'unknown'};`,
  ]
  const names = [
    'query',
    ...(hasVariables(variables) ? ['variables'] : []),
    ...(operationName ? [`operationName: ${JSON.stringify(operationName)}`] : []),
  ]
  return `const query = \`${template}\`;

${rest.join('\n\n')}

const response = await fetch(${JSON.stringify(address)}, {
  method: "POST",
  headers: {
    "Content-Type": "application/json",
    "Accept": "application/graphql-response+json, application/json",
    "Accept-Language": ${JSON.stringify(language)},
  },
  body: JSON.stringify({ ${names.join(', ')} }),
});
const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
if (errors) throw new Error(errors.map((each) => each.message).join("\\n"));

console.log(JSON.stringify(data, null, 2));
export {};
`
}

/** A document with line breaks around it. */
function framed(query: string): string {
  return `\n${query.trim()}\n`
}
