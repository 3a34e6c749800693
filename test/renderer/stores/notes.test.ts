// @vitest-environment happy-dom
import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, describe, expect, it } from 'vitest'
import { nextTick } from 'vue'
import { useLabStore } from '../../../src/renderer/src/stores/lab'
import { useNotesStore } from '../../../src/renderer/src/stores/notes'
import { useSessionStore } from '../../../src/renderer/src/stores/session'
import { useSettingsStore } from '../../../src/renderer/src/stores/settings'
import { useUnkeptStore } from '../../../src/renderer/src/stores/unkept'
import type { FakeLabOptions } from '../fake-lab'
import { description, told } from '../fake-shell'
import { activeClose, header } from '../story'
import { attachedShell } from './attached-shell'

/** A session that is over, in a window that works with a fake shell. */
async function over(): Promise<void> {
  attachedShell()
  await useLabStore().start({ kind: 'experiment', id: 'active-close', params: {} }, 'en')
}
const texts = (): string[] => useSessionStore().facts.notes.map(({ text }) => text)

beforeEach(async () => {
  setActivePinia(createPinia())
  await over()
})

describe('notes of the window', () => {
  it('are written after the session too, with the name of the person', async () => {
    useSettingsStore().author = ' 김하나 '
    await useNotesStore().write({ text: 'here', at: 1_000, packet: 4 })
    expect(useSessionStore().facts.notes).toMatchObject([{ text: 'here', at: 1_000, packet: 4, author: '김하나' }])
  })

  it('are changed in their place and removed', async () => {
    const notes = useNotesStore()
    await notes.write({ text: 'one', at: 1, packet: null })
    await notes.write({ text: 'two', at: 2, packet: null })
    const [first] = useSessionStore().facts.notes
    await notes.write({ ...first, text: 'eins', at: 1, packet: null })
    expect(texts()).toEqual(['eins', 'two'])
    await notes.remove(first?.id ?? '')
    expect(texts()).toEqual(['two'])
  })

  it('come back step by step: a removed one, a changed one, and one that was written goes', async () => {
    const notes = useNotesStore()
    await notes.write({ text: 'one', at: 1, packet: null })
    const id = useSessionStore().facts.notes[0]?.id ?? ''
    await notes.write({ id, text: 'changed', at: 1, packet: null })
    await notes.remove(id)
    const seen: string[][] = []
    for (let step = 0; step < 3; step++) {
      await notes.undo()
      seen.push(texts())
    }
    expect(seen).toEqual([['changed'], ['one'], []])
    expect(notes.undoable).toBe(false)
  })

  it('of another session cannot be taken back', async () => {
    const notes = useNotesStore()
    await notes.write({ text: 'one', at: 1, packet: null })
    await useLabStore().start({ kind: 'experiment', id: 'active-close', params: {} }, 'en')
    expect(notes.undoable).toBe(false)
  })

  it('on a stretch begin at one end and are written at the other, whichever comes first', () => {
    const notes = useNotesStore()
    notes.markEnd(9_000)
    expect([notes.span, notes.draft]).toEqual([{ from: 9_000, to: null }, null])
    notes.markEnd(2_000)
    expect([notes.span, notes.draft]).toEqual([null, { text: '', at: 2_000, until: 9_000, packet: null }])
    notes.close()
    notes.markEnd(1)
    notes.forgetSpan()
    expect([notes.span, notes.draft]).toEqual([null, null])
  })
})

describe('notes in a copy of a file', () => {
  const opened = told({ header: header({ mode: 'file', source: 'file' }), events: activeClose() })
  const open = async (kind: 'file' | 'sample', options: Partial<FakeLabOptions> = {}): Promise<void> => {
    attachedShell({ scriptFor: () => opened, ...options })
    const lab = useLabStore()
    lab.description = description
    lab.uploads.add('t')
    await lab.start(kind === 'file' ? { kind, token: 't' } : { kind, id: 'reset' }, 'en', 'lecture.pcap')
  }
  const note = { text: 'here', at: 1_000, packet: 4 }

  it.each(['file', 'sample'] as const)('of a %s are nobody\'s until the copy is kept; leaving it asks', async (kind) => {
    await open(kind)
    const [notes, lab, unkept] = [useNotesStore(), useLabStore(), useUnkeptStore()]
    expect([lab.keepable, unkept.unkept]).toEqual([true, false])
    await notes.write(note)
    expect([notes.unkept, unkept.unkept, unkept.noted]).toEqual([true, true, true])
    await lab.keep()
    expect([notes.unkept, unkept.unkept]).toEqual([false, false])
  })

  it('that a classic pcap cannot take are written once there is a pcapng file of it', async () => {
    await open('file', { withoutNotes: ['file'] })
    const [notes, lab] = [useNotesStore(), useLabStore()]
    await notes.write(note)
    expect([lab.failure?.code, notes.refused, notes.unkept]).toEqual(['no-comments', note, false])
    let reopened: Promise<void> = Promise.resolve()
    await notes.convert((name) => {
      reopened = lab.start({ kind: 'recording', name }, 'en', name)
    })
    await reopened
    await nextTick()
    expect([notes.draft, lab.failure]).toEqual([note, null])
  })
})
