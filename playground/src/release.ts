// What the page knows of the release that answers.
import type { Answers } from './answers'

/** A release, as files cite it. */
export interface Release {
  version: string
  title: string
  licences: string[]
  attribution: string[]
}

/** What the first answer tells of the server: its release, null where it does not have that one, and its limit. */
export interface Server {
  release: Release | null
  maximum: number | undefined // cost of an operation
  message: string | undefined // why there is no release
}

/** Asks which release answers. */
export async function askServer(answers: Answers): Promise<Server> {
  const { data, errors, extensions } = await answers.get('{release{version title licence{name url}attribution}}')
  const release = (
    data as
      | { release?: { version: string; title: string; licence: { name: string; url: string }[]; attribution: string[] } }
      | undefined
  )?.release
  return {
    release: release
      ? {
          version: release.version,
          title: release.title,
          attribution: release.attribution,
          licences: release.licence.map(({ name, url }) => `${name} ${url}`),
        }
      : null,
    maximum: extensions?.cost?.maximum,
    message: errors?.[0]?.message,
  }
}
