import { expect, it } from 'vitest'
import { Summaries } from '../../../../src/main/shell/desk/summaries'
import { fail, ok } from '../../../../src/shared/base/result'
import type { KeptRecording } from '../../../../src/shared/ipc/lab'
import type { RecordingSummary } from '../../../../src/shared/ipc/recording-summary'
import { FakeEngine } from './fake-engine'

const SUMMARY: RecordingSummary = { experiment: 'netcat', length: 1, packets: 8, notes: 0, checks: 3, held: 3, torn: false }
const recording = (name: string, changed = '2026-11-22T10:00:00Z'): KeptRecording => ({ name, path: `/recordings/${name}`, bytes: 1, changed })

/** An engine that writes down what it was to read. */
class ReadingEngine extends FakeEngine {
  constructor(read: (readonly string[])[]) {
    super('file', { onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined } }, undefined)
    this.summarise = (files) => {
      read.push(files)
      return Promise.resolve(files.map(() => SUMMARY))
    }
  }
}

it('are read once, and again only for a file that has changed; the engine ends', async () => {
  const engines: FakeEngine[] = []
  const read: (readonly string[])[] = []
  const summaries = new Summaries(() => {
    const engine = new ReadingEngine(read)
    engines.push(engine)
    return Promise.resolve(ok(engine))
  })
  expect(await summaries.of([recording('a'), recording('b')])).toEqual([{ ...recording('a'), summary: SUMMARY }, { ...recording('b'), summary: SUMMARY }])
  await summaries.of([recording('a'), recording('b', '2026-11-22T11:00:00Z')])
  await summaries.of([recording('a')])
  expect(read).toEqual([['/recordings/a', '/recordings/b'], ['/recordings/b']])
  expect(engines.map(({ disposed }) => disposed)).toEqual([true, true])
})

it('are left out when no engine can be had: the list is a list still', async () => {
  expect(await new Summaries(() => Promise.resolve(fail('engine-start', { said: 'no' }))).of([recording('a')])).toEqual([recording('a')])
})
