import { describe, expect, it } from 'vitest'
import { faultText } from '../../../src/shared/experiment/fault'
import { Consistency } from '../../../src/shared/grading/consistency'
import { compare, gradeOf, ungraded } from '../../../src/shared/grading/grade'
import { gradeSheet } from '../../../src/shared/grading/grade-sheet'
import { parseRubric, type Rubric } from '../../../src/shared/grading/rubric'
import { gradeCsv, gradeLines, gradeMarkdown } from '../../../src/shared/grading/tell-grades'
import type { GradedCapture } from '../../../src/shared/ipc/grading'
import type { SessionEvent } from '../../../src/shared/model/events'
import { plain } from '../../../src/shared/story'
import { catalogue } from '../../../src/main/shell/text/catalogue'

const source = `title: A
experiment: active-close
checks:
  - { id: waits, points: 2, title: It waits, hint: { en: close first, ko: 먼저 닫기 }, that: reached, end: client, state: TIME-WAIT }
  - { id: fin, points: 1.5, title: A FIN, that: segment, from: client, flags: FIN }
`
const rubric = ((): Rubric => {
  const parsed = parseRubric(source, 'r.yaml')
  if (!parsed.ok) throw new Error(parsed.error.map((fault) => faultText(fault, 'en')).join('\n'))
  return parsed.value
})()
const words = catalogue('en')
const capture = (different: Partial<GradedCapture> = {}): GradedCapture => ({
  header: { type: 'session', at: 0, startedAt: '', startedAtNs: '0', mode: 'file', schema: 1, kernel: '', hz: 250, source: 'file', experiment: 'active-close', id: 'a' },
  decisions: [{ verdict: 'failed', detail: 'never in TIME-WAIT', proof: [] }, { verdict: 'held', detail: '1 segment', proof: [] }],
  recording: { type: 'recording', at: 0, session: 'a', chain: 'intact', links: 1 }, contradictions: { count: 0, found: [] }, fingerprint: '1-2', packets: 9, ...different
})

describe('a rubric', () => {
  it.each([
    ['title: A\nchecks: []', /r\.yaml:2:\d+: checks: .*0 entries/],
    [source.replace('points: 2', 'point: 2'), /r\.yaml:4:5: checks\[0\]\.point.*no such field|r\.yaml:4:\d+: checks\[0\]\.points: this field is missing/],
    [source.replace('that: reached', 'that: reahced'), /r\.yaml:4:\d+: checks\[0\]\.that: .*reahced/],
    [source.replace('state: TIME-WAIT', 'state: TIME_WAIT'), /r\.yaml:4:\d+: checks\[0\]\.state: .*TIME_WAIT/],
    [source.replace('points: 1.5', 'points: -1'), /r\.yaml:5:\d+: checks\[1\]\.points: .*out of range/],
    [source.replace('id: fin', 'id: waits'), /r\.yaml:5:\d+: checks\[1\]\.id: waits is used twice/],
    [source.replace('flags: FIN', 'flags: FINN'), /r\.yaml:5:\d+: checks\[1\]\.flags: /],
    ['title: [A\nchecks: 1', /r\.yaml:[12]:\d+: not valid YAML/],
    ['', /title: this field is missing\n.*checks: this field is missing/],
    ['\n\n\0', /r\.yaml:3:1: not valid YAML: this is no text/],
    [`${source.replace('flags: FIN', 'flags: FINN')}extra: 1\n`, /r\.yaml:5:\d+: checks\[1\]\.flags: .*\n.*r\.yaml:6:1: extra: /]
  ])('with a mistake tells its line', (text, said) => {
    const parsed = parseRubric(text, 'r.yaml')
    expect(parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en')).join('\n')).toMatch(said)
  })
})

const doubts = (different: Partial<GradedCapture>): unknown => gradeOf('a', capture(different), rubric, 'en').doubts

describe('a grade', () => {
  it('is the points of the checks that held, with the reason for each that did not', () => {
    const grade = gradeOf('kim.pcapng', capture(), rubric, 'en')
    expect(grade).toMatchObject({ points: 1.5, of: 3.5, doubts: [] })
    expect(gradeLines([grade], words).map(plain)).toEqual([
      'file        points   of  doubts  lost', 'kim.pcapng     1.5  3.5          waits -2', '    waits -2: never in TIME-WAIT: hint: close first'
    ])
    expect(gradeCsv([grade], words).split('\r\n')).toEqual(['file,session,points,of,waits,fin,reasons,doubts', 'kim.pcapng,a,1.5,3.5,0,1.5,waits -2: never in TIME-WAIT: hint: close first,', ''])
    expect(gradeMarkdown([grade], 'A', words)).toContain('| kim.pcapng | 1.5 | 3.5 | waits -2: never in TIME-WAIT: hint: close first |  |')
  })

  it('of another experiment has no points', () => {
    const other = capture()
    expect(gradeOf('a', { ...other, header: { ...other.header, experiment: 'reset' } }, rubric, 'en')).toMatchObject({ points: 0, doubts: [{ kind: 'other-experiment', detail: 'reset' }] })
    const { experiment: _none, ...header } = other.header
    expect(gradeOf('a', { ...other, header }, rubric, 'en').doubts).toEqual([{ kind: 'no-experiment', detail: '' }])
    const { id: _id, ...foreign } = header
    expect(gradeOf('a', { ...other, header: foreign }, rubric, 'en').doubts).toEqual([{ kind: 'foreign', detail: '' }])
  })

  it('has the reason once where no criterion was asked: of another experiment, or of a file that cannot be read', () => {
    const other = capture()
    const grades = [gradeOf('a.pcapng', { ...other, header: { ...other.header, experiment: 'reset' } }, rubric, 'en'), ungraded('b.pcapng', 'is empty', rubric, 'en')]
    expect(gradeLines(grades, words).map(plain)).toEqual([
      'file      points   of  doubts  lost', 'a.pcapng       0  3.5       1  waits -2, fin -1.5', '    ! a recording of another experiment: reset', 'b.pcapng       0  3.5       1  waits -2, fin -1.5', '    ! the file could not be graded: is empty'
    ])
    expect(gradeCsv(grades, words).split('\r\n').slice(1, 3)).toEqual(['a.pcapng,a,0,3.5,0,0,a recording of another experiment: reset,a recording of another experiment: reset', 'b.pcapng,,0,3.5,0,0,the file could not be graded: is empty,the file could not be graded: is empty'])
    expect(gradeMarkdown(grades, 'A', words)).toContain('| b.pcapng | 0 | 3.5 | the file could not be graded: is empty | the file could not be graded: is empty |')
  })

  it('gives no hint where nobody can see what was done', () => {
    const [unseen] = gradeOf('a', capture({ decisions: [{ verdict: 'unobservable', detail: '', proof: [] }, { verdict: 'held', detail: '', proof: [] }] }), rubric, 'en').criteria
    expect(unseen).toMatchObject({ points: 0, of: 2, verdict: 'unobservable' })
    expect(unseen).not.toHaveProperty('hint')
  })

  it('as CSV says that it is UTF-8 where it is more than ASCII: a spreadsheet would take a Korean name for noise', () => {
    expect(gradeCsv([gradeOf('김하나.pcapng', capture(), rubric, 'en')], words)).toMatch(/^\ufefffile,/)
    expect(gradeCsv([gradeOf('kim.pcapng', capture(), rubric, 'en')], words)).toMatch(/^file,/)
  })

  it('of a changed, an unfinished, a contradictory recording is to be looked at', () => {
    expect(doubts({ recording: { type: 'recording', at: 0, session: 'a', chain: 'changed', links: 2, changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 3 }] } })).toEqual([{ kind: 'changed', detail: '1', differences: [{ what: 'changed', kind: 'packet', packet: 3 }] }])
    const others = { count: 1, session: 'b', startedAt: '2026-11-22T11:00:00.000000000Z', items: 9 }
    expect(doubts({ recording: { type: 'recording', at: 0, session: 'a', chain: 'intact', links: 2, others } })).toEqual([{ kind: 'several-sessions', detail: '2' }])
    expect(doubts({ recording: { type: 'recording', at: 0, session: 'a', chain: 'unfinished', links: 2, unlinked: 9 } })).toEqual([{ kind: 'unfinished', detail: '9' }])
    expect(doubts({ recording: { type: 'recording', at: 0, session: 'a', chain: 'intact', links: 2, foreign: 10 } })).toEqual([{ kind: 'merged', detail: '10' }])
    expect(doubts({ contradictions: { count: 1, found: [{ kind: 'cause', at: 1, conn: 'c1', end: 'client' }] } })).toEqual([{ kind: 'contradiction', detail: '1', contradictions: [{ kind: 'cause', count: 1 }] }])
  })

  it("tells of another student's file: the same session, or the same segments under another name", () => {
    const grades = ['a', 'a', 'b', 'c'].map((id, index) => ({ ...gradeOf(`${index}.pcapng`, capture(), rubric, 'en'), session: id }))
    expect(compare(grades, ['1-2', '1-2', '1-2', '9-9']).map(({ doubts }) => doubts)).toMatchObject([
      [{ kind: 'same-session', detail: '1.pcapng' }], [{ kind: 'same-session', detail: '0.pcapng' }], [{ kind: 'same-packets', detail: '0.pcapng, 1.pcapng' }], []
    ])
  })
})

const packet = (n: number, at: number, flags: string, fromClient = true): SessionEvent => ({
  type: 'packet', at, n, conn: 'c1', from: fromClient ? 'c' : 's', to: fromClient ? 's' : 'c', flags, seq: 0, ack: 0, len: 0, win: 0, length: 60, caplen: 60, verdict: 'passed', rawSeq: 0, rawAck: 0
})
const move = (at: number, from: 'ESTABLISHED' | 'FIN-WAIT-1', to: 'FIN-WAIT-1' | 'FIN-WAIT-2' | 'TIME-WAIT', cause: 'sent FIN' | 'received ACK of FIN', n: number): SessionEvent =>
  ({ type: 'transition', at, conn: 'c1', end: 'client', local: 'c', remote: 's', from, to, evidence: 'inferred', cause, packet: n })

const kinds = (...events: readonly SessionEvent[]): readonly string[] => {
  const consistency = new Consistency()
  for (const event of events) consistency.take(event)
  return consistency.finish().found.map(({ kind }) => kind)
}

/** A transition that its segment does not bear out, told so many packets later. */
const judgedAfter = (packets: number): readonly string[] => kinds(packet(1, 5, 'ACK'), ...Array.from({ length: packets }, (_, i) => packet(i + 2, 6, 'ACK')), move(5, 'ESTABLISHED', 'FIN-WAIT-1', 'sent FIN', 1))

describe('events held against the packets', () => {
  const sound = [packet(1, 5, 'FIN,ACK'), move(5, 'ESTABLISHED', 'FIN-WAIT-1', 'sent FIN', 1), packet(2, 9, 'ACK', false), move(9, 'FIN-WAIT-1', 'FIN-WAIT-2', 'received ACK of FIN', 2)]

  const call: SessionEvent = { type: 'api', at: 7, conn: 'c1', end: 'client', call: 'close', args: [7], result: 0, errno: null }

  it('agree in a recording as it was written, also where a transition is told before its segment', () => {
    expect(kinds(...sound)).toEqual([])
    expect(kinds(sound[1] ?? packet(9, 9, ''), sound[0] ?? packet(9, 9, ''))).toEqual([])
  })

  it('are told to contradict each other where they do', () => {
    expect(kinds(packet(1, 5, 'ACK'), move(5, 'ESTABLISHED', 'FIN-WAIT-1', 'sent FIN', 1))).toEqual(['cause'])
    expect(kinds(packet(1, 5, 'FIN,ACK'), move(5, 'ESTABLISHED', 'FIN-WAIT-1', 'sent FIN', 7))).toEqual(['packet'])
    expect(kinds(packet(1, 5, 'FIN,ACK'), move(9e9, 'ESTABLISHED', 'FIN-WAIT-1', 'sent FIN', 1))).toEqual(['time'])
    expect(kinds(...sound, move(9, 'ESTABLISHED', 'TIME-WAIT', 'received ACK of FIN', 2))).toEqual(['path'])
    expect(kinds(...sound, ...sound)).toContain('repeated')
    expect(kinds(packet(1, 5, 'ACK'), call, call)).toEqual(['repeated'])
    expect(kinds(packet(1, 5, 'ACK'), call, { ...call, at: 8 })).toEqual([])
    expect(kinds(packet(1, 5, 'ACK'), { type: 'sample', at: 6, conn: 'c1', end: 'client', state: 'TIME-WAIT', timer: null, cookie: '1', inode: 0, pid: null })).toEqual(['sample'])
  })

  it('are judged as far back as a flood reaches; what lies beyond is not remembered, and not called a contradiction', () => {
    expect(judgedAfter(100_000)).toEqual(['cause'])
    expect(judgedAfter(300_000)).toEqual([])
  })
})

const sheet = (different: Partial<GradedCapture> = {}, chain: 'intact' | 'changed' = 'intact'): string => gradeSheet({ grade: gradeOf('kim|1.pcapng', capture(different), rubric, 'en'), title: 'A', chain }, words)

describe('a recording handed back', () => {
  it('has each criterion with its points, what was found, the hint, and what the chain proves', () => {
    const lines = sheet().split('\n')
    expect(lines.slice(0, 3)).toEqual(['# A: kim\\|1.pcapng', '', '**1.5 of 3.5 points**'])
    expect(lines).toContain('| 0 | 2 | It waits | failed<br>never in TIME-WAIT<br>hint: close first |')
    expect(lines).toContain('| 1.5 | 1.5 | A FIN | held<br>1 segment |')
    expect(lines.at(-2)).toMatch(/^It is as it was written: .* It is no signature/)
  })

  it('tells the first differences of many, and how many more there are', () => {
    const differences = Array.from({ length: 6 }, (_, i) => ({ what: 'added' as const, kind: 'sample', packet: i }))
    expect(sheet({ recording: { type: 'recording', at: 0, session: 'a', chain: 'changed', links: 1, changed: 6, differences } }, 'changed')).toMatch(/at packet 3; … and 2 more$/m)
  })

  it('names what speaks against it', () => {
    const changed = { type: 'recording', at: 0, session: 'a', chain: 'changed', links: 1, changed: 1, differences: [{ what: 'changed', kind: 'packet', packet: 3 }] } as const
    expect(sheet({ recording: { ...changed, differences: [...changed.differences] } }, 'changed')).toMatch(/## doubts\n\n- the recording was changed after it was made: packet: not as it was written, at packet 3$/m)
  })
})
