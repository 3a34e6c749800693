import { OWN_COMMENT } from '../../../shared/ipc/capture-export'
import type { NoteAdded } from '../../../shared/model/events'

/** A comment as it stands in a file. */
export interface FoundComment {
  readonly text: string
  /** ns since the session's start: its packet's instant. */
  readonly at: number
  /** Its packet's number; null where it stands on a frame that is no segment, or on the whole section. */
  readonly packet: number | null
  /** Which of its block's comments it is: 0, 1, … */
  readonly index: number
  /** Where its packet's block begins, bytes from the start of the file; null where it cannot be changed. */
  readonly block: number | null
}

/** A note that a journal entry of the file tells, and whether its text is a comment of its packet too. */
export interface EnteredNote {
  readonly note: NoteAdded
  readonly commented: boolean
}

export interface Reconciled {
  /** What the comments say that the entries do not: new ones, texts that were changed elsewhere, notes whose comment is gone. */
  readonly news: readonly NoteAdded[]
  /** The comment that a note's text stands in, by the note's id. */
  readonly comments: ReadonlyMap<string, FoundComment>
}

/** Notes of a file, at most: a person writes hundreds; a hostile file claims millions. */
export const MOST_NOTES = 20_000
/** And characters in their comments. */
const MOST_CHARACTERS = 16 * 1024 * 1024

/** The notes and comments of a file that is being read, in its order. */
export class NoteReading {
  private readonly entries = new Map<string, EnteredNote>()
  private readonly comments: FoundComment[] = []
  private characters = 0

  entry(entry: EnteredNote): void {
    if (entry.note.removed === true) this.entries.delete(entry.note.id)
    else if (this.entries.size < MOST_NOTES) this.entries.set(entry.note.id, entry)
  }

  comment(comment: FoundComment): void {
    this.characters += comment.text.length
    if (this.comments.length < MOST_NOTES && this.characters <= MOST_CHARACTERS) this.comments.push(comment)
  }

  /** At the end of the file. */
  end(): Reconciled & { readonly entered: readonly EnteredNote[] } {
    const entered = [...this.entries.values()]
    return { entered, ...reconcile(entered, this.comments) }
  }
}

/**
 * Brings a file's notes and its comments together. A note on a packet is a comment there, for everybody, and a journal entry, which knows its author; who changes
 * the comment in Wireshark has changed the note.
 */
function reconcile(entered: readonly EnteredNote[], found: readonly FoundComment[]): Reconciled {
  const comments = new Map<string, FoundComment>()
  const news: NoteAdded[] = []
  const byPacket = new Map<number | null, FoundComment[]>()
  for (const comment of found) {
    // What an annotated export says of a packet is told by its events already.
    if (comment.text.startsWith(OWN_COMMENT)) continue
    const known = byPacket.get(comment.packet)
    if (known === undefined) byPacket.set(comment.packet, [comment])
    else known.push(comment)
  }
  const unmatched: NoteAdded[] = []
  for (const { note, commented } of entered) {
    const on = note.packet === undefined ? undefined : byPacket.get(note.packet)
    const same = on?.findIndex(({ text }) => plain(text) === plain(note.text)) ?? -1
    const [comment] = same < 0 ? [] : on?.splice(same, 1) ?? []
    if (comment !== undefined) comments.set(note.id, comment)
    else if (commented) unmatched.push(note)
  }
  for (const note of unmatched) {
    const changed = byPacket.get(note.packet ?? null)?.shift()
    if (changed === undefined) news.push({ type: 'note', at: note.at, id: note.id, text: note.text, removed: true })
    else {
      comments.set(note.id, changed)
      news.push({ ...placeOf(note), text: changed.text, origin: 'comment' })
    }
  }
  const ids = new FreeIds(entered.map(({ note }) => note.id))
  for (const comment of [...byPacket.values()].flat()) {
    const id = ids.of(comment)
    comments.set(id, comment)
    news.push({ type: 'note', at: comment.at, id, text: comment.text, ...(comment.packet === null ? {} : { packet: comment.packet }), origin: 'comment' })
  }
  return { news, comments }
}

/** A note without what is said of its author: somebody else has changed it. */
const placeOf = ({ type, at, id, packet, until }: NoteAdded): Omit<NoteAdded, 'text'> =>
  ({ type, at, id, ...(packet === undefined ? {} : { packet }), ...(until === undefined ? {} : { until }) })

/** Line ends differ between programs. */
const plain = (text: string): string => text.replaceAll('\r\n', '\n').trimEnd()

/** Ids that stay while the comments stay: of the packet and the text, and of those that are alike in both, which one it is. */
class FreeIds {
  private readonly taken: Set<string>
  /** How many were given that begin alike: a hostile file has twenty thousand. */
  private readonly alike = new Map<string, number>()

  constructor(taken: readonly string[]) {
    this.taken = new Set(taken)
  }

  of({ packet, text }: FoundComment): string {
    const id = `${packet === null ? 'f' : `p${packet}`}-${fnv(text)}`
    let n = (this.alike.get(id) ?? 0) + 1
    let free = n === 1 ? id : `${id}-${n}`
    while (this.taken.has(free)) free = `${id}-${++n}`
    this.alike.set(id, n)
    this.taken.add(free)
    return free
  }
}

/** FNV-1a, 32 bits, of the text's UTF-16 units. */
function fnv(text: string): string {
  let hash = 0x811c9dc5
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193)
  return (hash >>> 0).toString(16).padStart(8, '0')
}
