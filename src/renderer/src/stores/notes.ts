import { defineStore } from 'pinia'
import { computed, ref, shallowRef, watch } from 'vue'
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
  /** A stretch of time that is being marked: its beginning, and its end as far as it is known. ns */
  const span = shallowRef<{ readonly from: number; readonly to: number | null } | null>(null)
  const steps = shallowRef<readonly Step[]>([])
  /** Something was changed in a copy that nobody has kept yet. */
  const unkept = ref(false)
  /** A note that this kind of file cannot take, until it has become one that can. */
  const refused = shallowRef<NoteDraft | null>(null)
  /** The file made for it, and the note that goes there. */
  let moving: { readonly name: string; readonly draft: NoteDraft } | null = null
  /** Grows with every step: what was done is told for a while. */
  const done = ref<{ readonly what: Done | 'undone'; readonly count: number } | null>(null)

  /** Not while a file is still being read, and not before anything has been seen. */
  const possible = computed(() => session.header !== null && lab.channel.state === 'open' && !(session.header.mode === 'file' && lab.busy))
  const undoable = computed(() => possible.value && steps.value.at(-1)?.session === session.id)

  const begin = (at: number, packet: number | null): void => {
    if (possible.value) draft.value = { text: '', at: Math.round(at), packet }
  }
  /** While it is dragged over. */
  const stretch = (from: number, to: number): void => {
    if (possible.value) span.value = { from: Math.round(from), to: Math.round(to) }
  }
  /** The stretch is whole: what is there to say of it? */
  const beginOnSpan = (from: number, to: number): void => {
    span.value = null
    const [at, until] = [Math.round(Math.min(from, to)), Math.round(Math.max(from, to))]
    if (possible.value) draft.value = { text: '', at, packet: null, ...(until > at ? { until } : {}) }
  }
  /** The same by a key, at one end and then at the other. */
  const markEnd = (at: number): void => {
    if (!possible.value) return
    if (span.value === null) span.value = { from: Math.round(at), to: null }
    else beginOnSpan(span.value.from, at)
  }
  const forgetSpan = (): void => {
    span.value = null
  }
  const edit = (note: NoteAdded): void => {
    const { id, text, at, until, packet = null } = note
    if (possible.value) draft.value = { id, text, at, packet, ...(until === undefined ? {} : { until }) }
  }
  const close = (): void => {
    draft.value = null
  }

  const write = async (written: NoteDraft): Promise<void> => {
    const { id, text, at, until, packet } = written
    refused.value = null
    const before = id === undefined ? undefined : session.facts.notes.find((note) => note.id === id)
    const answer = await lab.writeNote({
      text, at, ...(id === undefined ? {} : { id }), ...(packet === null ? {} : { packet }), ...(until === undefined ? {} : { until }), ...authorOf(settings.author)
    })
    if (answer === null) {
      if (lab.failure?.code === 'no-comments') refused.value = written
      return
    }
    if (before === undefined) took('written', () => lab.removeNote(answer))
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
  /** Makes a file that takes notes of one that does not, and goes on there. @param open shows a kept recording */
  const convert = async (open: (name: string) => void): Promise<void> => {
    const draft = refused.value
    await lab.keep()
    if (lab.kept === null) return
    moving = draft === null ? null : { name: lab.kept.name, draft }
    open(lab.kept.name)
  }
  watch(() => (possible.value ? lab.openedName : null), (name) => {
    if (moving === null || name !== moving.name) return
    draft.value = moving.draft
    moving = null
  })
  watch(() => lab.kept, (kept) => {
    if (kept !== null) unkept.value = false
  })
  const took = (what: Done, back: () => Promise<boolean>): void => {
    if (lab.copied && lab.kept === null) unkept.value = true
    steps.value = [...steps.value.slice(1 - MOST_STEPS), { done: what, session: session.id, undo: back }]
    done.value = { what, count: (done.value?.count ?? 0) + 1 }
  }
  const forget = (): void => {
    done.value = null
  }
  watch(() => session.id, () => {
    span.value = draft.value = refused.value = null
    unkept.value = false
  }, { flush: 'sync' })
  return { draft, span, unkept, refused, convert, possible, undoable, done, begin, stretch, beginOnSpan, markEnd, forgetSpan, edit, close, write, remove, undo, forget }
})

const authorOf = (author: string): Pick<NoteToWrite, 'author'> => (author.trim() === '' ? {} : { author: author.trim() })

/** A note as it was, under its own id. */
const asWritten = ({ id, text, at, until, packet, author }: NoteAdded): NoteToWrite =>
  ({ id, text, at, ...(until === undefined ? {} : { until }), ...(packet === undefined ? {} : { packet }), ...(author === undefined ? {} : { author }) })
