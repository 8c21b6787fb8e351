import { useGraphiQL, useMonaco } from '@graphiql/react'
import { useEffect, useMemo } from 'react'
import type { Answer } from '../answers'
import { usePage } from '../page'
import { placeOf, type Typed } from '../question'

const most = 10 // errors that are listed

/** The errors of an answer, each with its place in the query, which the editor marks too. */
export function Problems({ answer, question, current }: { answer: Answer; question: Typed | undefined; current: boolean }) {
  const { text } = usePage()
  const monaco = useMonaco((state) => state.monaco)
  const editor = useGraphiQL((state) => state.queryEditor)
  const problems = useMemo(
    () =>
      (answer.result.errors ?? []).map((each) => ({
        message: each.message,
        place: each.locations?.[0] ?? (question && each.path ? placeOf(question.document, each.path) : undefined),
      })),
    [answer, question],
  )
  useEffect(() => {
    const model = editor?.getModel()
    if (!monaco || !model || !current) return undefined
    monaco.editor.setModelMarkers(
      model,
      'answer',
      problems.flatMap(({ message, place }) => {
        if (!place || place.line > model.getLineCount()) return []
        const word = model.getWordAtPosition({ lineNumber: place.line, column: place.column })
        return [
          {
            message,
            severity: monaco.MarkerSeverity.Error,
            startLineNumber: place.line,
            endLineNumber: place.line,
            startColumn: place.column,
            endColumn: word?.endColumn ?? place.column + 1,
          },
        ]
      }),
    )
    return () => monaco.editor.setModelMarkers(model, 'answer', [])
  }, [monaco, editor, problems, current])
  if (problems.length === 0) return null
  return (
    <ul className="problems" role="alert" aria-label={text('errors')}>
      {problems.slice(0, most).map(({ message, place }, i) => (
        <li key={i}>
          {message}
          {place && (
            <>
              {' '}
              <button
                type="button"
                onClick={() => {
                  editor?.setPosition({ lineNumber: place.line, column: place.column })
                  editor?.revealLineInCenter(place.line)
                  editor?.focus()
                }}
              >
                {text('error.place', { line: place.line, column: place.column })}
              </button>
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
