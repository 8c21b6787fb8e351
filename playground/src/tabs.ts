// The tabs that GraphiQL keeps in the browser from visit to visit.
import type { Link } from './link'
import { readVariables } from './question'

/** Where GraphiQL keeps them. */
export const tabsKey = 'graphiql:tabState'

/** What stands in the editors of a tab. */
interface Tab {
  query: string | null
  variables: string | null
}

/**
 * What the editors begin with: what a link brings, else what the last visit left. It is written as the tab that has it has it,
 * for GraphiQL finds a tab by its very text, and opens another where it finds none.
 */
export function beginning({ query, variables }: Link, stored: string | null): Partial<Pick<Link, 'query' | 'variables'>> {
  const { tabs, active } = readTabs(stored)
  if (query === undefined && variables !== undefined) return { variables }
  const tab =
    query === undefined
      ? active
      : tabs.findLast((each) => each.query?.trim() === query.trim() && meaning(each.variables) === meaning(variables))
  if (tab) return { query: tab.query ?? '', variables: tab.variables ?? '' }
  return query === undefined ? {} : { query, variables: variables ?? '' } // not those of another tab
}

function meaning(variables: string | null | undefined): string {
  return JSON.stringify(readVariables(variables) ?? variables)
}

function readTabs(stored: string | null): { tabs: Tab[]; active: Tab | undefined } {
  try {
    const { tabs, activeTabIndex } = JSON.parse(stored ?? '') as { tabs: Tab[]; activeTabIndex: number }
    return { tabs: [...tabs], active: tabs[activeTabIndex] }
  } catch {
    return { tabs: [], active: undefined }
  }
}
