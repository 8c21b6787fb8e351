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
