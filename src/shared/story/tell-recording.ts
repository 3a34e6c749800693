import type { RecordingRead } from '../model/events'
import { instant } from './clock-column'
import { piece, type StoryLine, type Tone } from './line'
import type { Words } from './words'

const TONES: Readonly<Record<RecordingRead['chain'], Tone>> = { intact: 'good', changed: 'bad', unfinished: 'warn', absent: 'warn' }

/** The entry that begins a session has its microsecond, rounded down. */
const wholeMicroseconds = (startedAt: string): string => startedAt.replace(/(\.\d{6})\d*/, '$1')

/** What a recording says about itself: its chain, each difference, and what a program that saved the file left out. */
export function tellRecording(recording: RecordingRead, words: Pick<Words, 'say'>): StoryLine[] {
  const { session, chain, links, unlinked = 0, changed = 0, differences = [], lost = [], others, foreign = 0 } = recording
  const more = changed - differences.length
  return [
    [piece(words.say(`story.recording.${chain === 'unfinished' && links === 0 ? 'unlinked' : chain}`, { session, links, unlinked, changed }), TONES[chain])],
    ...differences.map((found): StoryLine => {
      const kind = words.say(`terms.event.${found.kind}`)
      const what = words.say(`story.difference.${found.what}`, { kind, packet: found.packet })
      return [piece(`    ${what}`, 'bad'), piece(found.at === undefined ? '' : `  @ ${instant(found.at).trim()}`, 'dim')]
    }),
    ...(more > 0 ? [[piece(`    ${words.say('story.difference.more', { count: more })}`, 'bad')]] : []),
    ...(others === undefined ? [] : [[piece(words.say('story.recording.others', { ...others, from: wholeMicroseconds(others.startedAt) }), 'warn')]]),
    ...(foreign === 0 ? [] : [[piece(words.say('story.recording.foreign', { packets: foreign }), 'warn')]]),
    ...lost.map((what): StoryLine => [piece(words.say(`story.lost.${what}`), 'dim')])
  ]
}
