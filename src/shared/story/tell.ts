import { assertNever } from '../base/assert'
import { parseEndpoint } from '../model/endpoint'
import { gapLength } from '../model/life-rules'
import type {
  ApiCalled, FaultApplied, GapSeen, PacketCaptured, PredictionJudged, ProgramTold, SessionEvent, SessionHeader, TimerChanged, TransitionObserved
} from '../model/events'
import { seqShown } from '../tcp/sequence'
import { ENDS, type End } from '../tcp/state'
import { instant, seconds } from './clock-column'
import { piece, type Piece, type StoryLine, type Tone } from './line'
import { causeKey, pad, type Words } from './words'

/** Columns of the parts that line up below each other. */
const CONN = 5
const ENDPOINTS = 34
const STATES = 28

/**
 * One event as a line for people. Progress, samples and the closing `connection` and `result` events have none: samples are ten a second (the countdown
 * shows them), and the closing events are told together by `tellEnd`.
 */
export function tell(event: SessionEvent, words: Words): StoryLine | undefined {
  switch (event.type) {
    case 'session': return tellSession(event, words)
    case 'packet': return tellPacket(event, words)
    case 'transition': return tellTransition(event, words)
    case 'timer': return tellTimer(event, words)
    case 'api': return tellCall(event, words)
    case 'fault': return tellFault(event, words)
    case 'counter': return [...start(event.at, words), piece(`${event.name} ${event.delta < 0 ? '' : '+'}${event.delta}`)]
    case 'discrepancy': {
      const values = { inferred: event.inferred, sampled: event.sampled }
      return [...start(event.at, words, event.conn), end(event.end, words), piece(words.say('story.discrepancy', values), 'bad')]
    }
    case 'gap': return tellGap(event, words)
    case 'damage': return [...start(event.at, words), piece(words.say('story.damage', { offset: event.offset, skipped: event.skipped }), 'bad'), piece(` (${event.reason})`)]
    case 'note': return [...start(event.at, words), piece(`${words.say('story.note')} `, 'strong'), piece(event.text, event.removed === true ? 'dim' : 'plain'),
      ...(event.removed === true ? [piece(`  [${words.say('story.notes.removed')}]`, 'warn')] : [])]
    case 'step': return [...start(event.at, words), piece(`── ${event.title}`, 'strong')]
    case 'program': return tellProgram(event, words)
    case 'prediction': return tellPrediction(event, words)
    case 'sample': case 'progress': case 'recording': case 'connection': case 'result': return undefined
    default: return assertNever(event, 'event')
  }
}

function start(at: number, words: Words, conn = ''): Piece[] {
  return [piece(instant(at), 'dim'), piece(`  ${pad(conn, CONN, words)}`)]
}

const end = (which: End, words: Words): Piece => piece(pad(endName(which, words), endColumn(words), words))
const endName = (which: End, words: Words): string => words.say(`terms.end.${which}`)
/** Both names fit, with two spaces behind the longer one. */
const endColumn = (words: Words): number => Math.max(...ENDS.map((which) => words.width(endName(which, words)))) + 2

function tellSession(header: SessionHeader, words: Words): StoryLine {
  const { experiment, kernel, hz, source } = header
  const where = source === 'none' && header.mode === 'host' ? words.say('story.session.without-packets', { kernel, hz }) : words.say(`story.session.${header.mode}`, { kernel, hz, source })
  return [piece(experiment === undefined ? where : `${experiment}: ${where}`, 'strong'), piece(`  ${header.startedAt}`, 'dim')]
}

function tellPacket(packet: PacketCaptured, words: Words): StoryLine {
  const from = parseEndpoint(packet.from)
  const to = parseEndpoint(packet.to)
  const short = from !== undefined && to !== undefined && from.address === to.address ? `:${to.port}` : packet.to
  const numbers = `seq=${seqShown(packet.seq)} ack=${seqShown(packet.ack)} len=${packet.len}`
  const line: Piece[] = [
    ...start(packet.at, words, packet.conn), piece(pad(`${packet.from} → ${short}`, ENDPOINTS, words)), piece(packet.flags, flagsTone(packet.flags)), piece(` ${numbers}`)
  ]
  return packet.verdict === 'passed' ? line : [...line, piece(`  [${words.say(`terms.verdict.${packet.verdict}`)}]`, 'warn')]
}

function flagsTone(flags: string): Tone {
  if (flags.includes('RST')) return 'bad'
  return flags.includes('SYN') || flags.includes('FIN') ? 'strong' : 'plain'
}

function tellTransition(event: TransitionObserved, words: Words): StoryLine {
  const states = pad(`${event.from} → ${event.to}`, STATES, words)
  return [
    ...start(event.at, words, event.conn), end(event.end, words), piece(states, event.to === 'TIME-WAIT' ? 'wait' : 'good'),
    piece(words.say(causeKey(event.cause))), piece(`  [${words.say(`terms.evidence.${event.evidence}`)}]`, 'dim')
  ]
}

function tellTimer(event: TimerChanged, words: Words): StoryLine {
  const text = words.say(`story.timer.${event.event}`, { timer: words.say(`terms.timer.${event.timer}`), seconds: seconds(event.expectedMs * 1e6, 1) })
  return [...start(event.at, words, event.conn), end(event.end, words), piece(text, event.timer === 'time-wait' ? 'wait' : 'plain')]
}

/** Of a socket that does not wait: nothing has failed. */
const UNDER_WAY: ReadonlySet<string> = new Set(['EINPROGRESS', 'EAGAIN'])

/** As strace(1) writes a call: `close(7) = 0`, `connect(5, …) = -1 EADDRNOTAVAIL`. */
function tellCall(event: ApiCalled, words: Words): StoryLine {
  const who = event.end === null ? piece(' '.repeat(endColumn(words))) : end(event.end, words)
  const call = `${event.call}(${event.args.join(', ')})`
  const result = event.errno === null ? ` = ${event.result}` : ` = ${event.result} ${event.errno}`
  return [...start(event.at, words, event.conn ?? ''), who, piece(call), piece(result, event.errno === null || UNDER_WAY.has(event.errno) ? 'plain' : 'bad')]
}

function tellFault(event: FaultApplied, words: Words): StoryLine {
  return [...start(event.at, words), piece(`${words.say(`terms.fault.${event.action}`)}: ${event.detail}`, 'warn'), piece(`  $ ${event.command}`, 'command')]
}

/** What a program printed is shown line by line, as far as one event holds it. */
function tellProgram(event: ProgramTold, words: Words): StoryLine {
  const text = (event.text ?? '').replace(/\r?\n$/, '')
  const values = { program: event.id, command: event.command?.join(' ') ?? '', text, status: event.signal ?? String(event.code ?? '') }
  return [...start(event.at, words), piece(words.say(`story.program.${event.event}`, values), event.event === 'started' ? 'command' : 'plain')]
}

function tellPrediction({ at, question, given, answer, right }: PredictionJudged, words: Words): StoryLine {
  const verdict = right === null ? 'open' : right ? 'right' : 'wrong'
  const text = words.say(`story.prediction.${verdict}`, { given: String(given), answer: String(answer ?? '') })
  return [...start(at, words), piece(`${question} `), piece(text, right === null ? 'warn' : right ? 'good' : 'bad')]
}

function tellGap(event: GapSeen, words: Words): StoryLine {
  const text = words.say(`story.gap.${event.reason}`, { packets: event.packets, length: seconds(gapLength(event)) })
  return [...start(event.at, words), piece(text, 'bad')]
}
