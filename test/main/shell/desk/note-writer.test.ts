import { describe, expect, it } from 'vitest'
import { NoteWriter } from '../../../../src/main/shell/desk/note-writer'
import { fail, ok } from '../../../../src/shared/base/result'
import type { NoteAdded } from '../../../../src/shared/model/events'
import { FakeEngine } from './fake-engine'

function writer(file: string | undefined = '/recordings/a.pcapng') {
  const engines: FakeEngine[] = []
  const told: NoteAdded[] = []
  const notes = new NoteWriter({
    capture: () => (file === undefined ? undefined : { file }), tell: (events) => told.push(...events),
    engine: () => {
      const engine = new FakeEngine('file', { onEvents: () => Promise.resolve(), notifications: { progress: () => undefined, trouble: () => undefined } }, undefined)
      engines.push(engine)
      return Promise.resolve(ok(engine))
    }
  })
  return { notes, told, engines }
}
const write = (text: string) => ({ kind: 'write', note: { text } }) as const

describe('notes of a session that is over', () => {
  it('are written by an engine, which ends, and are told', async () => {
    const { notes, told, engines } = writer()
    expect(await notes.change(write('late'))).toMatchObject({ ok: true, value: { text: 'late' } })
    expect(told).toMatchObject([{ text: 'late' }])
    expect(engines.map(({ asked, disposed, mode }) => ({ asked, disposed, mode }))).toEqual([{ asked: ['changeNotes /recordings/a.pcapng 1'], disposed: true, mode: 'file' }])
  })

  it('asked for while one is being written are written together', async () => {
    const { notes, told, engines } = writer()
    await Promise.all(['a', 'b', 'c'].map((text) => notes.change(write(text))))
    expect(engines.flatMap(({ asked }) => asked)).toEqual(['changeNotes /recordings/a.pcapng 1', 'changeNotes /recordings/a.pcapng 2'])
    expect(told.map(({ text }) => text)).toEqual(['a', 'b', 'c'])
  })

  it('one that cannot be done does not take the others with it', async () => {
    const { notes, told } = writer()
    const answers = await Promise.all([notes.change(write('a')), notes.change({ kind: 'remove', id: 'gone' }), notes.change(write('c'))])
    expect(answers.map((answer) => answer.ok)).toEqual([true, false, true])
    expect(told.map(({ text }) => text)).toEqual(['a', 'c'])
  })

  it('are refused when there is no file', async () => {
    const { notes } = writer('')
    expect(await notes.change(write('a'))).toMatchObject({ ok: true })
    const none = new NoteWriter({ capture: () => undefined, tell: () => undefined, engine: () => Promise.resolve(fail('engine-start', { said: 'not asked' })) })
    expect(await none.change(write('a'))).toMatchObject({ ok: false, error: { code: 'no-session' } })
  })
})
