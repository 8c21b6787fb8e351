import * as Plot from '@observablehq/plot'
import { useEffect, useMemo, useRef, useState } from 'react'
import { columnsOf, none, pointsOf, shapes, suggest, type Choice, type Column, type Point } from '../chart'
import { shorten, ticksOf, widthOf, withLegend, type Meant } from '../drawing'
import { save } from '../file'
import { usePage } from '../page'
import type { Table } from '../rows'
import { Select } from './Select'

const mostBars = 100

/** A chart of rows: one that says something, until the reader chooses another. */
export default function Chart({ table }: { table: Table }) {
  const { text } = usePage()
  const columns = useMemo(() => columnsOf(table), [table])
  const suggested = useMemo(() => suggest(table, columns), [table, columns])
  const [chosen, setChosen] = useState<{ columns: string[]; choice: Choice } | null>(null)
  const choice = chosen && String(chosen.columns) === String(table.columns) ? chosen.choice : suggested
  if (!choice) return <p className="note">{text('rows.empty')}</p>
  const change = (part: Partial<Choice>) => setChosen({ columns: table.columns, choice: { ...choice, ...part } })
  const named = columns.map((each) => [each.index, each.name] as const)
  const numbers = named.filter(([index]) => columns[index]?.kind === 'number')
  const [across, up] = choice.shape === 'bar' ? (['chart.along', 'chart.length'] as const) : (['chart.x', 'chart.y'] as const)
  const kinds = shapes.map((each) => [each, text(`chart.${each}`)] as const)
  const lengths = [[none, text('chart.rows')] as const, ...numbers]
  const colours = [[none, text('chart.one')] as const, ...named]
  return (
    <div className="chart">
      <div className="bar">
        <Select label={text('chart.shape')} value={choice.shape} options={kinds} onChange={(shape) => change({ shape })} />
        <Select label={text(across)} value={choice.x} options={named} onChange={(x) => change({ x })} />
        <Select label={text(up)} value={choice.y} options={lengths} onChange={(y) => change({ y })} />
        <Select label={text('chart.colour')} value={choice.colour} options={colours} onChange={(colour) => change({ colour })} />
      </div>
      <Picture table={table} columns={columns} choice={choice} />
    </div>
  )
}

function Picture({ table, columns, choice }: { table: Table; columns: Column[]; choice: Choice }) {
  const { text } = usePage()
  const frame = useRef<HTMLDivElement>(null)
  const legend = useRef<Meant[]>([])
  const unknown = text('chart.unknown')
  const points = useMemo(
    () =>
      pointsOf(table, columns, choice).map((each): Mark => ({
        ...each,
        colour: choice.colour === none ? '' : each.colour || unknown,
      })),
    [table, columns, choice, unknown],
  )
  const bars = useMemo(() => new Set(points.map((each) => each.bar)).size, [points])
  const x = columns[choice.x]?.name ?? ''
  const y = choice.y === none ? text('chart.rows') : (columns[choice.y]?.name ?? '')
  const colour = columns[choice.colour]?.name
  const label = text('chart.label', { x, y })
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const axes = { x, y, colour, label }
    const draw = () => {
      const width = element.clientWidth
      if (width === 0) return // it is not on screen
      const chart =
        choice.shape === 'bar' ? drawBars(points, axes, width) : drawPoints(points, choice.shape === 'line', axes, width)
      legend.current = colour === undefined ? [] : legendOf(chart)
      element.replaceChildren(asPicture(chart))
    }
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [points, choice.shape, x, y, colour, label])
  function keep() {
    const svg = frame.current?.querySelector<SVGSVGElement>('svg[aria-label]')
    if (!svg) return
    const file = new XMLSerializer().serializeToString(withLegend(svg, legend.current))
    save('chart.svg', new Blob([file], { type: 'image/svg+xml' }))
  }
  if (points.length === 0) return <p className="note">{text('chart.none')}</p>
  return (
    <figure>
      <div ref={frame} className="frame" />
      <figcaption>
        {label}
        {choice.shape === 'bar' && bars > mostBars && `. ${text('chart.cut', { shown: mostBars, all: bars })}`}{' '}
        <button type="button" className="plain" onClick={keep}>
          {text('download.svg')}
        </button>
      </figcaption>
    </figure>
  )
}

/** A mark whose colour has a name. */
type Mark = Point & { colour: string }

/** What the axes of a chart are called. */
interface Axes {
  x: string
  y: string
  colour: string | undefined
  label: string // of the whole
}

function common(points: Mark[], { label, colour }: Axes, width: number) {
  const style = { background: 'none', fontSize: '12px' }
  if (colour === undefined) return { width, ariaLabel: label, style }
  const domain = [...new Set(points.map((each) => each.colour))].toSorted() // names, even where they look like numbers or dates
  return { width, ariaLabel: label, style, color: { type: 'categorical' as const, domain, legend: true } }
}

function paint({ colour }: Axes) {
  return colour === undefined ? 'currentColor' : 'colour'
}

function drawBars(points: Mark[], axes: Axes, width: number) {
  const drawn = points.filter((each) => each.bar < mostBars)
  const totals = [...new Map(drawn.map(({ bar, x }) => [bar, String(x)]))].map(([bar, name]) => ({
    bar,
    name,
    y: drawn.reduce((sum, each) => sum + (each.bar === bar ? each.y : 0), 0),
  }))
  const longest = totals.reduce((most, { name }) => Math.max(most, widthOf(name)), 0)
  const room = Math.min(longest, width * 0.45 - beside, 280)
  const [marginLeft, marginRight] = [room + beside, 40]
  const ticks = ticksOf(
    totals.map((each) => each.y),
    width - marginLeft - marginRight,
  )
  return Plot.plot({
    ...common(drawn, axes, width),
    marginLeft,
    marginRight,
    marginBottom: 44,
    x: { label: axes.y, grid: true, ...ticks },
    y: { axis: null, domain: totals.map((each) => each.bar) },
    marks: [
      Plot.barX(drawn, { x: 'y', y: 'bar', fill: paint(axes), fillOpacity: 0.8, title: titleOf }),
      Plot.text(totals, {
        y: 'bar',
        text: ({ name }: { name: string }) => shorten(name, room),
        title: 'name',
        frameAnchor: 'left',
        textAnchor: 'end',
        dx: -6,
        fill: 'currentColor',
      }),
      Plot.text(totals, { x: 'y', y: 'bar', text: 'y', textAnchor: 'start', dx: 4, fill: 'currentColor' }),
      Plot.ruleX([0]),
    ],
  })
}

const beside = 14 // pixels around a name

function drawPoints(points: Mark[], line: boolean, axes: Axes, width: number) {
  const height = Math.max(240, Math.min(width * 0.6, 480))
  const across = ticksOf(
    points.map((each) => each.x),
    width - 76,
  )
  const up = ticksOf(
    points.map((each) => each.y),
    height,
  )
  return Plot.plot({
    ...common(points, axes, width),
    height,
    marginLeft: 56,
    marginBottom: 44,
    x: { label: axes.x, ...across },
    y: { label: axes.y, grid: true, zero: line, ...up },
    marks: [
      ...(line ? [Plot.lineY(points, { x: 'x', y: 'y', stroke: paint(axes), z: 'colour' })] : []),
      Plot.dot(points, { x: 'x', y: 'y', fill: paint(axes), r: 3, title: titleOf }),
    ],
  })
}

/** What the colours of a chart stand for. */
function legendOf(chart: Plot.Plot): Meant[] {
  const scale = chart.scale('color')
  return [...(scale?.domain ?? [])].map((each) => [String(each), String(scale?.apply(each))])
}

/** A chart as one picture with one name: its parts have names that say nothing to people. */
function asPicture(chart: HTMLElement | SVGElement) {
  const svg = chart.matches('svg') ? chart : chart.querySelector('svg[aria-label]')
  svg?.setAttribute('role', 'img')
  for (const part of svg?.querySelectorAll('[aria-label]') ?? []) {
    part.classList.add((part.getAttribute('aria-label') ?? '').replaceAll(' ', '-'))
    part.removeAttribute('aria-label')
  }
  return chart
}

function titleOf({ x, y, colour }: Mark): string {
  return `${x instanceof Date ? x.toISOString().slice(0, 10) : x}${colour && `, ${colour}`}: ${y}`
}
