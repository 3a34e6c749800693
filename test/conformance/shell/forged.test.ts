import { execFileSync } from 'node:child_process'
import { copyFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { encodeJournalEntry } from '../../../src/main/engine/pcapng/encode-journal'
import { ChainWriter } from '../../../src/main/engine/recording/chain'
import { eventFields, journalStart, linkFields } from '../../../src/main/engine/recording/journal'
import type { Grade } from '../../../src/shared/grading/grade'
import { eventText } from '../../../src/shared/model/event-text'
import type { SessionEvent, SessionHeader } from '../../../src/shared/model/events'
import { blocksOf, Recordings, textOf } from '../../main/engine/recording/a-recording'
import { concat } from '../../main/engine/wire/frames'
import { TALK, tell, twlab } from './twlab'

/** Hand-ins of students who mean to deceive, made of one honest recording: with the format's own codec, by hand and by editcap. What `twlab grade` says of each. */
const files = new Recordings()
afterAll(() => files.remove())

type Blocks = readonly Uint8Array[]
let honest: Blocks = []
let header: SessionHeader

const eventOf = (block: Uint8Array): SessionEvent | undefined => {
  const json = /^TWLAB_EVENT=(.*)$/m.exec(textOf(block))?.[1]
  return json === undefined ? undefined : (JSON.parse(json) as SessionEvent)
}
const written = (event: SessionEvent): Uint8Array => encodeJournalEntry(eventFields(event, eventText(event), journalStart(BigInt(header.startedAtNs))))
const isOf = (type: SessionEvent['type'], test: (event: SessionEvent) => boolean = () => true) => (block: Uint8Array): boolean => {
  const event = eventOf(block)
  return event?.type === type && test(event)
}
const firstOf = (blocks: Blocks, is: (block: Uint8Array) => boolean): Uint8Array => {
  const found = blocks.find(is)
  if (found === undefined) throw new Error('a recording without what is to be forged')
  return found
}
const instead = (blocks: Blocks, old: Uint8Array, ...by: Blocks): Blocks => blocks.flatMap((block) => (block === old ? by : [block]))
const isClosing = isOf('transition', (event) => event.type === 'transition' && event.cause === 'received FIN')

/** The chain made anew, as somebody can who has read how: it holds then, whatever was done to the rest. */
function sealed(blocks: Blocks, id = header.id ?? ''): Uint8Array {
  const chain = new ChainWriter(id, 1)
  const rest = blocks.filter((block) => !textOf(block).includes('TWLAB_CHAIN='))
  for (const block of rest) if (block[0] === 6 || block[0] === 9) chain.add(block)
  return concat(...rest, encodeJournalEntry(linkFields(chain.link(0, true), 0, journalStart(BigInt(header.startedAtNs)))))
}

beforeAll(async () => {
  expect(await twlab('exec', '--quiet', '--record', files.path('honest.pcapng'), '--', 'sh', '-c', TALK)).toMatchObject({ status: 0 })
  honest = blocksOf(files.path('honest.pcapng'))
  const session = eventOf(firstOf(honest, isOf('session')))
  if (session?.type !== 'session') throw new Error('no session')
  header = session
})

it('says of each forged hand-in what speaks against it, and nothing against the honest one', async () => {
  const closing = firstOf(honest, isClosing)
  const sample = eventOf(firstOf(honest, isOf('sample')))
  const transition = eventOf(closing)
  const syn = firstOf(honest, (block) => block[0] === 6)
  if (sample?.type !== 'sample' || transition?.type !== 'transition') throw new Error('no sample, no transition')
  const early = written({ ...sample, end: 'client', state: 'TIME-WAIT', at: transition.at - 1 })
  // The control bits of a segment: behind the link's, IP's and the ports' and numbers' bytes.
  const FLAGS = 28 + 14 + 20 + 13
  const packets = honest.filter((block) => block[0] === 6)
  const fins = packets.filter((block) => ((block[FLAGS] ?? 0) & 1) === 1)
  const unfinished = new Map<Uint8Array, Uint8Array>(fins.map((block) => [block, block.map((byte, i) => (i === FLAGS ? byte & ~1 : byte))]))
  const other = { ...header, id: '99999999-2222-4333-8444-555555555555' }
  const write = (name: string, bytes: Uint8Array): string => files.write(`${name}.pcapng`, bytes)

  write('replayed', concat(...instead(honest, closing, closing, closing)))
  write('edited-event', concat(...instead(honest, closing, written({ ...transition, cause: 'received RST' }))))
  write('edited', concat(...instead(honest, syn, syn.map((byte, i) => (i === FLAGS + 1 ? byte ^ 1 : byte)))))
  execFileSync('editcap', [files.path('honest.pcapng'), files.path('cut-out.pcapng'), '12'])
  execFileSync('editcap', ['-t', '0.5', files.path('honest.pcapng'), files.path('shifted.pcapng')])
  execFileSync('editcap', [files.path('honest.pcapng'), files.path('saved.pcapng')])
  write('stopped', concat(...honest.slice(0, 8)))
  write('unsealed', concat(...honest.filter((block) => !textOf(block).includes('TWLAB_CHAIN='))))
  // From here on the chain holds: it is no signature. What is told is what events and packets say of each other.
  write('sealed', sealed(honest))
  write('sealed-replayed', sealed(instead(honest, closing, closing, closing)))
  write('sealed-kernel', sealed(instead(honest, closing, early, closing)))
  write('sealed-cause', sealed(instead(honest, closing, written({ ...transition, packet: 1 }))))
  write('sealed-packet', sealed(honest.map((block) => unfinished.get(block) ?? block)))
  write('sealed-renamed', sealed(instead(honest, firstOf(honest, isOf('session')), written(other)), other.id))
  copyFileSync(files.path('honest.pcapng'), files.path('copied.pcapng'))

  const rubric = files.write('rubric.yaml', new TextEncoder().encode('title: A\nchecks:\n  - { id: waits, points: 1, title: It waits, that: reached, end: client, state: TIME-WAIT }\n'))
  const graded = async (format: string, ...names: readonly string[]): Promise<string> => (await tell('grade', ...names.map((name) => files.path(`${name}.pcapng`)), '--rubric', rubric, '--to', format)).out
  const alone = ['replayed', 'edited-event', 'edited', 'cut-out', 'shifted', 'saved', 'stopped', 'unsealed', 'sealed', 'sealed-replayed', 'sealed-kernel', 'sealed-cause', 'sealed-packet']
  const [json, table, together] = await Promise.all([graded('json', ...alone), graded('table', ...alone), graded('json', 'honest', 'copied', 'sealed-renamed')])
  // All of these are of one session, which is told of each too: what else?
  const doubts = (JSON.parse(json) as { readonly grades: readonly Grade[] }).grades.map((grade) => grade.doubts.filter(({ kind }) => kind !== 'same-session'))
  const said = Object.fromEntries(alone.map((name, i) => [name, doubts[i]?.map(({ kind, differences = [], contradictions = [] }) => [kind, ...differences.map(({ what, kind: of }) => `${what} ${of}`), ...contradictions.map((found) => found.kind)])]))
  expect(said).toEqual({
    replayed: [['changed', 'added transition'], ['contradiction', 'repeated']],
    'edited-event': [['changed', 'changed transition'], ['contradiction', 'cause']],
    edited: [['changed', 'changed packet']],
    // What is missing then is missing to the other events too: which of them, depends on which it was.
    'cut-out': expect.arrayContaining([['changed', expect.stringMatching(/^removed /)]]),
    shifted: [['changed', expect.stringMatching(/^changed /)]],
    saved: [], stopped: [['unfinished']], unsealed: [['no-chain']], sealed: [],
    'sealed-replayed': [['contradiction', 'repeated']],
    'sealed-kernel': [['contradiction', 'sample']],
    'sealed-cause': [['contradiction', 'cause']],
    'sealed-packet': [expect.arrayContaining(['contradiction', 'cause'])]
  })
  for (const words of ['put in afterwards', 'something was taken out', 'would need a FIN nobody had sent: 1', 'whose segment does not have the flags of their cause: 1', 'the same event told again: 1', 'the recording broke off', 'has no chain']) {
    expect(table).toContain(words)
  }
  expect((JSON.parse(together) as { readonly grades: readonly Grade[] }).grades.map((grade) => grade.doubts.map(({ kind, detail }) => [kind, detail]))).toEqual([
    [['same-session', 'copied.pcapng']], [['same-session', 'honest.pcapng']], [['same-packets', 'honest.pcapng, copied.pcapng']]
  ])
})
