import { useGraphiQL, useGraphiQLActions } from '@graphiql/react'
import { useEffect, useRef } from 'react'

/** Chooses the operation that the link names, once the editor has it. */
export function useOperationOfLink(name: string | undefined) {
  const operations = useGraphiQL((state) => state.operations)
  const { setOperationName } = useGraphiQLActions()
  const done = useRef(false)
  useEffect(() => {
    if (done.current || !name || !operations?.some((each) => each.name?.value === name)) return
    done.current = true
    setOperationName(name)
  }, [name, operations, setOperationName])
}

const pause = 5000 // milliseconds between attempts

/** Asks for the schema again where it did not come, until it does. */
export function useSchemaAgain() {
  const fetchError = useGraphiQL((state) => state.fetchError)
  const { introspect } = useGraphiQLActions()
  useEffect(() => {
    if (!fetchError) return undefined
    const timer = setTimeout(introspect, pause)
    return () => clearTimeout(timer)
  }, [fetchError, introspect])
}

/** Scrolls the list of tabs to the one that is open. */
export function useTabInSight() {
  const title = useGraphiQL(({ tabs, activeTabIndex }) => `${activeTabIndex} ${tabs.length} ${tabs[activeTabIndex]?.title}`)
  useEffect(() => {
    const tab = document.querySelector('.graphiql-tab-active')
    const list = tab?.parentElement // the list alone: scrollIntoView would move the editors of a narrow window too
    if (!list) return
    const [inner, outer] = [tab.getBoundingClientRect(), list.getBoundingClientRect()]
    list.scrollLeft += Math.max(0, inner.right - outer.right)
    list.scrollLeft -= Math.max(0, outer.left - inner.left)
  }, [title])
}
