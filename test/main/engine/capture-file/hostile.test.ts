import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'
import { getHeapStatistics } from 'node:v8'
import { afterAll, describe, expect, it } from 'vitest'
import { spoken } from '../../../../src/main/shell/text/spoken'
import { toldText } from '../../../../src/shared/base/told-text'
import { Recordings } from '../recording/a-recording'
import { cuts, flips, lies, originals, truncations } from './mutations'
import type { Mutation } from './mutations'
import { openAndRead } from './file-session'

const recordings = new Recordings()
const files = originals(recordings)
/** One file for all of them, each in place of the one before: to make a file costs as much as to read it. */
const path = recordings.path('mutated')
const mutated = openSync(path, 'w')
afterAll(() => {
  closeSync(mutated)
  recordings.remove()
})

/** Of each file: damage at random places. */
const [FLIPS, CUTS] = [40, 24]
/** ms and bytes that one damaged file may cost. */
const MOST_MS = 5_000
const MOST_BYTES = 300e6

const memory = (): number => getHeapStatistics().used_heap_size + process.memoryUsage().arrayBuffers
const READABLE = new Set(['not-a-capture', 'unreadable-file'])

/** How it ended, in a word. Fails when it took too long or too much, or when it ended in silence. */
async function judge({ name, bytes }: Mutation): Promise<'refused' | 'damage told' | 'read'> {
  writeSync(mutated, bytes, 0, bytes.length, 0)
  ftruncateSync(mutated, bytes.length)
  const [before, began] = [memory(), performance.now()]
  const { events, end } = await openAndRead(path)
  expect(performance.now() - began, name).toBeLessThan(MOST_MS)
  expect(memory() - before, name).toBeLessThan(MOST_BYTES)
  if (!end.ok) {
    expect(READABLE, name).toContain(end.error.code)
    expect(toldText(end.error, spoken('en')), name).toMatch(/^[^\n]+: [^\n]+$/)
    return 'refused'
  }
  expect(events.at(-1)?.type, name).toBe('result')
  const told = events.filter((event) => event.type === 'damage').length
  expect(end.value.damaged ?? 0, name).toBe(told)
  return told > 0 ? 'damage told' : 'read'
}

async function judgeAll(mutations: readonly Mutation[]): Promise<ReadonlyMap<string, number>> {
  const outcomes = new Map<string, number>()
  for (const mutation of mutations) {
    const outcome = await judge(mutation)
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1)
  }
  return outcomes
}

describe('2,000 damaged captures, each through a whole session', () => {
  it('are of every kind that is read', () => {
    expect(files.map(({ name }) => name).sort()).toEqual([
      'big-endian-ns.pcap', 'big-endian-ours.pcapng', 'big-endian.pcap', 'big-endian.pcapng', 'commented.pcapng', 'cooked-sll.pcap', 'cooked-sll2.pcapng', 'loopback-ipv4.pcapng', 'loopback-ipv6.pcapng', 'loopback-modified.pcap',
      'loopback-ns.pcap', 'ours.pcapng', 'snapped-60.pcapng'
    ])
    const count = files.reduce((sum, file) => sum + truncations(file).length + lies(file).length + flips(file, FLIPS).length + cuts(file, CUTS).length, 0)
    expect(count).toBeGreaterThan(2_000)
  })

  it('whole, they are read without a word about damage', async () => {
    expect(await judgeAll(files)).toEqual(new Map([['read', files.length]]))
  })

  it('cut within a block: what was whole is read, and the rest is said to be missing', async () => {
    for (const file of files) {
      const within = truncations(file).filter(({ bytes }) => !file.boundaries.includes(bytes.length) && bytes.length >= (file.boundaries[1] ?? 0))
      expect((await judgeAll(within)).has('read'), file.name).toBe(false)
      await judgeAll(truncations(file).filter((mutation) => !within.includes(mutation)))
    }
  })

  it('with lengths and ids that lie', async () => {
    for (const file of files) expect([...(await judgeAll(lies(file))).keys()], file.name).toContain('damage told')
  })

  it('with bits turned over', async () => {
    for (const file of files) await judgeAll(flips(file, FLIPS))
  })

  it('with stretches missing, doubled, or noise', async () => {
    for (const file of files) expect([...(await judgeAll(cuts(file, CUTS))).keys()], file.name).toContain('damage told')
  })
})
