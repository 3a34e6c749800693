import type { CheckResult, ConnectionSummary, PredictionJudged, Proof, StateSpan } from '../model/events'
import { gapLength } from '../model/life-rules'
import { plain, tellRecording, type Words } from '../story'
import { ENDS } from '../tcp/state'
import { durationText, instantText } from '../figures/words'
import type { Block, Cell, Place, ReportDocument, Row, Section } from './document'
import type { ExperimentTexts } from './experiment-texts'
import type { SessionFacts } from './facts'

export interface ReportParts {
  readonly words: Words
  readonly texts: ExperimentTexts | undefined
  /** Of this program. */
  readonly version: string
}

/** A session's report, as data. Sections with nothing to say are left out; what was not seen is always said. */
export function reportDocument(facts: SessionFacts, parts: ReportParts): ReportDocument {
  const { words, texts, version } = parts
  const section = (id: string, blocks: readonly Block[]): Section[] => (blocks.some(isFull) ? [{ id, heading: words.say(`report.section.${id}`), blocks: blocks.filter(isFull) }] : [])
  return {
    title: texts?.title ?? facts.header?.experiment ?? words.say('report.title'),
    sections: [
      ...section('question', texts === undefined ? [] : [{ kind: 'text', paragraphs: [texts.question] }]),
      ...section('predictions', [predictions(facts, parts)]), ...section('checks', [checks(facts.checks, parts)]),
      ...section('paths', [paths(facts.connections, words)]), ...section('notes', [notes(facts, words)]),
      ...section('interventions', [interventions(facts, words)]), ...section('explanation', texts === undefined ? [] : [{ kind: 'text', paragraphs: texts.explanation.split(/\n+/).filter((p) => p.trim() !== '') }]),
      ...section('unseen', unseen(facts, words)), ...section('session', [session(facts, parts)]),
      ...section('packets', [packets(facts, words)]), ...section('calls', [calls(facts, words)]), ...section('programs', [programs(facts, words)]), ...section('counters', [counters(facts, words)]),
      ...section('references', texts === undefined ? [] : [{ kind: 'list', items: texts.references }])
    ],
    footer: words.say('report.footer', { version, started: facts.header?.startedAt ?? '' })
  }
}

const isFull = (block: Block): boolean => (block.kind === 'text' ? block.paragraphs.length > 0 : block.kind === 'list' ? block.items.length > 0 : block.rows.length > 0)

const cell = (text: string | number, look?: Cell['look']): Cell => (look === undefined ? { text: String(text) } : { text: String(text), look })
const table = (id: string, names: readonly string[], rows: readonly Row[], words: Words, long = false): Block =>
  ({ kind: 'table', id, columns: names.map((name) => words.say(`report.column.${name}`)), rows, ...(long ? { long } : {}) })

function session({ header, result, until }: SessionFacts, { words, texts }: ReportParts): Block {
  if (header === undefined) return { kind: 'facts', rows: [] }
  const rows: (readonly [string, string])[] = [
    [words.say('report.fact.started'), header.startedAt], [words.say('report.fact.length'), durationText(until, words)], [words.say('report.fact.kernel'), header.kernel === '' ? words.say('report.fact.unknown') : `Linux ${header.kernel}, HZ=${header.hz}`],
    ...(header.experiment === undefined ? [] : [[words.say('report.fact.experiment'), header.experiment] as const]), ...(texts?.params ?? []).map(({ title, value }) => [title, value] as const),
    ...(result === undefined ? [] : [[words.say('report.fact.captured'), words.say('report.captured', { captured: result.captured, dropped: result.dropped, gaps: result.gaps })] as const]),
    ...(header.id === undefined ? [] : [[words.say('report.fact.id'), header.id] as const]), ...(header.program === undefined ? [] : [[words.say('report.fact.program'), header.program] as const])
  ]
  return { kind: 'facts', rows }
}

function predictions({ predictions: given }: SessionFacts, { words, texts }: ReportParts): Block {
  const answer = (id: string, value: PredictionJudged['answer']): string =>
    (value === null ? words.say('report.open') : String(value).split(',').map((part) => texts?.choices.get(`${id} ${part}`) ?? part).join(', '))
  return table('predictions', ['question', 'predicted', 'happened', 'verdict'], given.map(({ id, question, given: said, answer: was, right }) => ({
    cells: [cell(question), cell(answer(id, said)), cell(answer(id, was)), right === null ? cell(words.say('report.verdict.unobservable'), 'open') : right ? cell(words.say('report.verdict.right'), 'good') : cell(words.say('report.verdict.wrong'), 'bad')]
  })), words)
}

/** Titles in the report's language, where this program knows them; a recording has those of its own. */
function checks(results: readonly CheckResult[], { words, texts }: ReportParts): Block {
  const look = { held: 'good', failed: 'bad', unobservable: 'open' } as const
  return table('checks', ['verdict', 'check', 'found', 'evidence'], results.map((check) => {
    const verdict = check.verdict ?? (check.ok ? 'held' : 'failed')
    const title = texts?.checks.get(check.id) ?? check.title
    // Most titles of cells name their row and column themselves.
    const where = check.cell === undefined || (title.includes(check.cell.row) && title.includes(check.cell.column)) ? '' : ` (${check.cell.row}, ${check.cell.column})`
    return { cells: [cell(words.say(`report.verdict.${verdict}`), look[verdict]), cell(`${title}${where}`), cell(check.detail ?? ''), { text: '', links: check.evidence.map((proof) => ({ text: proofText(proof, words), place: placeOf(proof) })) }] }
  }), words)
}

function proofText(proof: Proof, words: Words): string {
  const what = words.say(`terms.event.${proof.event}`)
  if (proof.n !== undefined) return `${what} ${proof.n}`
  const who = [proof.conn, proof.end === undefined ? undefined : words.say(`terms.end.${proof.end}`), proof.state].filter((part) => part !== undefined).join(' ')
  return [what, who, proof.at === undefined ? '' : `${instantText(proof.at)} s`].filter((part) => part !== '').join(' ')
}

const placeOf = ({ conn, end, at, n, event }: Proof): Place => ({
  ...(conn === undefined ? {} : { conn }), ...(end === undefined ? {} : { end }), ...(at === undefined ? {} : { at }), ...(event === 'packet' && n !== undefined ? { packet: n } : {})
})

/** Each end's way through the states, with how long it stayed. */
function paths(connections: readonly ConnectionSummary[], words: Words): Block {
  return table('paths', ['connection', 'end', 'endpoint', 'path'], connections.flatMap((connection) => ENDS.map((end): Row => ({
    place: { conn: connection.id, end },
    cells: [cell(connection.id), cell(words.say(`terms.end.${end}`)), cell(end === 'client' ? connection.client : connection.server, 'mono'), {
      text: '', links: connection.states[end].map((span) => ({ text: spanText(span, words), place: { conn: connection.id, end, at: span.from } }))
    }]
  }))), words)
}

function spanText({ state, from, to, evidence }: StateSpan, words: Words): string {
  const lasted = to === null || state === 'CLOSED' ? '' : ` ${durationText(to - from, words)}`
  return `${state}${lasted}${evidence === 'inferred' ? ` (${words.say('terms.evidence.inferred')})` : ''}`
}

const notes = ({ notes: written }: SessionFacts, words: Words): Block => table('notes', ['at', 'note'], written.map(({ at, text, packet }) => ({
  place: { at, ...(packet === undefined ? {} : { packet }) }, cells: [cell(instantText(at), 'number'), cell(packet === undefined ? text : `${text} (${words.say('terms.event.packet')} ${packet})`)]
})), words)

const interventions = ({ faults }: SessionFacts, words: Words): Block => table('interventions', ['at', 'what', 'command'], faults.map(({ at, action, detail, command, conn }) => ({
  place: { at, ...(conn === undefined ? {} : { conn }) }, cells: [cell(instantText(at), 'number'), cell(`${words.say(`terms.fault.${action}`)}: ${detail}`), cell(command, 'mono')]
})), words)

const counters = (facts: SessionFacts, words: Words): Block =>
  table('counters', ['counter', 'moved'], [...facts.counters].map(([name, moved]) => ({ cells: [cell(name, 'mono'), cell(moved > 0 ? `+${moved}` : moved, 'number')] })), words)

const calls = ({ calls: made }: SessionFacts, words: Words): Block => table('calls', ['at', 'end', 'call', 'returned'], made.map(({ at, conn, end, call, args, result, errno }) => ({
  place: { at, ...(conn === null ? {} : { conn }), ...(end === null ? {} : { end }) },
  cells: [cell(instantText(at), 'number'), cell(end === null ? '' : words.say(`terms.end.${end}`)), cell(`${call}(${args.join(', ')})`, 'mono'), cell(errno === null ? result : `${result} ${errno}`, 'mono')]
})), words, true)

const programs = ({ programs: told }: SessionFacts, words: Words): Block => table('programs', ['at', 'program', 'what'], told.map(({ at, id, event, command, text, code, signal }) => ({
  place: { at }, cells: [cell(instantText(at), 'number'), cell(id), cell(event === 'started' ? `$ ${command?.join(' ') ?? ''}` : event === 'ended' ? words.say('report.ended', { status: signal ?? String(code ?? '') }) : (text ?? ''), 'mono')]
})), words, true)

const packets = ({ packets: seen }: SessionFacts, words: Words): Block => table('packets', ['n', 'at', 'connection', 'from', 'to', 'flags', 'seq', 'ack', 'len', 'fate'], seen.map((packet) => ({
  place: { conn: packet.conn, at: packet.at, packet: packet.n },
  cells: [
    cell(packet.n, 'number'), cell(instantText(packet.at), 'number'), cell(packet.conn), cell(packet.from, 'mono'), cell(packet.to, 'mono'), cell(packet.flags), cell(packet.seq, 'number'), cell(packet.ack, 'number'),
    cell(packet.len, 'number'), cell(`${packet.verdict === 'passed' ? '' : words.say(`terms.verdict.${packet.verdict}`)}${packet.fault === undefined ? '' : ` ${packet.fault}`}`.trim())
  ]
})), words, true)

/** What was inferred, lost, contradicted, damaged: never left out. */
function unseen(facts: SessionFacts, words: Words): Block[] {
  const { inferred, all: total } = facts.judged
  const lines = [words.say('report.inferred', { inferred, total })]
  if (facts.gaps.length + facts.damages.length + facts.discrepancies.length === 0) lines.push(words.say('report.complete'))
  if (facts.recording !== undefined) lines.push(...tellRecording(facts.recording, words).map(plain))
  const rows: Row[] = [
    ...facts.gaps.map((gap): Row => ({ place: { at: gap.at }, cells: [cell(instantText(gap.at), 'number'), cell(`${words.say(`figures.gap.${gap.reason}`)}: ${durationText(gapLength(gap), words)}, ${gap.packets}`)] })),
    ...facts.discrepancies.map(({ at, conn, end, inferred: packetsSay, sampled }): Row => ({
      place: { at, conn, end }, cells: [cell(instantText(at), 'number'), cell(`${conn} ${words.say(`terms.end.${end}`)}: ${words.say('story.discrepancy', { inferred: packetsSay, sampled })}`)]
    })),
    ...facts.damages.map(({ at, offset, reason, skipped }): Row => ({ cells: [cell(instantText(at), 'number'), cell(`${words.say('story.damage', { offset, skipped })} (${reason})`)] })),
    ...Object.entries(facts.left).map(([kind, count]): Row => ({ cells: [cell(''), cell(words.say('losses.rows', { kind: words.say(`terms.event.${kind}`), count }))] }))
  ]
  return [{ kind: 'text', paragraphs: lines }, table('unseen', ['at', 'what'], rows, words)]
}

