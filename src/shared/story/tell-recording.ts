import type { RecordingRead } from '../model/events'
import { instant } from './clock-column'
import { piece, type StoryLine, type Tone } from './line'
import type { Words } from './words'

type OtherSession = NonNullable<NonNullable<RecordingRead['others']>['sessions']>[number]

const TONES: Readonly<Record<RecordingRead['chain'], Tone>> = { intact: 'good', changed: 'bad', unfinished: 'warn', absent: 'warn', reordered: 'warn' }

/** Sessions that are named, a line each. */
const MOST_NAMED = 8

/** What a recording says about itself: its chain, each difference, what a program that saved the file did to it, and what else the file holds. */
export function tellRecording(recording: RecordingRead, words: Pick<Words, 'say'>): StoryLine[] {
  const { session, chain, links, whole = false, unlinked = 0, changed = 0, differences = [], lost = [], sorted = 0, number = 1, others, foreign = 0 } = recording
  const more = changed - differences.length
  return [
    [piece(words.say(`story.recording.${chain === 'unfinished' && links === 0 ? 'unlinked' : chain === 'reordered' && whole ? 'unordered' : chain}`, { session, links, unlinked, changed }), TONES[chain])],
    ...differences.map((found): StoryLine => {
      const kind = words.say(`terms.event.${found.kind}`)
      const what = found.until === undefined ? words.say(`story.difference.${found.what}`, { kind, packet: found.packet }) : words.say('story.difference.between', { packet: found.packet, until: found.until })
      return [piece(`    ${what}`, 'bad'), piece(found.at === undefined ? '' : `  @ ${instant(found.at).trim()}`, 'dim')]
    }),
    ...(more > 0 ? [[piece(`    ${words.say('story.difference.more', { count: more })}`, 'bad')]] : []),
    ...(sorted === 0 ? [] : [[piece(words.say('story.recording.sorted', { count: sorted }), 'warn')]]),
    ...(others === undefined ? [] : tellOthers(number, others, words)),
    ...(foreign === 0 ? [] : [[piece(words.say('story.recording.foreign', { packets: foreign }), 'warn')]]),
    ...lost.map((what): StoryLine => [piece(words.say(`story.lost.${what}`), 'dim')])
  ]
}

function tellOthers(number: number, { count, items, sessions = [] }: NonNullable<RecordingRead['others']>, words: Pick<Words, 'say'>): StoryLine[] {
  return [
    [piece(words.say('story.recording.others', { number, of: count + 1, items }), 'warn')],
    ...sessions.slice(0, MOST_NAMED).map((other): StoryLine => [piece(`    ${sessionText(other, words)}`, 'dim')]),
    ...(sessions.length > MOST_NAMED ? [[piece(`    ${words.say('story.difference.more', { count: count - MOST_NAMED })}`, 'dim')]] : [])
  ]
}

/** `2: active-close, begun 2026-11-22 10:00:00 UTC, session …` */
const sessionText = ({ number, session, startedAt, experiment }: OtherSession, words: Pick<Words, 'say'>): string =>
  words.say(experiment === undefined ? 'story.recording.other' : 'story.recording.other-of', { number, session, at: startedAt.slice(0, 19).replace('T', ' '), experiment: experiment ?? '' })
