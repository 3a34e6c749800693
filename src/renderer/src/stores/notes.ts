import { defineStore } from 'pinia'
import { computed, ref, shallowRef } from 'vue'
import type { NoteToWrite } from '../../../shared/ipc/notes'
import type { NoteAdded } from '../../../shared/model/events'
import { useLabStore } from './lab'
import { useSessionStore } from './session'
import { useSettingsStore } from './settings'

/** A note that is being written, or one that is being changed. */
export interface NoteDraft {
  readonly id?: string
  readonly text: string
  readonly at: number
  readonly until?: number
  readonly packet: number | null
}

type Done = 'written' | 'changed' | 'removed'

interface Step {
  readonly done: Done
  /** Which session's note it was. */
  readonly session: number
  readonly undo: () => Promise<boolean>
}

/** Steps that can be taken back, at most. */
const MOST_STEPS = 100

/** What a person does with notes: writes, changes, removes, takes back. */
export const useNotesStore = defineStore('notes', () => {
  const lab = useLabStore()
  const session = useSessionStore()
  const settings = useSettingsStore()
  const draft = shallowRef<NoteDraft | null>(null)
  const steps = shallowRef<readonly Step[]>([])
  /** Grows with every step: what was done is told for a while. */
  const done = ref<{ readonly what: Done | 'undone'; readonly count: number } | null>(null)

  /** Not while a file is still being read, and not before anything has been seen. */
  const possible = computed(() => session.header !== null && lab.channel.state === 'open' && !(session.header.mode === 'file' && lab.busy))
  const undoable = computed(() => possible.value && steps.value.at(-1)?.session === session.id)

  const begin = (at: number, packet: number | null): void => {
    if (possible.value) draft.value = { text: '', at: Math.round(at), packet }
  }
  const edit = (note: NoteAdded): void => {
    const { id, text, at, until, packet = null } = note
    if (possible.value) draft.value = { id, text, at, packet, ...(until === undefined ? {} : { until }) }
  }
  const close = (): void => {
    draft.value = null
  }

  const write = async ({ id, text, at, until, packet }: NoteDraft): Promise<void> => {
    const before = id === undefined ? undefined : session.facts.notes.find((note) => note.id === id)
    const written = await lab.writeNote({
      text, at, ...(id === undefined ? {} : { id }), ...(packet === null ? {} : { packet }), ...(until === undefined ? {} : { until }), ...authorOf(settings.author)
    })
    if (written === null) return
    if (before === undefined) took('written', () => lab.removeNote(written))
    else took('changed', async () => (await lab.writeNote(asWritten(before))) !== null)
  }
  const remove = async (id: string): Promise<void> => {
    const before = session.facts.notes.find((note) => note.id === id)
    if (before === undefined || !(await lab.removeNote(id))) return
    took('removed', async () => (await lab.writeNote(asWritten(before))) !== null)
  }
  const undo = async (): Promise<void> => {
    const last = steps.value.at(-1)
    if (last === undefined || !undoable.value) return
    steps.value = steps.value.slice(0, -1)
    if (await last.undo()) done.value = { what: 'undone', count: (done.value?.count ?? 0) + 1 }
  }
  const took = (what: Done, back: () => Promise<boolean>): void => {
    steps.value = [...steps.value.slice(1 - MOST_STEPS), { done: what, session: session.id, undo: back }]
    done.value = { what, count: (done.value?.count ?? 0) + 1 }
  }
  const forget = (): void => {
    done.value = null
  }
  return { draft, possible, undoable, done, begin, edit, close, write, remove, undo, forget }
})

const authorOf = (author: string): Pick<NoteToWrite, 'author'> => (author.trim() === '' ? {} : { author: author.trim() })

/** A note as it was, under its own id. */
const asWritten = ({ id, text, at, until, packet, author }: NoteAdded): NoteToWrite =>
  ({ id, text, at, ...(until === undefined ? {} : { until }), ...(packet === undefined ? {} : { packet }), ...(author === undefined ? {} : { author }) })
