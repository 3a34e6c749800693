import { describe, expect, it } from 'vitest'
import { compareRecordings, countDifferences, type RecordingSide } from '../../../src/shared/comparison/recordings'
import { factShownText, factText, verdictText } from '../../../src/shared/comparison/recordings-words'
import type { CapturePart } from '../../../src/shared/ipc/capture-part'
import type { CheckResult, SessionEvent, SessionHeader } from '../../../src/shared/model/events'
import { catalogue } from '../../../src/main/shell/text/catalogue'
import { aRun, api, ns, packet } from '../experiment/a-run'

const words = catalogue('en')
const header: SessionHeader = { type: 'session', at: 0, startedAt: '', startedAtNs: '0', mode: 'file', schema: 1, kernel: '6.18', hz: 250, source: 'file', id: 'a1', experiment: 'active-close' }
const check = (id: string, ok: boolean): CheckResult => ({ id, ok, title: `Check ${id}`, evidence: [] })
const part = (events: readonly SessionEvent[], over: Partial<CapturePart> = {}): CapturePart => ({
  header, connections: [], total: 1, conn: 'c1', events: events.filter(({ type }) => type !== 'session'), left: 0, end: ns(90_000), ...over
})
const side = (title: string, events: readonly SessionEvent[], over: Partial<CapturePart> = {}): RecordingSide => ({ title, part: part(events, over) })
/** Data, then a RST instead of a FIN: nobody waits. */
const aborted = [
  packet(0, 1, 'client', 'SYN'), packet(0.02, 2, 'server', 'SYN,ACK'), packet(0.03, 3, 'client', 'ACK'), packet(200, 4, 'client', 'PSH,ACK', { len: 4 }), packet(300, 5, 'client', 'RST,ACK'),
  api(300, 'client', 'close', 0)
] satisfies SessionEvent[]
const result = (checks: readonly CheckResult[]): Partial<CapturePart> => ({ result: { type: 'result', at: 1, experiment: 'active-close', ok: true, checks: [...checks], captured: 1, dropped: 0, gaps: 0 } })
const titleOf = (_header: SessionHeader, id: string): string | undefined => (id === 'waits' ? 'Wer wartet' : undefined)
const told = (compared: ReturnType<typeof compareRecordings>): string[] =>
  compared.facts.map((fact) => `${fact.differs ? '≠' : '='} ${factText(fact, words)}: ${fact.shown.map((shown) => factShownText(shown, words)).join(' | ')}`)

describe('two recordings set beside each other', () => {
  it('with and without TIME-WAIT: who closed by what, who waits, how it ended', () => {
    expect(told(compareRecordings([side('with', aRun({ lasts: 60_000 })), side('without', aborted)], 'closing'))).toEqual([
      '= Experiment: active-close | active-close', '≠ Closed first: the client, by FIN | the client, by RST', '≠ Waits in TIME-WAIT: the client | nobody',
      '≠ TIME-WAIT ended by: timer | –', '= The recording itself: without a hash chain | without a hash chain'
    ])
  })

  it('meet at the first FIN of whichever end, at the first RST where there is none', () => {
    const { comparison, aligned } = compareRecordings([side('FIN', aRun()), side('RST', aborted)], 'closing')
    expect([aligned, comparison.lives.map(({ marked }) => [marked?.at, marked?.flags])]).toEqual([[true, true], [[0, 'FIN,ACK'], [0, 'RST,ACK']]])
  })

  it.each([['opening', 'SYN'], ['data', 'PSH,ACK']] as const)('or meet at %s', (alignment, flags) => {
    const { comparison } = compareRecordings([side('a', aRun()), side('b', aborted)], alignment)
    expect(comparison.lives.map(({ marked, segments }) => (marked ?? segments.find(({ at }) => at === 0))?.flags)).toEqual([flags, flags])
  })

  it('one that never comes to the instant is aligned at its first segment, which is said', () => {
    const { comparison, aligned } = compareRecordings([side('a', aRun()), side('b', aborted)], 'time-wait')
    expect([aligned, comparison.lives[1]?.zero]).toEqual([[true, false], 0])
  })

  it('a wait that is not over lasts until the recording ended, not until its connection was last heard of', () => {
    const wait = compareRecordings([side('a', aRun({ lasts: null })), side('b', aRun({ lasts: null }))], 'closing').comparison.aspects.find(({ id }) => id === 'wait')
    expect(wait?.shown[0]).toMatchObject({ kind: 'wait', over: false, length: ns(89_600) })
    expect(told(compareRecordings([side('a', aRun({ lasts: null }))], 'closing'))).toContain('= TIME-WAIT ended by: not over when the recording ended')
  })

  it('of one experiment have all their checks beside each other, in the language of who compares', () => {
    const first = result([check('waits', true), check('server', true)])
    const second = result([check('waits', false), check('late', true)])
    const { checks } = compareRecordings([side('a', aRun(), first), side('b', aRun(), second)], 'closing', titleOf)
    expect(checks.map(({ title, verdicts, differs }) => [differs, title, ...verdicts.map((verdict) => verdictText(verdict, words))]).sort()).toEqual([
      [true, 'Check late', '–', 'held'], [true, 'Check server', 'held', '–'], [true, 'Wer wartet', 'held', 'failed']
    ])
    const other = { ...second, header: { ...header, experiment: 'reset' } }
    expect(compareRecordings([side('a', aRun(), first), side('b', aRun(), other)], 'closing').checks.map(({ id }) => id)).toEqual(['waits'])
  })

  it('that are the same differ in nothing; a foreign capture says so', () => {
    expect(countDifferences(compareRecordings([side('a', aRun()), side('b', aRun())], 'closing'))).toBe(0)
    const { id: _, ...foreign } = header
    expect(told(compareRecordings([side('a', aRun(), { header: foreign })], 'closing'))).toContain('= The recording itself: of another program: states are inferred')
  })

  it('without any connection say nothing about one', () => {
    const { comparison, facts } = compareRecordings([side('empty', [], { conn: null, total: 0 }), side('b', aRun())], 'closing')
    expect([comparison.lives[0]?.conn, facts.find(({ id }) => id === 'waits')?.shown[0]]).toEqual([undefined, { kind: 'nothing' }])
  })
})
