// The examples, which the server has.
import type { Language } from './language'

/** A query to start from. */
export interface Example {
  name: string
  topic: string
  titles: Record<string, string>
  query: string
}

/** The topics, in the order in which they are offered. */
export const topics = ['start', 'records', 'places', 'names', 'search', 'statistics', 'sources', 'technique'] as const

/** The examples; none where the server does not give them. */
export async function askExamples(): Promise<Example[]> {
  try {
    const response = await fetch('/graphiql/examples.json')
    return response.ok ? ((await response.json()) as Example[]) : []
  } catch {
    return []
  }
}

/** What an example asks, in a language. */
export function titleOf(example: Example, language: Language): string {
  return example.titles[language] ?? example.titles['en'] ?? example.name
}

/** An example as it stands in an editor: what it asks as a remark, then the query. */
export function documentOf(example: Example, language: Language): string {
  return `# ${titleOf(example, language)}\n${example.query}`
}
