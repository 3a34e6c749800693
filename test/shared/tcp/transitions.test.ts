import { describe, expect, it } from 'vitest'
import { CAUSES } from '../../../src/shared/model/events'
import type { TcpState } from '../../../src/shared/tcp/state'
import { TCP_STATES } from '../../../src/shared/tcp/state'
import { forcedPath, next, ruleOf, SENTENCES, TRANSITIONS } from '../../../src/shared/tcp/transitions'

/** RFC 9293 figure 5, read off the drawing arrow by arrow. */
const FIGURE_5 = `
CLOSED -> LISTEN: passive OPEN
CLOSED -> SYN-SENT: active OPEN
LISTEN -> CLOSED: CLOSE
LISTEN -> SYN-RECEIVED: rcv SYN
LISTEN -> SYN-SENT: SEND
SYN-SENT -> CLOSED: CLOSE
SYN-SENT -> SYN-RECEIVED: rcv SYN
SYN-SENT -> ESTABLISHED: rcv SYN,ACK
SYN-RECEIVED -> ESTABLISHED: rcv ACK of SYN
SYN-RECEIVED -> LISTEN: rcv RST
SYN-RECEIVED -> FIN-WAIT-1: CLOSE
ESTABLISHED -> FIN-WAIT-1: CLOSE
ESTABLISHED -> CLOSE-WAIT: rcv FIN
FIN-WAIT-1 -> FIN-WAIT-2: rcv ACK of FIN
FIN-WAIT-1 -> CLOSING: rcv FIN
FIN-WAIT-2 -> TIME-WAIT: rcv FIN
CLOSING -> TIME-WAIT: rcv ACK of FIN
CLOSE-WAIT -> LAST-ACK: CLOSE
LAST-ACK -> CLOSED: rcv ACK of FIN
TIME-WAIT -> CLOSED: Timeout=2MSL`
const WORDS: Record<string, string> = {
  'listen()': 'passive OPEN', 'connect()': 'active OPEN', 'close()': 'CLOSE', timer: 'Timeout=2MSL'
}
const inTheFiguresWords = (from: TcpState, cause: string): string =>
  from === 'LISTEN' && cause === 'connect()' ? 'SEND' : WORDS[cause] ?? cause.replace('received', 'rcv')

describe('the table', () => {
  it('holds exactly the arrows of RFC 9293 figure 5, and marks everything else', () => {
    const figure = TRANSITIONS.filter((rule) => rule.origin === 'figure')
    const drawn = figure.map(({ from, to, cause }) => `${from} -> ${to}: ${inTheFiguresWords(from, cause)}`)
    expect(drawn.sort()).toEqual(FIGURE_5.trim().split('\n').sort())
    for (const { origin, notOnLinux, linuxDiffers, from, cause } of TRANSITIONS) {
      if (origin === 'linux' || notOnLinux) expect(linuxDiffers, `${from} ${cause}`).toBe(true)
    }
  })
  it('says each thing once', () => {
    const keys = TRANSITIONS.map((rule) => `${rule.from} ${rule.to} ${rule.cause}`)
    expect(new Set(keys).size).toBe(keys.length)
  })
  it('uses only public causes and known states, and has a sentence and a section in each row', () => {
    for (const rule of TRANSITIONS) {
      expect(CAUSES).toContain(rule.cause)
      expect(TCP_STATES).toContain(rule.from)
      expect(SENTENCES).toContain(rule.sentence)
      expect(rule.section).not.toBe('')
    }
  })
  it('reaches every state from CLOSED, and CLOSED from every state', () => {
    const reached = new Set<TcpState>(['CLOSED'])
    for (let size = 0; size !== reached.size;) {
      size = reached.size
      for (const rule of TRANSITIONS) if (reached.has(rule.from) && !rule.notOnLinux) reached.add(rule.to)
    }
    expect([...reached].sort()).toEqual([...TCP_STATES].sort())
    for (const state of TCP_STATES) if (state !== 'CLOSED') expect(forcedPath(state, 'CLOSED')).toEqual(['CLOSED'])
  })
})

describe('next', () => {
  it('follows a cause, however it was observed', () => {
    expect(next('ESTABLISHED', 'close()')).toBe('FIN-WAIT-1')
    expect(next('ESTABLISHED', 'sent FIN')).toBe('FIN-WAIT-1')
    expect(next('CLOSE-WAIT', 'shutdown()')).toBe('LAST-ACK')
    expect(next('CLOSED', 'sent SYN')).toBe('SYN-SENT')
    expect(next('SYN-RECEIVED', 'received RST')).toBe('LISTEN')
  })
  it('is nothing where the state does not change', () => {
    expect(next('TIME-WAIT', 'received FIN')).toBeUndefined()
    expect(next('ESTABLISHED', 'received ACK of FIN')).toBeUndefined()
  })
})

describe('ruleOf', () => {
  it('tells the two ways of a RST in SYN-RECEIVED apart', () => {
    expect(ruleOf('SYN-RECEIVED', 'LISTEN', 'received RST')?.origin).toBe('figure')
    expect(ruleOf('SYN-RECEIVED', 'CLOSED', 'received RST')?.origin).toBe('text')
    expect(ruleOf('CLOSED', 'TIME-WAIT', 'received FIN')).toBeUndefined()
  })
})

describe('forcedPath', () => {
  it.each<[TcpState, TcpState, readonly TcpState[]]>([
    ['CLOSED', 'ESTABLISHED', ['SYN-SENT', 'ESTABLISHED']],
    ['LISTEN', 'ESTABLISHED', ['SYN-RECEIVED', 'ESTABLISHED']],
    ['LISTEN', 'CLOSE-WAIT', ['SYN-RECEIVED', 'ESTABLISHED', 'CLOSE-WAIT']],
    ['ESTABLISHED', 'LAST-ACK', ['CLOSE-WAIT', 'LAST-ACK']],
    ['ESTABLISHED', 'FIN-WAIT-2', ['FIN-WAIT-1', 'FIN-WAIT-2']],
    ['ESTABLISHED', 'TIME-WAIT', ['FIN-WAIT-1', 'TIME-WAIT']],
    ['FIN-WAIT-1', 'TIME-WAIT', ['TIME-WAIT']],
    ['SYN-SENT', 'FIN-WAIT-1', ['FIN-WAIT-1']],
    ['FIN-WAIT-1', 'CLOSED', ['CLOSED']]
  ])('from %s to %s passes only what lies on every way', (from, to, path) => {
    expect(forcedPath(from, to)).toEqual(path)
  })
  it.each<[TcpState, TcpState]>([
    ['LAST-ACK', 'ESTABLISHED'], ['TIME-WAIT', 'FIN-WAIT-2'], ['CLOSE-WAIT', 'TIME-WAIT'], ['ESTABLISHED', 'ESTABLISHED'], ['FIN-WAIT-2', 'CLOSING']
  ])('never leads from %s to %s within one life', (from, to) => {
    expect(forcedPath(from, to)).toBeUndefined()
  })
})
