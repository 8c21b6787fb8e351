import { useGraphiQL } from '@graphiql/react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { costOf } from '../cost'
import { languageNames, languages, type Language } from '../language'
import { writeLink } from '../link'
import { usePage, useServer } from '../page'
import { readVariables, typed } from '../question'

/** The line above the editors. */
export function Header({ trouble }: { trouble: string | null }) {
  const { text } = usePage()
  return (
    <header>
      <h1>
        <a href="/" aria-label={text('home')}>
          PilotGraph
        </a>
      </h1>
      <Cost />
      <p role="status" className="trouble">
        {trouble}
      </p>
      <div className="end">
        <Release />
        <CopyLink />
        <LanguageChoice />
      </div>
    </header>
  )
}

/** What the query in the editor may cost, and what the server allows. */
function Cost() {
  const { text } = usePage()
  const maximum = useServer()?.maximum
  const { schema, query, variables, operationName } = useEdited()
  const cost = useMemo(() => {
    const question = typed(schema, query, operationName)
    return question && costOf(question.schema, question.document, question.operation, readVariables(variables) ?? {})
  }, [schema, query, variables, operationName])
  if (cost === undefined) return <p className="cost" />
  const over = maximum !== undefined && cost > maximum
  const key = maximum === undefined ? 'cost.before' : over ? 'cost.over' : 'cost.limited'
  return (
    <p className={over ? 'cost over' : 'cost'} role={over ? 'alert' : undefined}>
      {text(key, { cost, maximum: maximum ?? 0 })}
    </p>
  )
}

/** What stands in the editors. */
export function useEdited() {
  const { schema, tab, operationName } = useGraphiQL((state) => ({
    schema: state.schema,
    tab: state.tabs[state.activeTabIndex],
    operationName: state.operationName,
  }))
  return { schema, query: useDeferredValue(tab?.query ?? ''), variables: tab?.variables, operationName }
}

/** Which release answers. */
function Release() {
  const { text, pinned, language } = usePage()
  const server = useServer()
  const version = server?.release?.version ?? pinned
  if (!version) return null
  if (!pinned) return <p className="release">{text('release.current', { version })}</p>
  return (
    <p className="release">
      {server && !server.release ? (
        <span role="alert">{server.message}</span>
      ) : (
        <span title={text('release.pinned', { version })}>{text('release.current', { version })}</span>
      )}{' '}
      <a href={`/graphiql${writeLink({ lang: language })}`}>{text('release.leave')}</a>
    </p>
  )
}

/** Copies an address that opens what stands in the editors, on this release. */
function CopyLink() {
  const { text, pinned, language } = usePage()
  const release = useServer()?.release?.version ?? pinned
  const { tab, operationName, operations } = useGraphiQL((state) => ({
    tab: state.tabs[state.activeTabIndex],
    operationName: state.operationName,
    operations: state.operations,
  }))
  const [state, setState] = useState<{ copied: boolean; address: string } | null>(null)
  const timer = useRef(0)
  async function copy() {
    clearTimeout(timer.current) // of the copy before
    setState(null)
    const query = writeLink({
      query: tab?.query ?? '',
      variables: tab?.variables ?? '',
      lang: language,
      ...(release && { release }),
      ...(operationName && (operations?.length ?? 0) > 1 && { operationName }),
    })
    const address = `${location.origin}/graphiql${query}`
    try {
      await navigator.clipboard.writeText(address)
      setState({ copied: true, address })
      timer.current = window.setTimeout(() => setState(null), 4000)
    } catch {
      setState({ copied: false, address })
    }
  }
  return (
    <>
      <button type="button" className="plain" title={text('link.hint')} onClick={() => void copy()}>
        {text('link.copy')}
      </button>
      <p role="status" className={state && !state.copied ? 'by-hand' : 'copied'}>
        {state?.copied && text('link.copied')}
        {state && !state.copied && (
          <label>
            {text('link.byHand')} <input readOnly value={state.address} onFocus={(event) => event.target.select()} />
          </label>
        )}
      </p>
    </>
  )
}

/** The languages, as links. */
function LanguageChoice() {
  const { text, language } = usePage()
  const address = (lang: string) => {
    const parameters = new URLSearchParams(location.search)
    parameters.set('lang', lang)
    return `/graphiql?${parameters}`
  }
  return (
    <nav aria-label={text('language')}>
      {(Object.keys(languages) as Language[]).map((each) => (
        <a key={each} href={address(each)} lang={each} hrefLang={each} aria-current={each === language ? 'true' : undefined}>
          {languageNames[each]}
        </a>
      ))}
    </nav>
  )
}
