// Addresses of the playground, and of what it asks.

/** What an address of the playground says. */
export interface Link {
  query?: string
  variables?: string // JSON, as typed
  operationName?: string
  release?: string // a version
  lang?: string
}

const names = ['query', 'variables', 'operationName', 'release', 'lang'] as const

/** Reads the part of an address after "?". */
export function readLink(search: string): Link {
  const parameters = new URLSearchParams(search)
  const link: Link = {}
  for (const name of names) {
    const value = parameters.get(name)
    if (value) link[name] = value
  }
  if (link.release) link.release = link.release.replace(/^release:/, '')
  return link
}

/** The part of an address after "?", with "?" where there is anything. */
export function writeLink(link: Link): string {
  const parameters = new URLSearchParams()
  for (const name of names) {
    const value = link[name]?.trim()
    if (value && !(name === 'variables' && /^\{\s*\}$/.test(value))) parameters.set(name, value)
  }
  const text = parameters.toString()
  return text && `?${text}`
}

/** The path at which a release is asked; without one, the release that the server has now. */
export function endpoint(release?: string): string {
  return release ? `/releases/${encodeURIComponent(release)}/graphql` : '/graphql'
}
