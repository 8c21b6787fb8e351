import { useState } from 'react'
import type { Answer } from '../answers'
import { hasVariables } from '../code/question'
import { csvOf, type Origin } from '../csv'
import { save } from '../file'
import { usePage, useServer } from '../page'
import type { Row } from '../rows'

/** The rows as files. */
export function Downloads({ answer, columns, rows }: { answer: Answer; columns: string[]; rows: Row[] }) {
  const { text } = usePage()
  const origin = useOrigin(answer)
  const [failure, setFailure] = useState('')
  const name = ['pilotgraph', origin.release, answer.operationName].filter(Boolean).join('-')
  async function xlsx() {
    try {
      const { xlsxOf } = await import('../xlsx') // the library comes with the first file
      save(`${name}.xlsx`, await xlsxOf(origin, columns, rows, text))
      setFailure('')
    } catch (error) {
      setFailure(text('download.failed', { reason: error instanceof Error ? error.message : String(error) }))
    }
  }
  return (
    <div className="downloads">
      <button
        type="button"
        title={text('download.csv')}
        aria-label={text('download.csv')}
        onClick={() => save(`${name}.csv`, new Blob([csvOf(origin, columns, rows)], { type: 'text/csv' }))}
      >
        CSV
      </button>
      <button type="button" title={text('download.xlsx')} aria-label={text('download.xlsx')} onClick={() => void xlsx()}>
        XLSX
      </button>
      <p role="alert">{failure}</p>
    </div>
  )
}

/** Where the rows of an answer come from. */
function useOrigin(answer: Answer): Origin {
  const { endpoint, language } = usePage()
  const release = useServer()?.release
  return {
    ...(release && {
      title: release.title,
      release: release.version,
      licences: release.licences,
      attribution: release.attribution,
    }),
    address: `${location.origin}${endpoint}`,
    language,
    query: answer.query,
    variables: hasVariables(answer.variables) ? JSON.stringify(answer.variables) : '',
  }
}
