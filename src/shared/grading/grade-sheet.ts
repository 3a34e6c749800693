import type { RecordingRead } from '../model/events'
import { markdownText } from '../report/markdown'
import type { Words } from '../story'
import type { Grade } from './grade'
import { doubtText } from './tell-grades'

/** What the chain of hashes says of one recording; `unordered`: of a `reordered` one, that all is there; `foreign`: another program wrote it. */
export type ChainVerdict = RecordingRead['chain'] | 'unordered' | 'foreign'

/** @param session its id; undefined in another program's capture */
export function chainVerdict(session: string | undefined, recording: Pick<RecordingRead, 'chain' | 'whole'> | undefined): ChainVerdict {
  if (session === undefined) return 'foreign'
  return recording?.whole === true ? 'unordered' : (recording?.chain ?? 'absent')
}

export interface GradeSheet {
  readonly grade: Grade
  /** Of the rubric. */
  readonly title: string
  readonly chain: ChainVerdict
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

/** One recording's grade as Markdown, to be handed back: every criterion with its points and what was found, the reason for each lost point, and what the recording itself proves. */
export function gradeSheet({ grade, title, chain }: GradeSheet, words: Pick<Words, 'say'>): string {
  const { file, points, of, criteria, doubts } = grade
  return [
    `# ${markdownText(title)}: ${markdownText(file)}`, '', `**${words.say('grade.score', { points, of })}**`, '',
    row([words.say('grade.points'), words.say('grade.of'), words.say('grade.asked'), words.say('grade.found')]), '| ---: | ---: | --- | --- |',
    ...criteria.map(({ points: earned, of: worth, title: asked, verdict, found, hint }) => row([
      String(earned), String(worth), markdownText(asked),
      [words.say(`figures.recordings.verdict.${verdict}`), found, ...(hint === undefined ? [] : [words.say('grade.hint', { hint })])].filter((part) => part !== '').map(markdownText).join('<br>')
    ])),
    ...(doubts.length === 0 ? [] : ['', `## ${words.say('grade.doubts')}`, '', ...doubts.map((doubt) => `- ${markdownText(doubtText(doubt, words))}`)]),
    '', `## ${words.say('grade.itself')}`, '', words.say(`grade.proves.${chain}`), ''
  ].join('\n')
}
