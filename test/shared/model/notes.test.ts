import { describe, expect, it } from 'vitest'
import type { NoteAdded } from '../../../src/shared/model/events'
import { Notes } from '../../../src/shared/model/notes'

const note = (id: string, at: number, more: Partial<NoteAdded> = {}): NoteAdded => ({ type: 'note', id, at, text: id, ...more })

describe('notes as the stream tells them', () => {
  it('stand in the order of their instants; one told again has changed, one told as removed is gone', () => {
    const notes = new Notes()
    for (const told of [note('b', 2), note('a', 1), note('b', 2, { text: 'changed' }), note('c', 3), note('c', 3, { removed: true })]) notes.apply(told)
    expect(notes.list().map(({ text }) => text)).toEqual(['a', 'changed'])
    expect(notes.get('c')).toBeUndefined()
  })

  it('come back when they are told again', () => {
    const notes = new Notes()
    for (const told of [note('a', 1), note('a', 1, { removed: true }), note('a', 1, { text: 'again' })]) notes.apply(told)
    expect(notes.list()).toMatchObject([{ text: 'again' }])
  })
})
