import type { NoteAdded } from './events'

/** Notes as the stream tells them: a note told again with the same id has been changed, one told as `removed` is gone. */
export class Notes {
  private readonly byId = new Map<string, NoteAdded>()

  apply(note: NoteAdded): void {
    if (note.removed === true) this.byId.delete(note.id)
    else this.byId.set(note.id, note)
  }

  get(id: string): NoteAdded | undefined {
    return this.byId.get(id)
  }

  /** In the order of their instants. */
  list(): readonly NoteAdded[] {
    return [...this.byId.values()].sort((a, b) => a.at - b.at)
  }
}
