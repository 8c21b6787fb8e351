// What every part of the page knows.
import { createContext, useContext } from 'react'
import type { Answers } from './answers'
import type { Example } from './examples'
import type { Language, Texts } from './language'
import type { Server } from './release'

/** What does not change while the page is open. */
export interface Page {
  language: Language
  text: Texts
  endpoint: string // a path
  pinned: string | undefined // the release of the link
  answers: Answers
  examples: Example[]
}

export const PageContext = createContext<Page | null>(null)
export const ServerContext = createContext<Server | null>(null)

/** What every part of the page knows. */
export function usePage(): Page {
  const page = useContext(PageContext)
  if (!page) throw new Error('usePage outside of a page')
  return page
}

/** What the server told of itself; null until it did. */
export function useServer(): Server | null {
  return useContext(ServerContext)
}

/** Whether a list can stand beside the editors. */
export function isWide(): boolean {
  return window.matchMedia('(min-width: 60rem)').matches
}
