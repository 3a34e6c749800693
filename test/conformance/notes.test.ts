import { afterAll, describe, expect, it } from 'vitest'
import { changeNotes, readNotes } from '../../src/main/engine/recording/notes'
import { record, Recordings, told } from '../main/engine/recording/a-recording'
import { ask, tsharkFields } from './judges'

const files = new Recordings()
afterAll(() => files.remove())

/** A recording with a note in Korean on packet 4 and one in English on packet 2. */
async function annotated(name: string): Promise<string> {
  const file = files.path(name)
  record(file)
  const changed = await changeNotes({ file, changes: [
    { kind: 'write', note: { text: '여기서 클라이언트가 기다린다', packet: 4, author: '김하나' } }, { kind: 'write', note: { text: 'the "second" one, <b>bold</b>', packet: 2 } },
    { kind: 'write', note: { text: '구간 메모', at: 1_000, until: 4_000 } }
  ] })
  expect(changed.ok).toBe(true)
  return file
}
const texts = async (file: string): Promise<readonly string[]> => {
  const notes = await readNotes({ file })
  return notes.ok ? notes.value.map(({ text }) => text) : [notes.error.code]
}
/** Frame number of our n-th packet. */
const frameOf = (file: string, n: number): string => ask('tshark', '-r', file, '-T', 'fields', '-e', 'frame.number', '-Y', 'tcp').out.trim().split('\n')[n - 1] ?? ''

describe('notes, judged by Wireshark', () => {
  it("tshark prints the student's comments in Korean and English; capinfos reads the file", async () => {
    const file = await annotated('mine.pcapng')
    expect(tsharkFields(file, ['frame.comment'], '-Y', 'frame.comment')).toEqual([['the "second" one, <b>bold</b>'], ['여기서 클라이언트가 기다린다']])
    expect(ask('capinfos', file)).toMatchObject({ status: 0, complaints: '' })
    expect(ask('tshark', '-r', file)).toMatchObject({ status: 0, complaints: '' })
  })

  it('comments that were added elsewhere are notes here, beside ours on the same packet', async () => {
    const file = await annotated('theirs.pcapng')
    const saved = files.path('saved.pcapng')
    expect(ask('editcap', '-a', `${frameOf(file, 4)}:다른 사람이 고침`, '-a', `${frameOf(file, 5)}:added in class`, file, saved).status).toBe(0)
    const comments = tsharkFields(saved, ['frame.comment'], '-Y', 'frame.comment').flatMap(([comment]) => (comment ?? '').split('|'))
    expect([...(await texts(saved))].sort()).toEqual([...comments, '구간 메모'].sort())
    expect((await told(saved)).find(({ type }) => type === 'recording')).toMatchObject({ chain: 'intact' })
  })

  it('that were written here after editcap saved the file are comments too, and removed ones are gone', async () => {
    const saved = files.path('edited.pcapng')
    expect(ask('editcap', await annotated('original.pcapng'), saved).status).toBe(0)
    const notes = await readNotes({ file: saved })
    const second = notes.ok ? notes.value.find(({ packet }) => packet === 2) : undefined
    expect((await changeNotes({ file: saved, changes: [{ kind: 'remove', id: second?.id ?? '' }, { kind: 'write', note: { text: 'new', packet: 6 } }] })).ok).toBe(true)
    expect(tsharkFields(saved, ['frame.comment'], '-Y', 'frame.comment')).toEqual([['여기서 클라이언트가 기다린다'], ['new']])
  })
})
