import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { fail } from '../../../../src/shared/base/result'
import type { ExportWanted } from '../../../../src/shared/ipc/lab-export'
import { desk, engine, engines, EXPERIMENT, exportBy, files, names, status, statuses, told, until, WATCH, useDesk } from './a-desk'

useDesk()

describe('a second window of a laboratory', () => {
  it('reads its recording, is told when nobody writes to it any more, and leaves nothing', async () => {
    expect([desk.viewable, await desk.view()]).toMatchObject([false, { ok: false, error: { code: 'no-session' } }])
    await desk.start(EXPERIMENT)
    const view = await desk.view()
    if (!view.ok) return expect.fail(JSON.stringify(view.error))
    expect([desk.viewable, view.value.name]).toEqual([true, 'active-close'])
    expect(await readFile(view.value.path, 'utf8')).toBe('blocks')
    // The same desk shows it: its laboratory has ended with that.
    await desk.start({ kind: 'file', token: files.offer(view.value), follow: true, language: 'en' })
    await status('finished')
    expect(engine(2)).toMatchObject({ asked: expect.arrayContaining(['writerGone']), request: { file: view.value.path, follow: true } })
    expect(desk.viewable).toBe(false)
    await desk.discardView(view.value)
    expect(await names()).toEqual([])
  })
})

describe('packets of a session that is over', () => {
  it('are read from its recording, by one engine for all of them, from where it is kept later, and none stays behind', async () => {
    await desk.start(EXPERIMENT)
    engine(1).experimentEnds()
    await status('finished')
    const frames = await Promise.all([3, 4].map((n) => desk.packetFrame(n)))
    expect(frames).toMatchObject([{ ok: true, value: { n: 3 } }, { ok: true, value: { n: 4 } }])
    expect(engines.map(({ mode, request }) => [mode, request?.file === engine(1).request?.record])).toEqual([['sandbox', false], ['file', true]])
    const kept = await desk.keep()
    expect([engine(2).disposed, (await desk.packetFrame(3)).ok]).toEqual([true, true])
    expect(engine(3).request).toMatchObject({ mode: 'file', file: kept.ok ? kept.value.path : '', telling: 'summary' })
    await desk.close()
    expect(engines.map(({ disposed }) => disposed)).toEqual([true, true, true])
  })
})

describe('keeping', () => {
  it('while it runs the engine moves the file; it stays when the next session starts, closed in order', async () => {
    await desk.start(EXPERIMENT)
    const kept = await desk.keep()
    expect(kept).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^active-close-\d{4}-\d\d-\d\d-\d{6}\.pcapng$/), bytes: 6 } })
    await desk.start(WATCH)
    const recordings = await desk.recordings()
    expect(recordings.map(({ name }) => name)).toEqual([kept.ok ? kept.value.name : ''])
    expect(await readFile(recordings[0]?.path ?? '', 'utf8')).toBe('blocks end')
  })
  it('when it has finished the file is renamed; keeping twice answers the same', async () => {
    await desk.start(WATCH)
    await desk.stop()
    const first = await desk.keep()
    expect(first).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^watch-/) } })
    expect(await desk.keep()).toEqual(first)
    expect(engine().asked).toEqual(['close'])
    expect(await names()).toEqual([first.ok ? first.value.name : ''])
  })
  it('two of the same second get different names', async () => {
    await desk.start(WATCH)
    await desk.keep()
    await desk.start(WATCH)
    await desk.keep()
    await desk.stop()
    expect(new Set(await names()).size).toBe(2)
  })
  it('a file that has been read still gives its packets, until the next session starts', async () => {
    await desk.start({ kind: 'file', token: files.offer({ path: '/a.pcap', name: 'a.pcap' }), language: 'en' })
    await status('finished')
    expect(await desk.packetFrame(3)).toMatchObject({ ok: true, value: { n: 3 } })
    expect(engine(1).disposed).toBe(false)
    await desk.start(WATCH)
    expect(engine(1).disposed).toBe(true)
  })

  it('of an opened file a copy is kept, with its notes; of an upload and a sample, notes go there from then on', async () => {
    await desk.start({ kind: 'file', token: files.offer({ path: '/home/student/.hidden/lecture 3.pcap', name: '..lecture 3.pcap', copy: true }), language: 'en' })
    await status('finished')
    const kept = await desk.keep()
    expect(kept).toMatchObject({ ok: true, value: { name: expect.stringMatching(/^lecture 3-\d{4}-\d\d-\d\d-\d{6}\.pcapng$/) } })
    await desk.note({ text: 'later', at: 1 })
    expect(engine().asked.at(-1)).toBe(`changeNotes ${kept.ok ? kept.value.path : ''} 1`)
    expect(await desk.keep()).toEqual(kept)
    await desk.start({ kind: 'file', token: files.offer({ path: '/home/student/own.pcapng', name: 'own.pcapng' }), language: 'en' })
    await until(() => (statuses().filter(({ state }) => state === 'finished').length === 2 ? true : undefined))
    await desk.keep()
    await desk.note({ text: 'later', at: 1 })
    expect(engine().asked.at(-1)).toBe('changeNotes /home/student/own.pcapng 1')
  })
  it('a sample is opened as a copy, which goes with the session', async () => {
    await desk.start({ kind: 'sample', id: 'reset', language: 'en' })
    const { file = '' } = engine().request ?? {}
    expect([existsSync(file), file.startsWith(resolve('resources'))]).toEqual([true, false])
    await desk.close()
    expect(existsSync(file)).toBe(false)
    expect(await desk.start({ kind: 'sample', id: '../../../etc/passwd', language: 'en' })).toMatchObject({ ok: false })
  })
  it('what was not kept is gone when the window closes, and nothing runs', async () => {
    await desk.start(EXPERIMENT)
    void engine().send('a batch no window will ever take\n')
    await desk.close()
    expect(await names()).toEqual([])
    expect(engine().disposed).toBe(true)
    expect(await desk.start(WATCH)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })
})

describe('exporting', () => {
  const wanted: ExportWanted = { format: 'html', figure: 'lifecycle', theme: 'light', language: 'en', selection: {}, anonymize: false, withoutPayload: false, packetsOnly: false, comments: true }

  it('needs a session', async () => {
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })

  it('tells how far it has come, ends when it is stopped, and is one at a time', async () => {
    await desk.start(EXPERIMENT)
    exportBy((_source, _name, _wanted, { signal, onProgress }) => new Promise((resolve) => {
      onProgress?.(1, 4)
      signal?.addEventListener('abort', () => resolve(fail('stopped')))
    }))
    const exporting = desk.exportSession(wanted)
    expect(told.filter(({ name }) => name === 'exporting')).toEqual([{ name: 'exporting', args: [1, 4] }])
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: false, error: { code: 'busy' } })
    await desk.stopExport()
    expect(await exporting).toMatchObject({ ok: false, error: { code: 'stopped' } })
  })

  it('takes the file of a running session as it is, and of an opened one the file itself', async () => {
    await desk.start(EXPERIMENT)
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { name: 'active-close.pcapng.html', path: expect.stringMatching(/\.session-.*\.pcapng\.html$/) } })
    const chosen = await desk.chooseFile()
    await desk.start({ kind: 'file', token: chosen.ok && chosen.value !== null ? chosen.value.token : '', language: 'en' })
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { name: 'a.pcap.html', path: '/home/student/a.pcap.html' } })
    // Of a file with several sessions it is the one that was chosen.
    const again = await desk.chooseFile()
    await desk.start({ kind: 'file', token: again.ok && again.value !== null ? again.value.token : '', session: 2, language: 'en' })
    expect(await desk.exportSession(wanted)).toMatchObject({ ok: true, value: { path: '/home/student/a.pcap 2.html' } })
  })
})
