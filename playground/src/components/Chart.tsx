import * as Plot from '@observablehq/plot'
import { useEffect, useMemo, useRef, useState } from 'react'
import { none, pointsOf, shapes, suggest, type Choice, type Point } from '../chart'
import { save } from '../file'
import { usePage } from '../page'
import type { Row } from '../rows'
import { describe, type Described } from '../values'
import { Select } from './Select'

const mostBars = 100

/** A chart of rows: one that says something, until the reader chooses another. */
export default function Chart({ columns, rows }: { columns: string[]; rows: Row[] }) {
  const { text } = usePage()
  const described = useMemo(() => describe(columns, rows), [columns, rows])
  const suggested = useMemo(() => suggest(described, rows), [described, rows])
  const [chosen, setChosen] = useState<{ columns: string[]; choice: Choice } | null>(null)
  const choice = chosen && String(chosen.columns) === String(columns) ? chosen.choice : suggested
  if (!choice) return <p className="note">{text('rows.empty')}</p>
  const change = (part: Partial<Choice>) => setChosen({ columns, choice: { ...choice, ...part } })
  const named = described.map((each) => [each.index, each.name] as const)
  const numbers = named.filter(([index]) => described[index]?.kind === 'number')
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
      <Picture described={described} rows={rows} choice={choice} />
    </div>
  )
}

function Picture({ described, rows, choice }: { described: Described[]; rows: Row[]; choice: Choice }) {
  const { text } = usePage()
  const frame = useRef<HTMLDivElement>(null)
  const points = useMemo(() => pointsOf(rows, described, choice), [rows, described, choice])
  const bars = useMemo(() => [...new Set(points.map((each) => String(each.x)))], [points])
  const x = described[choice.x]?.name ?? ''
  const y = choice.y === none ? text('chart.rows') : (described[choice.y]?.name ?? '')
  const colour = described[choice.colour]?.name
  const label = text('chart.label', { x, y })
  useEffect(() => {
    const element = frame.current
    if (!element) return undefined
    const axes = { x, y, colour, label }
    const draw = () => {
      const width = element.clientWidth
      if (width === 0) return // it is not on screen
      element.replaceChildren(
        asPicture(
          choice.shape === 'bar'
            ? drawBars(points, bars.slice(0, mostBars), axes, width)
            : drawPoints(points, choice.shape === 'line', axes, width),
        ),
      )
    }
    const observer = new ResizeObserver(draw)
    observer.observe(element)
    return () => observer.disconnect()
  }, [points, bars, choice.shape, x, y, colour, label])
  function keep() {
    const svg = frame.current?.querySelector('svg[aria-label]')
    if (svg) save('chart.svg', new Blob([new XMLSerializer().serializeToString(svg)], { type: 'image/svg+xml' }))
  }
  if (points.length === 0) return <p className="note">{text('chart.none')}</p>
  return (
    <figure>
      <div ref={frame} className="frame" />
      <figcaption>
        {label}
        {choice.shape === 'bar' && bars.length > mostBars && `. ${text('chart.cut', { shown: mostBars, all: bars.length })}`}{' '}
        <button type="button" className="plain" onClick={keep}>
          {text('download.svg')}
        </button>
      </figcaption>
    </figure>
  )
}

/** What the axes of a chart are called. */
interface Axes {
  x: string
  y: string
  colour: string | undefined
  label: string // of the whole
}

function common({ label, colour }: Axes, width: number) {
  return { width, ariaLabel: label, style: { background: 'none', fontSize: '12px' }, color: { legend: colour !== undefined } }
}

function paint({ colour }: Axes) {
  return colour === undefined ? 'currentColor' : 'colour'
}

const longestName = 40 // characters beside a bar

function drawBars(points: Point[], names: string[], axes: Axes, width: number) {
  const shown = new Set(names)
  const drawn = points.filter((each) => shown.has(String(each.x)))
  const shorten = (name: string) => (name.length > longestName ? `${name.slice(0, longestName - 1)}…` : name)
  // A Chinese character is as wide as two letters.
  const longest = Math.max(...names.map((name) => [...shorten(name)].reduce((sum, each) => sum + (each > '\u2e80' ? 12 : 7), 0)))
  const totals = names.map((x) => ({ x, y: drawn.reduce((sum, each) => sum + (each.x === x ? each.y : 0), 0) }))
  return Plot.plot({
    ...common(axes, width),
    marginLeft: Math.min(longest + 16, width * 0.45),
    marginRight: 40,
    marginBottom: 44,
    x: { label: axes.y, grid: true, ...(drawn.every((each) => Number.isInteger(each.y)) && { tickFormat: 'd' }) },
    y: { label: null, domain: names, tickFormat: shorten },
    marks: [
      Plot.barX(drawn, { x: 'y', y: 'x', fill: paint(axes), fillOpacity: 0.8, title: titleOf }),
      Plot.text(totals, { x: 'y', y: 'x', text: 'y', textAnchor: 'start', dx: 4, fill: 'currentColor' }),
      Plot.ruleX([0]),
    ],
  })
}

function drawPoints(points: Point[], line: boolean, axes: Axes, width: number) {
  return Plot.plot({
    ...common(axes, width),
    height: Math.max(240, Math.min(width * 0.6, 480)),
    marginLeft: 56,
    marginBottom: 44,
    x: { label: axes.x },
    y: { label: axes.y, grid: true, zero: line },
    marks: [
      ...(line ? [Plot.lineY(points, { x: 'x', y: 'y', stroke: paint(axes), z: 'colour' })] : []),
      Plot.dot(points, { x: 'x', y: 'y', fill: paint(axes), r: 3, title: titleOf }),
    ],
  })
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

function titleOf({ x, y, colour }: Point): string {
  return `${x instanceof Date ? x.toISOString().slice(0, 10) : x}${colour && `, ${colour}`}: ${y}`
}
