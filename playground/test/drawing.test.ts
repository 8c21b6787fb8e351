import { expect, test } from 'vitest'
import { shorten, ticksOf, widthOf } from '../src/drawing'

test('Chinese characters are as wide as they are high, and capitals wider than other letters', () => {
  expect(widthOf('海淀')).toBe(24)
  expect(widthOf('AM')).toBeGreaterThan(widthOf('al'))
})

test.each(['a name', '一个很长的名称，放不下', 'National Big Data Comprehensive Pilot Zone', '👩‍🔬'.repeat(9)])(
  '%s fits',
  (name) => {
    for (const room of [20, 60, 100, 400]) {
      const cut = shorten(name, room)
      expect(widthOf(cut)).toBeLessThanOrEqual(room)
      expect(cut === name || (cut.endsWith('…') && name.startsWith(cut.slice(0, -1).trimEnd()))).toBe(true)
      expect(cut.isWellFormed()).toBe(true)
    }
    expect(shorten(name, 1000)).toBe(name)
  },
)

test('whole numbers have no more ticks than steps between them', () => {
  expect(ticksOf([0, 1], 800)?.ticks).toBe(1)
  expect(ticksOf([3, 1], 800)?.ticks).toBe(3)
  expect(ticksOf([164], 800)?.ticks).toBe(10)
  expect(ticksOf([164], 100)?.ticks).toBe(1)
  expect(ticksOf([-2, 1], 800)?.ticks).toBe(3)
  expect(ticksOf([0], 800)?.ticks).toBe(1)
  expect(ticksOf([0.5, 1], 800)).toBeUndefined()
  expect(ticksOf(['a', 1], 800)).toBeUndefined()
})
