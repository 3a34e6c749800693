import type { CheckResult, ConnectionSummary, Proof, SessionResult } from '../model/events'
import { instant, seconds } from './clock-column'
import { piece, type StoryLine, type Tone } from './line'
import { table, type Column } from './table'
import type { Words } from './words'

/** Rows of the closing table: more than anybody reads; the stream and the recording hold all. */
const ROWS = 40

/** The table of connections, at the end. @param count how many there are, where those given are only the first */
export function tellConnections(connections: readonly ConnectionSummary[], words: Words, count = connections.length): StoryLine[] {
  if (connections.length === 0) return [[piece(words.say('story.table.none'), 'dim')]]
  const title = (name: string): string => words.say(`story.table.${name}`)
  const columns: readonly Column<ConnectionSummary>[] = [
    { title: title('connection'), text: ({ id }) => id },
    { title: title('client'), text: ({ client }) => client },
    { title: title('server'), text: ({ server }) => server },
    { title: title('packets'), text: ({ packets }) => String(packets), right: true },
    { title: title('last'), text: (connection) => lastStates(connection) },
    { title: 'TIME-WAIT', text: (connection) => timeWait(connection, words), tone: ({ timeWait: wait }) => (wait === null ? 'plain' : 'wait') }
  ]
  const lines = table(columns, connections.slice(0, ROWS), words)
  return count > ROWS ? [...lines, [piece(words.say('story.table.more', { count: count - ROWS }), 'dim')]] : lines
}

const lastStates = ({ states }: ConnectionSummary): string => `${states.client.at(-1)?.state ?? '?'} / ${states.server.at(-1)?.state ?? '?'}`

function timeWait({ timeWait: wait }: ConnectionSummary, words: Words): string {
  if (wait === null) return '-'
  const length = wait.to === null ? words.say('story.table.lasting') : seconds(wait.to - wait.from)
  const restarts = wait.restarts === 0 ? '' : `, ${words.say('story.table.restarts', { count: wait.restarts })}`
  return `${words.say(`terms.end.${wait.end}`)} ${length}${restarts} [${words.say(`terms.evidence.${wait.evidence}`)}]`
}

/** The checks, each with the events that decided it, and what was captured. */
export function tellResult(result: SessionResult, words: Words): StoryLine[] {
  const counts = { captured: result.captured, dropped: result.dropped, gaps: result.gaps }
  const damaged = result.damaged === undefined || result.damaged === 0 ? '' : ` ${words.say('story.damaged', { count: result.damaged })}`
  const unread = Object.entries(result.unread ?? {}).map(([kind, count]): StoryLine => [piece(words.say('story.unread', { kind, count }), 'dim')])
  const honest = result.dropped + result.gaps === 0 ? 'dim' : 'bad'
  return [...result.checks.flatMap((check) => tellCheck(check, words)), ...unread, [piece(words.say('story.captured', counts) + damaged, honest)]]
}

function tellCheck(check: CheckResult, words: Words): StoryLine[] {
  const [mark, tone]: readonly [string, Tone] = check.ok ? ['✓', 'good'] : check.verdict === 'unobservable' ? ['–', 'warn'] : ['✗', 'bad']
  const verdict: StoryLine = [piece(`${mark} `, tone), piece(check.title, check.ok ? 'plain' : tone)]
  const detail: StoryLine[] = check.detail === undefined ? [] : [[piece(`    ${check.detail}`, 'dim')]]
  const evidence = check.evidence.map((proof) => proofText(proof, words)).join('; ')
  return [verdict, ...detail, ...(evidence === '' ? [] : [[piece(`    ${evidence}`, 'dim')]])]
}

function proofText(proof: Proof, words: Words): string {
  const parts = [
    words.say(`terms.event.${proof.event}`), proof.n === undefined ? '' : String(proof.n), proof.conn ?? '',
    proof.end === undefined ? '' : words.say(`terms.end.${proof.end}`), proof.state ?? '', proof.at === undefined ? '' : `@ ${instant(proof.at).trim()}`
  ]
  return parts.filter((part) => part !== '').join(' ')
}
