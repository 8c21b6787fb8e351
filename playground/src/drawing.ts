// What the drawing of a chart needs to know of its texts and numbers.

const wideFrom = '\u2e80' // Chinese characters and what stands with them

/** How wide a text of 12 pixels is at the most, as far as one can know without drawing it. */
export function widthOf(text: string): number {
  let width = 0
  for (const each of text) width += each >= wideFrom ? 12 : /[\p{Lu}mw_…%@]/u.test(each) ? 10 : 7
  return width
}

/** A text that fits into a width: where it does not, its end is left out. */
export function shorten(text: string, room: number): string {
  if (widthOf(text) <= room) return text
  let kept = ''
  let left = room - widthOf('…')
  for (const each of text) {
    left -= widthOf(each)
    if (left < 0) break
    kept += each
  }
  return `${kept.trimEnd()}…`
}

/** The ticks of an axis of whole numbers: no more than there are steps, so that none stands between; undefined for others. */
export function ticksOf(numbers: unknown[], room: number): { ticks: number; tickFormat: string } | undefined {
  if (!numbers.every((each) => Number.isInteger(each))) return undefined
  const whole = numbers as number[]
  const span = whole.reduce((a, b) => Math.max(a, b), 0) - whole.reduce((a, b) => Math.min(a, b), 0)
  return { ticks: Math.max(1, Math.min(span, Math.floor(room / 80))), tickFormat: 'd' }
}

/** What a colour stands for. */
export type Meant = readonly [name: string, colour: string]

const line = 20 // pixels of a legend

/** A picture with its legend above it, for a file, which has nothing around it. */
export function withLegend(picture: SVGSVGElement, legend: Meant[]): SVGSVGElement {
  const copy = picture.cloneNode(true) as SVGSVGElement
  if (legend.length === 0) return copy
  const [width, height] = [picture.width.baseVal.value, picture.height.baseVal.value]
  const make = (name: string, attributes: Record<string, string | number>) => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', name)
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value))
    return element
  }
  const moved = make('g', {})
  moved.append(...[...copy.childNodes].filter((each) => each.nodeName !== 'style'))
  const names = make('g', { fill: 'currentColor', 'text-anchor': 'start' })
  let [x, y] = [8, 0]
  for (const [name, colour] of legend) {
    const wide = 18 + widthOf(name) + 16
    if (x > 8 && x + wide > width) [x, y] = [8, y + line]
    const text = make('text', { x: x + 18, y: y + 14 })
    text.textContent = name
    names.append(make('rect', { x, y: y + 4, width: 12, height: 12, fill: colour }), text)
    x += wide
  }
  const top = y + line + 4
  moved.setAttribute('transform', `translate(0,${top})`)
  copy.setAttribute('height', String(height + top))
  copy.setAttribute('viewBox', `0 0 ${width} ${height + top}`)
  copy.append(names, moved)
  return copy
}
