import { useMemo, useRef, useState } from 'react'
import { usePage } from '../page'
import { textOf, type Row } from '../rows'
import { describe, sorted, type Order } from '../values'

const height = 30 // of a row, in pixels; style.css has the same
const beyond = 10 // rows drawn above and below what is seen

/** Rows that can be sorted. Only those in sight are drawn, so that tens of thousands of cells stay quick. */
export function Table({ columns, rows }: { columns: string[]; rows: Row[] }) {
  const { text, language } = usePage()
  const [order, setOrder] = useState<Order | null>(null)
  const described = useMemo(() => describe(columns, rows), [columns, rows])
  const ordered = useMemo(
    () => (order && order.index < columns.length ? sorted(rows, order, language) : rows),
    [rows, order, columns, language],
  )
  const { scroller, from, to, onScroll } = useWindow(ordered.length)
  function sortBy(index: number) {
    setOrder(order?.index !== index ? { index, descending: false } : order.descending ? null : { index, descending: true })
  }
  return (
    <div className="table" ref={scroller} onScroll={onScroll} tabIndex={0} role="region" aria-label={text('view.table')}>
      <table aria-rowcount={rows.length + 1} aria-colcount={columns.length}>
        <caption>{text('rows.count', { rows: rows.length, columns: columns.length })}</caption>
        <thead>
          <tr aria-rowindex={1}>
            {described.map(({ name, index, kind }) => (
              <th
                key={name}
                scope="col"
                className={kind}
                aria-sort={order?.index !== index ? undefined : order.descending ? 'descending' : 'ascending'}
              >
                <button type="button" title={text('table.sort', { column: name })} onClick={() => sortBy(index)}>
                  {name}
                </button>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {from > 0 && (
            <tr className="gap" aria-hidden="true">
              <td colSpan={columns.length} style={{ height: from * height }} />
            </tr>
          )}
          {ordered.slice(from, to).map((row, i) => (
            <tr key={from + i} aria-rowindex={from + i + 2}>
              {row.map((value, j) => {
                const shown = textOf(value)
                return (
                  <td key={j} className={described[j]?.kind} title={shown.length > 30 ? shown : undefined}>
                    <div dir="auto">{shown}</div>
                  </td>
                )
              })}
            </tr>
          ))}
          {to < ordered.length && (
            <tr className="gap" aria-hidden="true">
              <td colSpan={columns.length} style={{ height: (ordered.length - to) * height }} />
            </tr>
          )}
        </tbody>
      </table>
      {rows.length === 0 && <p className="note">{text('rows.empty')}</p>}
    </div>
  )
}

/** Which rows are in sight. */
function useWindow(count: number) {
  const scroller = useRef<HTMLDivElement>(null)
  const [first, setFirst] = useState(0)
  const seen = Math.ceil(Math.max(window.innerHeight, 600) / height)
  const from = Math.max(0, Math.min(first, count - seen) - beyond)
  return {
    scroller,
    from,
    to: Math.min(count, first + seen + beyond),
    onScroll: () => setFirst(Math.floor((scroller.current?.scrollTop ?? 0) / height)),
  }
}
