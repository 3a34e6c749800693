import { describe, expect, it } from 'vitest'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import type { SessionEvent } from '../../../src/shared/model/events'
import { FigureWriter } from '../../../src/shared/report/figure-writer'
import { STATE_COLOURS } from '../../../src/shared/figures/palette'
import { activeClose, header, many } from '../../renderer/story'

/** What `export --figure overview` draws. */
function drawn(events: readonly SessionEvent[], connections?: readonly string[]): string {
  const writer = new FigureWriter('overview', { words: catalogue('en'), theme: 'light', width: 800, ...(connections === undefined ? {} : { connections }) })
  for (const event of [header(), ...events]) writer.take(event)
  return writer.finish()
}
/** Height of everything in one colour, line by line: px. */
const heights = (svg: string, fill: string): readonly number[] =>
  [...svg.matchAll(new RegExp(`<path d="([^"]*)" fill="${fill}"`, 'g'))].map(([, d = '']) => [...d.matchAll(/M[\d.]+ ([\d.]+)L[\d.]+ [\d.]+L[\d.]+ ([\d.]+)/g)].reduce((sum, [, top, bottom]) => sum + Number(bottom) - Number(top), 0))

describe('all connections as a picture', () => {
  it('has both ends of each, the states that were, and the time', () => {
    const svg = drawn(many(40, 100))
    expect(svg).toMatch(/<title>40 connections by state over time<\/title>[^]*>Clients[^<]* ends, of 40 connections<[^]*>Servers[^<]* ends, of 40 connections</)
    for (const state of ['ESTABLISHED', 'CLOSE-WAIT', 'TIME-WAIT']) expect(svg).toContain(`>${state}<`)
    expect(svg).not.toContain('>CLOSING<')
    expect(svg).toMatch(/>\d+(\.\d+)? s</)
  })
  it('of one connection fills the raster with it: no line is empty where it waits', () => {
    expect(heights(drawn(activeClose()), STATE_COLOURS.light['TIME-WAIT'])).toEqual([220])
  })
  it('of a session without connections there is none', () => {
    expect(drawn([])).toBe('')
  })
  it('as many lines as it has, no more boxes than a picture needs', () => {
    expect(drawn(many(3_000, 2)).length).toBeLessThan(600_000)
  })
})
