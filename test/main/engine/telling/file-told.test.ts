import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { SUMMARY_CONNECTIONS } from '../../../../src/shared/ipc/file-summary'
import type { Telling } from '../../../../src/shared/ipc/engine'
import { keptByBatches, keptByEvents } from '../../../shared/batch/kept'
import { FIXTURES } from '../capture-file/segments'
import { fileSession, openFile } from '../capture-file/file-session'
import { record, Recordings, transition } from '../recording/a-recording'

const recordings = new Recordings()
afterAll(() => recordings.remove())
const RECORDED = recordings.path('own.pcapng')
record(RECORDED, {
  packets: 40, events: [
    transition(1_000, 'FIN-WAIT-1'), { ...transition(2_000, 'FIN-WAIT-2', 'FIN-WAIT-1'), remote: 'elsewhere "1"' }, transition(3_000, 'TIME-WAIT', 'FIN-WAIT-2'),
    { type: 'timer', at: 3_000, conn: 'c1', end: 'client', timer: 'time-wait', event: 'started', expectedMs: 60_000 }, { type: 'step', at: 4_000, id: 's', title: '끝' }
  ]
})
const FOREIGN = join(FIXTURES, 'commented.pcapng')
const joined = (name: string, ...parts: readonly string[]): string => recordings.write(name, Buffer.concat(parts.map((part) => readFileSync(part))))
const FILES = [
  ...readdirSync(FIXTURES).filter((name) => name.endsWith('.pcap') || name.endsWith('.pcapng')).map((name) => join(FIXTURES, name)), RECORDED,
  joined('behind-another.pcapng', FOREIGN, RECORDED), joined('before-another.pcapng', RECORDED, FOREIGN), joined('twice-behind-others.pcapng', FOREIGN, FOREIGN, RECORDED, RECORDED)
]

async function told(file: string, telling: Telling): Promise<ReturnType<typeof fileSession>> {
  const shell = fileSession()
  expect(await openFile(shell.session, file, telling)).toMatchObject({ ok: true })
  expect(await shell.session.read()).toMatchObject({ ok: true })
  expect(await shell.session.close()).toMatchObject({ ok: true })
  return shell
}

describe.each(FILES.map((file) => [file.split('/').at(-1), file] as const))('%s', (_name, file) => {
  it('told in columns leaves in a window what its events leave there', async () => {
    const { events, batches } = await told(file, 'lines')
    const inColumns = await told(file, 'columns')
    expect([batches, inColumns.events]).toEqual([[], []])
    expect(keptByBatches(inColumns.batches).facts()).toEqual(keptByEvents(events.filter(({ type }) => type !== 'connection')).facts())
  })
  it('opened for its summary tells nothing, and has come to the same', async () => {
    const { events } = await told(file, 'lines')
    const summed = await told(file, 'summary')
    const connections = events.filter((event) => event.type === 'connection')
    const recording = events.find((event) => event.type === 'recording')
    expect([summed.events, summed.batches]).toEqual([[], []])
    expect(await summed.session.summary()).toEqual({
      ok: true, value: { connections: connections.slice(0, SUMMARY_CONNECTIONS), count: connections.length, ...(recording === undefined ? {} : { recording }) }
    })
    expect(await summed.session.close()).toEqual({ ok: true, value: events.at(-1) })
  })
})

it('a file that is told has no summary', async () => {
  const { session } = await told(RECORDED, 'lines')
  expect(await session.summary()).toMatchObject({ ok: false, error: { code: 'no-session' } })
})
