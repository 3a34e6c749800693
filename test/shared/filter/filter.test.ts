import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFilter, connectionTerm, flagTerm, isAt, numberTerm } from '../../../src/shared/filter/compile'
import { FILTER_LIMITS, type Filter, type Vocabulary } from '../../../src/shared/filter/filter'
import { parseFilter } from '../../../src/shared/filter/parse'
import { suggest } from '../../../src/shared/filter/suggest'
import { tokensOf } from '../../../src/shared/filter/tokens'
import { ACK, SYN } from '../../../src/shared/tcp/flags'

const VOCABULARY: Vocabulary = { conn: 'connection', from: 'place', port: 'port', flags: 'flags', len: 'number', time: 'time', state: 'state', lost: 'nothing', call: 'text' }
const read = (text: string): Filter => {
  const parsed = parseFilter(text, VOCABULARY)
  if (!parsed.ok) throw new Error(`${parsed.error.code} at ${parsed.error.at}`)
  return parsed.value
}
const faultOf = (text: string): string => {
  const parsed = parseFilter(text, VOCABULARY)
  return parsed.ok ? 'none' : `${parsed.error.code} ${parsed.error.at}+${parsed.error.length}`
}

describe('a filter', () => {
  it('reads words with their values', () => {
    expect(read('conn c1')).toEqual({ kind: 'term', word: 'conn', value: { takes: 'connection', id: 'c1' } })
    expect(read('len>0')).toEqual({ kind: 'term', word: 'len', value: { takes: 'number', comparison: '>', number: 0 } })
    expect(read('len 5')).toEqual(read('len = 5'))
    expect(read('time <= 40ms')).toEqual({ kind: 'term', word: 'time', value: { takes: 'time', comparison: '<=', ns: 40e6 } })
    expect(read('flags syn+ack')).toEqual({ kind: 'term', word: 'flags', value: { takes: 'flags', bits: SYN | ACK } })
    expect(read('call clo')).toEqual({ kind: 'term', word: 'call', value: { takes: 'text', text: 'clo' } })
  })
  it.each([
    ['from client', { end: 'client' }], ['from 127.0.0.1', { address: '127.0.0.1' }], ['from 127.0.0.1:80', { address: '127.0.0.1', port: 80 }], ['from 80', { port: 80 }], ['from :80', { port: 80 }],
    ['from ::1', { address: '::1' }], ['from [::1]:80', { address: '::1', port: 80 }]
  ])('%s', (text, place) => {
    expect(read(text)).toEqual({ kind: 'term', word: 'from', value: { takes: 'place', ...place } })
  })
  it.each(['state TIME-WAIT', 'state time-wait', 'state TIME_WAIT', 'state TIMEWAIT', 'TIME-WAIT', 'state TCP_TIME_WAIT'])('knows the state in %s', (text) => {
    expect(read(text)).toEqual({ kind: 'term', word: 'state', value: { takes: 'state', state: 'TIME-WAIT' } })
  })
  it('takes a bare connection and bare flags for what they are, and anything else for text', () => {
    expect(read('c12')).toEqual(read('conn c12'))
    expect(read('FIN,ACK')).toEqual(read('flags FIN,ACK'))
    expect(read('41234')).toEqual({ kind: 'text', text: '41234' })
    expect(read('"conn c1"')).toEqual({ kind: 'text', text: 'conn c1' })
  })
  it('joins: `and` binds closer than `or`, may be left out, and brackets and `not` are closest', () => {
    expect(read('c1 FIN or lost')).toEqual(read('(c1 and FIN) or lost'))
    expect(read('not c1 lost')).toEqual(read('(not c1) && lost'))
    expect(read('!(c1 || lost)')).toMatchObject({ kind: 'not', of: { kind: 'or' } })
  })
  it.each([
    ['conn', 'value-missing 0+4'], ['c1 conn 12', 'not-a-connection 8+2'], ['from nowhere', 'not-a-place 5+7'], ['port 70000', 'not-a-port 5+5'], ['flags FNI', 'not-flags 6+3'], ['len > many', 'not-a-number 6+4'],
    ['len >', 'value-missing 4+1'], ['time 3h', 'not-a-time 5+2'], ['state WAITING', 'not-a-state 6+7'], ['"c1', 'quote-open 0+3'], ['(c1', 'bracket-open 0+1'], ['c1)', 'bracket-closed 2+1'], ['c1 and', 'operand-missing 3+3'],
    ['or c1', 'operand-missing 0+2'], ['> 5', 'comparison-alone 0+1'], ['not', 'operand-missing 0+3'], ['x'.repeat(1_001), 'too-long 1000+1'], ['('.repeat(31), 'too-deep 30+1']
  ])('%s: says where it is wrong', (text, fault) => {
    expect(faultOf(text)).toBe(fault)
  })
  it('of any text is a filter or a fault within it', () => {
    const piece = fc.constantFrom('conn', 'c1', 'len', '>', '<=', '(', ')', 'and', 'or', 'not', '!', '"', '"x"', ' ', '5', 'state', 'TIME-WAIT', '&&', '|', '가')
    fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 40 }), fc.array(piece, { maxLength: 20 }).map((parts) => parts.join(' '))), (text) => {
      const parsed = parseFilter(text, VOCABULARY)
      if (!parsed.ok) {
        expect(parsed.error.at).toBeGreaterThanOrEqual(0)
        expect(parsed.error.at + parsed.error.length).toBeLessThanOrEqual(Math.max(text.length, FILTER_LIMITS.length))
      }
      expect(tokensOf(text).map(({ at, length }) => text.slice(at, at + length)).join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''))
    }))
  })
})

describe('a filter applied to rows', () => {
  const rows = [{ conn: 'c1', len: 0, lost: false }, { conn: 'c1', len: 4, lost: true }, { conn: 'c10', len: 9, lost: false }]
  const matching = (text: string): number[] => {
    const test = compileFilter(read(text), {
      conn: connectionTerm((row) => rows[row]?.conn ?? ''), len: numberTerm((row) => rows[row]?.len ?? Number.NaN), lost: flagTerm((row) => rows[row]?.lost ?? false)
    }, (row) => `${rows[row]?.conn} Data`)
    return rows.flatMap((_, row) => (test(row) ? [row] : []))
  }
  it('keeps what matches', () => {
    expect(matching('')).toEqual([0, 1, 2])
    expect(matching('c1')).toEqual([0, 1])
    expect(matching('len > 0 and not lost')).toEqual([2])
    expect(matching('lost or len = 9')).toEqual([1, 2])
    expect(matching('DATA C1')).toEqual([0, 1, 2])
    expect(matching('len != 4')).toEqual([0, 2])
  })
  it('compares endpoints by address and port', () => {
    expect([isAt('127.0.0.1:80', { port: 80 }), isAt('127.0.0.1:80', { address: '127.0.0.1' }), isAt('[::1]:80', { address: '::1', port: 80 }), isAt('127.0.0.1:8080', { port: 80 })]).toEqual([true, true, true, false])
  })
})

describe('what is offered while typing', () => {
  const known = { connections: ['c2', 'c1'], places: ['127.0.0.1:41234'] }
  const offered = (text: string, caret = text.length): string[] => suggest(text, caret, VOCABULARY, known).options.map(({ text: option }) => option)

  it('is the vocabulary at first, then what begins so', () => {
    expect(offered('')).toEqual([...Object.keys(VOCABULARY), 'not'])
    expect(offered('l')).toEqual(['len', 'lost'])
    expect(offered('c1 a')).toEqual(['and'])
    expect(offered('lost')).toEqual([])
  })
  it('is a value where a word waits for one', () => {
    expect(offered('conn ')).toEqual(['c2', 'c1'])
    expect(offered('c1 and state TIME')).toEqual(['TIME-WAIT'])
    expect(offered('from ')).toEqual(['client', 'server', '127.0.0.1:41234'])
    expect(offered('port 4')).toEqual(['41234'])
    expect(offered('len ')).toEqual(['=', '!=', '>', '>=', '<', '<='])
    expect(offered('len > ')).toEqual([])
  })
  it('replaces the piece at the caret alone', () => {
    expect(suggest('fla and lost', 3, VOCABULARY, known)).toMatchObject({ from: 0, to: 3, options: [{ text: 'flags', kind: 'word' }] })
    expect(offered('"sta')).toEqual([])
  })
})
