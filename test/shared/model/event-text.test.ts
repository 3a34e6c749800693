import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { jsonText } from '../../../src/shared/base/json-text'
import { eventText } from '../../../src/shared/model/event-text'
import { CAUSES, EVIDENCE, VERDICTS } from '../../../src/shared/model/events'
import { flagsText } from '../../../src/shared/tcp/flags'
import { ENDS, TCP_STATES } from '../../../src/shared/tcp/state'

const count = fc.nat(2 ** 31 - 1)
const endpoint = fc.oneof(fc.tuple(fc.ipV4(), fc.nat(65535)).map(([address, port]) => `${address}:${port}`), fc.nat(65535).map((port) => `[::1]:${port}`))
const at = fc.integer({ min: -1e12, max: Number.MAX_SAFE_INTEGER })
const conn = fc.integer({ min: 1 }).map((n) => `c${n}`)

const packet = fc.record({
  type: fc.constant('packet' as const), at, n: count, conn, from: endpoint, to: endpoint, flags: fc.nat(255).map(flagsText), seq: count, ack: count, len: count, win: count,
  length: count, caplen: count, verdict: fc.constantFrom(...VERDICTS), rawSeq: count, rawAck: count
})
const transition = fc.record({
  type: fc.constant('transition' as const), at, conn, end: fc.constantFrom(...ENDS), local: fc.oneof(endpoint, fc.string({ unit: 'binary' })), remote: fc.oneof(endpoint, fc.constantFrom('"', 'a\nb', '\\', '\ud800')), from: fc.constantFrom(...TCP_STATES),
  to: fc.constantFrom(...TCP_STATES), evidence: fc.constantFrom(...EVIDENCE), cause: fc.constantFrom(...CAUSES)
})

describe('the text of an event', () => {
  it('is what JSON.stringify writes, for packets', () => {
    fc.assert(fc.property(packet, (event) => {
      expect(eventText(event)).toBe(JSON.stringify(event))
    }))
  })

  it('is what JSON.stringify writes, for packets that met a fault, whatever a foreign recording calls it', () => {
    fc.assert(fc.property(packet, fc.string(), (bare, fault) => {
      const event = { ...bare, fault }
      expect(eventText(event)).toBe(JSON.stringify(event))
    }))
  })

  it('is the text of any value, for transitions with and without a packet, whatever a recording calls their ends', () => {
    fc.assert(fc.property(transition, fc.option(count, { nil: undefined }), (bare, n) => {
      const event = n === undefined ? bare : { ...bare, packet: n }
      expect(eventText(event)).toBe(jsonText(event))
    }))
  })

  it('has no character that a terminal obeys or that turns text around, and says the same', () => {
    const anything = fc.string({ unit: 'binary' })
    const obeyed = fc.constantFrom('\u001b', '\u007f', '\u009b', '\u2028', '\u202e', '\u2066', '\u061c', '\ufeff')
    fc.assert(fc.property(packet, anything, obeyed, (bare, text, hostile) => {
      for (const event of [{ ...bare, fault: text + hostile }, { type: 'note' as const, at: 0, id: 'n1', text: hostile + text }]) {
        expect(eventText(event)).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}\ufeff]/u)
        expect(JSON.parse(eventText(event))).toEqual(event)
      }
    }))
    expect(eventText({ type: 'note', at: 0, id: 'n1', text: '기다린다 → …' })).toContain('기다린다 → …')
  })

  it('escapes what people wrote', () => {
    const note = { type: 'note' as const, at: 0, id: 'n1', text: 'two\nlines "quoted"' }
    expect(JSON.parse(eventText(note))).toEqual(note)
  })
})
