import { afterAll, describe, expect, it } from 'vitest'
import type { SessionEvent } from '../../../src/shared/model/events'
import { cuts, flips, lies, originals, truncations } from '../../main/engine/capture-file/mutations'
import { Recordings } from '../../main/engine/recording/a-recording'
import { twlab } from './twlab'

const recordings = new Recordings()
afterAll(() => recordings.remove())

/** Two kinds of damage to each of four files: what the command line makes of 2,000 of them is what the engine's own tests show. */
const sample = originals(recordings).filter(({ name }) => ['ours.pcapng', 'big-endian.pcapng', 'cooked-sll.pcap', 'commented.pcapng'].includes(name)).flatMap((file, i) =>
  (i % 2 === 0 ? [truncations(file)[9 + i], flips(file, 3 + i).at(-1)] : [lies(file)[11 + i], cuts(file, 3 + i).at(-1)])
).filter((mutation) => mutation !== undefined)

describe('twlab open, on damaged files', () => {
  it.each(sample.map(({ name, bytes }, i) => [name, bytes, i] as const))('%s: ends with a result or with one line', async (_name, bytes, i) => {
    const path = recordings.write(`damaged-${i}.pcapng`, bytes)
    const { status, out, err } = await twlab('open', '--json', path)
    if (status === 0) {
      const events = out.trimEnd().split('\n').map((line) => JSON.parse(line) as SessionEvent)
      expect(err).toBe('')
      expect(events.at(-1)).toMatchObject({ type: 'result' })
      expect(events.filter(({ type }) => type === 'damage').length).toBe((events.at(-1) as { readonly damaged?: number }).damaged ?? 0)
    } else {
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(err).toMatch(/^twlab: [^\n]+\n(?: +[^\n]+\n)?$/)
    }
  })

  it('what is no capture is said to be none, in one line', async () => {
    const path = recordings.write('essay.pcapng', new TextEncoder().encode('TIME-WAIT considered useful'))
    const { status, out, err } = await twlab('open', path)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err.split('\n')[0]).toContain('is neither a pcapng nor a pcap file')
  })
})
