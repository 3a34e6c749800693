import { jsonText } from '../base/json-text'
import { csvCell } from '../report/csv'
import { markdownText } from '../report/markdown'
import { piece, table, type StoryLine, type Words } from '../story'
import type { Doubt, Grade, GradedCriterion } from './grade'

export const GRADE_FORMATS = ['table', 'csv', 'json', 'md'] as const
export type GradeFormat = (typeof GRADE_FORMATS)[number]

/** Differences that one line tells. */
const MOST_DIFFERENCES = 4

/** Why somebody should look, in words: what differs and where, which kinds of events contradict, which other files. */
export function doubtText({ kind, detail, differences, contradictions }: Doubt, words: Pick<Words, 'say'>): string {
  const more = Number(detail) - MOST_DIFFERENCES
  const reasons = [
    ...(differences ?? []).slice(0, MOST_DIFFERENCES).map((found) => words.say(`story.difference.${found.what}`, { kind: words.say(`terms.event.${found.kind}`), packet: found.packet })),
    ...(differences !== undefined && more > 0 ? [words.say('story.difference.more', { count: more })] : []),
    ...(contradictions ?? []).map((found) => words.say(`grade.contradiction.${found.kind}`, { count: found.count }))
  ]
  const said = reasons.length === 0 ? detail : reasons.join('; ')
  return said === '' ? words.say(`grade.doubt.${kind}`) : words.say('grade.with-detail', { what: words.say(`grade.doubt.${kind}`), detail: said })
}
const lost = ({ criteria }: Grade): readonly GradedCriterion[] => criteria.filter(({ points, of }) => points < of)
/** `waits -2: the server went …: hint: …` */
const lossText = ({ id, points, of, verdict, found, hint }: GradedCriterion, words: Words): string =>
  [`${id} -${of - points}`, verdict === 'unobservable' ? words.say('grade.unobservable') : '', found, hint === undefined ? '' : words.say('grade.hint', { hint })].filter((part) => part !== '').join(': ')

/** The reason for each lost point; where all were lost for one, that one, once. */
function reasons(grade: Grade, words: Words): string[] {
  const whole = grade.doubts.find(({ kind }) => kind === grade.forAll)
  return whole === undefined ? lost(grade).map((criterion) => lossText(criterion, words)) : [doubtText(whole, words)]
}

/** One line for each recording, and under it the reason for each point that was lost and each doubt. */
export function gradeLines(grades: readonly Grade[], words: Words): StoryLine[] {
  const head = table<Grade>([
    { title: words.say('grade.file'), text: ({ file }) => file }, { title: words.say('grade.points'), text: ({ points }) => String(points), right: true }, { title: words.say('grade.of'), text: ({ of }) => String(of), right: true },
    { title: words.say('grade.doubts'), text: ({ doubts }) => (doubts.length === 0 ? '' : String(doubts.length)), right: true, tone: () => 'bad' },
    { title: words.say('grade.lost'), text: (grade) => lost(grade).map(({ id, points, of }) => `${id} -${of - points}`).join(', ') }
  ], grades, words)
  return head.flatMap((line, index) => {
    const grade = grades[index - 1]
    if (grade === undefined) return [line]
    return [line, ...grade.doubts.map((doubt): StoryLine => [piece(`    ! ${doubtText(doubt, words)}`, 'bad')]), ...(grade.forAll === undefined ? reasons(grade, words) : []).map((reason): StoryLine => [piece(`    ${reason}`, 'dim')])]
  })
}

/** A spreadsheet takes a text without this mark for the code page of its country: names in Korean would be noise in it. */
const isAscii = (text: string): boolean => /^[\0-\x7f]*$/.test(text)

/** A column for each criterion: a spreadsheet adds and sorts. Beyond ASCII it begins with a byte order mark. */
export function gradeCsv(grades: readonly Grade[], words: Words): string {
  const ids = grades[0]?.criteria.map(({ id }) => id) ?? []
  const rows = grades.map((grade) => [
    grade.file, grade.session, String(grade.points), String(grade.of), ...grade.criteria.map(({ points }) => String(points)), reasons(grade, words).join('; '),
    grade.doubts.map((doubt) => doubtText(doubt, words)).join('; ')
  ])
  const csv = [['file', 'session', 'points', 'of', ...ids, 'reasons', 'doubts'], ...rows].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('')
  return isAscii(csv) ? csv : `\ufeff${csv}`
}

export const gradeJson = (grades: readonly Grade[]): string => `${jsonText({ grades }, 1)}\n`

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`

export function gradeMarkdown(grades: readonly Grade[], title: string, words: Words): string {
  return [
    `# ${markdownText(title)}`, '', row([words.say('grade.file'), words.say('grade.points'), words.say('grade.of'), words.say('grade.lost'), words.say('grade.doubts')]), '| --- | --- | --- | --- | --- |',
    ...grades.map((grade) => row([
      markdownText(grade.file), String(grade.points), String(grade.of), reasons(grade, words).map(markdownText).join('<br>'),
      grade.doubts.map((doubt) => markdownText(doubtText(doubt, words))).join('<br>')
    ])), ''
  ].join('\n')
}
