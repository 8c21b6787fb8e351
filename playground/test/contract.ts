import { readdirSync, readFileSync } from 'node:fs'
import { buildSchema } from 'graphql'

const folder = new URL('../../schema/', import.meta.url)

/** The contract of the server. */
export const contract = buildSchema(
  readdirSync(folder)
    .filter((name) => name.endsWith('.graphql'))
    .map((name) => readFileSync(new URL(name, folder), 'utf8'))
    .join('\n'),
)
