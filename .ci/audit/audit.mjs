// Asks a server all audits of GraphQL over HTTP, and fails on any that it does not keep.
import { auditServer } from 'graphql-http'

const results = await auditServer({ url: process.argv[2] })
const failed = results.filter((result) => result.status !== 'ok')
for (const result of failed) {
  console.error(`${result.id} ${result.name}: ${result.reason}`)
  if (result.response) console.error(result.response.status, await result.response.text())
}
console.log(`${results.length - failed.length} of ${results.length} audits of GraphQL over HTTP are kept`)
process.exitCode = failed.length > 0 || results.length < 61 ? 1 : 0
