import { useGraphiQL } from '@graphiql/react'
import { lazy, Suspense, useMemo } from 'react'
import type { Answer } from '../answers'
import { usePage } from '../page'
import { tableOf, typed, type Typed } from '../question'
import type { Table as Rows } from '../rows'
import { Code } from './Code'
import { Downloads } from './Downloads'
import { Problems } from './Problems'
import { Table } from './Table'

export const views = ['json', 'table', 'chart', 'code'] as const
export type View = (typeof views)[number]

// Plot is loaded when the first chart is drawn.
const Chart = lazy(() => import('./Chart'))

/** The answer beside its JSON: the choice of views, files, errors, and the view that is chosen. */
export function Results({ view, onView }: { view: View; onView(view: View): void }) {
  const { text } = usePage()
  const { answer, question, current } = useAnswer()
  const table = useTable(answer, question)
  const cost = answer?.result.extensions?.cost
  return (
    <section className="results" aria-label={text('results')}>
      <div className="bar">
        <div role="group" aria-label={text('results')} className="views">
          {views.map((each) => (
            <button key={each} type="button" aria-pressed={each === view} onClick={() => onView(each)}>
              {text(`view.${each}`)}
            </button>
          ))}
        </div>
        {typeof cost?.requested === 'number' && (
          <p className="cost-after">{text('cost.after', { requested: cost.requested, maximum: cost.maximum })}</p>
        )}
        {answer && table.rows && <Downloads answer={answer} columns={table.columns} rows={table.rows} />}
      </div>
      {answer && !current && <p className="note">{text('rows.stale')}</p>}
      {answer && <Problems answer={answer} question={question} current={current} />}
      {view === 'code' && <Code />}
      {(view === 'table' || view === 'chart') &&
        (table.rows ? (
          view === 'table' ? (
            <Table columns={table.columns} rows={table.rows} />
          ) : (
            <Suspense>
              <Chart table={table} />
            </Suspense>
          )
        ) : (
          <p className="note">{text(table.reason)}</p>
        ))}
    </section>
  )
}

/** The answer on screen, its query as it fits the schema, and whether that query still stands in the editor. */
function useAnswer(): { answer: Answer | undefined; question: Typed | undefined; current: boolean } {
  const { answers } = usePage()
  const { schema, tab } = useGraphiQL((state) => ({ schema: state.schema, tab: state.tabs[state.activeTabIndex] }))
  const answer = answers.shown(tab?.response)
  const question = useMemo(() => answer && typed(schema, answer.query, answer.operationName), [schema, answer])
  return { answer, question, current: answer !== undefined && answer.query === tab?.query }
}

type NoRows = { rows?: never; reason: 'rows.none' | 'rows.errors' | 'rows.many' | 'rows.loading' }

/** The table of an answer, or why there is none. */
function useTable(answer: Answer | undefined, question: Typed | undefined): Rows | NoRows {
  return useMemo(() => {
    if (!answer) return { reason: 'rows.none' }
    if (answer.result.errors || !answer.result.data) return { reason: 'rows.errors' }
    if (!question) return { reason: 'rows.loading' }
    return tableOf(question, answer.variables, answer.result.data) ?? { reason: 'rows.many' }
  }, [answer, question])
}
