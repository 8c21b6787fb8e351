// Asks the server, and remembers what was asked for each answer that is on screen.
import type { Fetcher } from '@graphiql/toolkit'
import type { Texts } from './language'
import type { Variables } from './selection'

/** The answer to an operation, as the server gives it. */
export interface Result {
  data?: unknown
  errors?: { message: string; locations?: { line: number; column: number }[]; path?: (string | number)[] }[]
  extensions?: { cost?: { requested: number | null; maximum: number } }
}

/** An answer with what it answers. */
export interface Answer {
  query: string
  variables: Variables
  operationName: string | undefined
  result: Result
}

const kept = 20 // answers
const patience = 1000 // milliseconds before the second attempt, where the server does not say

/** Where and how a page asks. */
export interface Asking {
  endpoint: string
  language: string
  text: Texts
  /** Is told what is wrong while a request is tried again, and null when it is over. */
  onTrouble(message: string | null): void
}

/** Asks a server. */
export class Answers {
  readonly #asking: Asking
  readonly #byText = new Map<string, Answer>()

  constructor(asking: Asking) {
    this.#asking = asking
  }

  /** The answer that the text of a result window shows; undefined where it shows none. */
  shown(text: string | null | undefined): Answer | undefined {
    return text ? this.#byText.get(text) : undefined
  }

  /** The function by which GraphiQL asks. */
  readonly fetcher: Fetcher = async ({ query, variables, operationName }) => {
    const body = { query, variables: (variables ?? {}) as Variables, operationName: operationName ?? undefined }
    if (operationName === 'IntrospectionQuery') return this.get(query) as never
    const result = await this.#attempt(this.#asking.endpoint, {
      method: 'POST',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json' },
    })
    this.#remember({ ...body, result })
    return result as never
  }

  /** Asks by GET, so that caches can answer. */
  async get(query: string): Promise<Result> {
    return this.#attempt(`${this.#asking.endpoint}?${new URLSearchParams({ query })}`, {})
  }

  #remember(answer: Answer) {
    // This is how GraphiQL writes a result, and so how it is found again.
    const text = JSON.stringify(answer.result, null, 2)
    this.#byText.delete(text)
    this.#byText.set(text, answer)
    const [oldest] = this.#byText.keys()
    if (this.#byText.size > kept && oldest !== undefined) this.#byText.delete(oldest)
  }

  /** Asks, and once more where nothing comes or the server has no time. */
  async #attempt(address: string, init: RequestInit): Promise<Result> {
    const { text, onTrouble } = this.#asking
    let response = await this.#send(address, init)
    if (!response || response.status === 503) {
      onTrouble(text('status.again'))
      const seconds = Number(response?.headers.get('Retry-After'))
      await new Promise((resolve) => setTimeout(resolve, seconds > 0 && seconds <= 10 ? seconds * 1000 : patience))
      response = await this.#send(address, init)
      onTrouble(null)
    }
    if (!response) return failed(text('error.unreachable'))
    try {
      const result: unknown = await response.json()
      if (typeof result === 'object' && result !== null) return result
    } catch {
      // said below
    }
    return failed(text('error.status', { status: String(response.status) }))
  }

  async #send(address: string, init: RequestInit): Promise<Response | undefined> {
    try {
      return await fetch(address, {
        ...init,
        headers: {
          Accept: 'application/graphql-response+json, application/json',
          'Accept-Language': this.#asking.language,
          ...init.headers,
        },
      })
    } catch {
      return undefined
    }
  }
}

function failed(message: string): Result {
  return { errors: [{ message }] }
}
