import { useGraphiQL } from '@graphiql/react'
import { useMemo, useRef, useState } from 'react'
import { kotlin, swift } from '../code/apollo'
import type { Question } from '../code/question'
import { curl, python, r, typescript } from '../code/scripts'
import { usePage } from '../page'
import { isPage, readVariables, typed } from '../question'
import { useEdited } from './Header'
import { Select } from './Select'

const programs = { curl, python, r, typescript, kotlin, swift } as const
type Program = keyof typeof programs
const names: [Program, string][] = [
  ['curl', 'curl'],
  ['python', 'Python'],
  ['r', 'R'],
  ['typescript', 'TypeScript'],
  ['kotlin', 'Kotlin'],
  ['swift', 'Swift'],
]

/** The programs that ask for CSV, in which the server gives all rows. */
const readsAllPages = new Set<Program>(['python', 'r'])

/** A program that asks what stands in the editor. */
export function Code() {
  const { text } = usePage()
  const [program, setProgram] = useState<Program>('curl')
  const [state, setState] = useState('')
  const timer = useRef(0)
  const question = useQuestion()
  const page = useMemo(() => readsAllPages.has(program) && isPage(question.typed, question.variables), [program, question])
  const code = useMemo(() => programs[program](question), [program, question])
  async function copy() {
    clearTimeout(timer.current) // of the copy before
    setState('')
    try {
      await navigator.clipboard.writeText(code)
      setState(text('code.copied'))
    } catch {
      setState(text('copy.failed'))
    }
    timer.current = window.setTimeout(() => setState(''), 4000)
  }
  return (
    <div className="code">
      <div className="bar">
        <Select<Program> label={text('code.for')} value={program} options={names} onChange={setProgram} />
        <button type="button" className="plain" onClick={() => void copy()}>
          {text('code.copy')}
        </button>
        <p role="status">{state}</p>
      </div>
      <p className="note">{text(`code.${program}`)}</p>
      {page && <p className="note">{text('code.page')}</p>}
      <pre tabIndex={0} aria-label={new Map(names).get(program)}>
        <code>{code}</code>
      </pre>
    </div>
  )
}

/** What a program asks: what stands in the editors, of the release that is shown. */
function useQuestion(): Question {
  const { endpoint, language } = usePage()
  const { schema, query, variables, operationName } = useEdited()
  const several = useGraphiQL((state) => (state.operations?.length ?? 0) > 1)
  return useMemo(
    () => ({
      address: `${location.origin}${endpoint}`,
      language,
      query,
      variables: readVariables(variables) ?? {},
      operationName: several && operationName ? operationName : undefined,
      typed: typed(schema, query, operationName),
    }),
    [endpoint, language, schema, query, variables, operationName, several],
  )
}
