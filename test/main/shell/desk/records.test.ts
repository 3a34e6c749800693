import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { toldText } from '../../../../src/shared/base/told-text'
import { ok } from '../../../../src/shared/base/result'
import { OfferedFiles } from '../../../../src/main/shell/desk/offered-files'
import { Records } from '../../../../src/main/shell/desk/records'
import { RecordingsFolder } from '../../../../src/main/shell/desk/recordings-folder'
import { spoken } from '../../../../src/main/shell/text/spoken'
import { Shipped } from '../../../../src/main/shell/desk/shipped'
import { parseRubric } from '../../../../src/shared/grading/rubric'
import type { CaptureNamed } from '../../../../src/shared/ipc/capture-named'
import { FakeEngine } from './fake-engine'

const link = { onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined } }
const resources = resolve('resources')
const files = new OfferedFiles(2)
let folder: string
let session: CaptureNamed | undefined
let engines: FakeEngine[] = []
let records: Records
/** The fake engine answers with the file it was asked about. */
const asked = async (...which: Parameters<Records['recordingPart']>): Promise<string> => {
  const answer = await records.recordingPart(...which)
  return answer.ok ? 'a part' : `${answer.error.code}: ${toldText(answer.error, spoken('en'))}`
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'records-'))
  await writeFile(join(folder, 'kept.pcapng'), '')
  records = new Records({
    recordings: new RecordingsFolder(folder), files, shipped: new Shipped(resources), session: () => session,
    engine: () => {
      const engine = new FakeEngine('file', link, undefined)
      engines = [...engines, engine]
      return Promise.resolve(ok(engine))
    }
  })
})
afterAll(() => rm(folder, { recursive: true }))

describe('recordings as a window names them', () => {
  it('are found by what they are: the session, a name in the list, a token, a sample', async () => {
    session = { file: '/tmp/.session.pcapng' }
    expect(await asked({ kind: 'session' }, null)).toBe('not-a-capture: /tmp/.session.pcapng first')
    expect(await asked({ kind: 'recording', name: 'kept.pcapng' }, 'c2')).toBe(`not-a-capture: ${join(folder, 'kept.pcapng')} c2`)
    expect(await asked({ kind: 'file', token: files.offer({ path: '/home/a.pcap', name: 'a.pcap' }) }, null)).toBe('not-a-capture: /home/a.pcap first')
    const [, sample = ''] = /^not-a-capture: (.*\/reset\.pcapng) first$/.exec(await asked({ kind: 'sample', id: 'reset' }, null)) ?? []
    expect([basename(sample), sample.startsWith(resources), existsSync(sample)]).toEqual(['reset.pcapng', false, false])
    expect(engines.every(({ disposed }) => disposed)).toBe(true)
  })

  it('and no path of the machine is any of them', async () => {
    session = undefined
    expect(await asked({ kind: 'session' }, null)).toMatch(/^no-session/)
    expect(await asked({ kind: 'recording', name: '../kept.pcapng' }, null)).toMatch(/^unreadable-file/)
    expect(await asked({ kind: 'file', token: '/etc/passwd' }, null)).toMatch(/^unreadable-file/)
    expect(await asked({ kind: 'sample', id: '../samples/reset' }, null)).toMatch(/^unreadable-file/)
  })
})

describe('what comes with the program', () => {
  it('are samples in course order and rubrics by name, each of which can be read', async () => {
    const samples = await records.samples()
    expect(samples.map(({ id }) => id)).toEqual(expect.arrayContaining(['active-close', 'lost-final-ack', 'ghost-segment', 'same-four-tuple']))
    expect(Object.keys(samples[0] ?? {})).toEqual(['id', 'bytes'])
    const rubrics = await records.rubrics()
    expect(rubrics.map(({ name }) => name)).toContain('lost-final-ack.yaml')
    for (const { name, source } of rubrics) expect(parseRubric(source, name)).toMatchObject({ ok: true, value: { experiment: name.replace('.yaml', '') } })
  })

  it('a rubric with faults is not handed on', async () => {
    expect(await records.gradeRecording({ kind: 'sample', id: 'reset' }, 'title: none', 'en')).toMatchObject({ ok: false, error: { code: 'usage' } })
  })
})
