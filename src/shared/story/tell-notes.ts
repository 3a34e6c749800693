import type { NoteAdded } from '../model/events'
import { instant } from './clock-column'
import { piece, type StoryLine } from './line'
import type { Words } from './words'

/** Notes as a list: where, who and when, and the text line by line below. */
export function tellNotes(notes: readonly NoteAdded[], words: Words): StoryLine[] {
  if (notes.length === 0) return [[piece(words.say('story.notes.none'), 'dim')]]
  return notes.flatMap((note): StoryLine[] => [
    [piece(instant(note.at), 'dim'), piece(`  ${where(note, words)}  `, 'strong'), piece([note.id, note.author, note.written].filter((part) => part !== undefined).join('  '), 'dim'),
      piece(note.removed === true ? `  ${words.say('story.notes.removed')}` : '', 'warn')],
    ...note.text.split(/\r?\n/).map((line): StoryLine => [piece(`    ${line}`, note.removed === true ? 'dim' : 'plain')])
  ])
}

function where({ packet, until }: NoteAdded, words: Words): string {
  if (packet !== undefined) return words.say('story.notes.packet', { packet })
  return until === undefined ? words.say('story.notes.instant') : words.say('story.notes.span', { until: instant(until).trim() })
}
