import { parseEndpoint } from '../../../shared/model/endpoint'
import type { TimelineConnection } from '../../../shared/model/timeline'
import type { End, TcpState } from '../../../shared/tcp/state'
import type { Slot } from './slot'

/** The port of the course text. */
const PORT = 12345
export const GUIDE_ROUNDS = ['client', 'server', 'end'] as const
/** Who is ended first: the client by Ctrl-C, the server by Ctrl-C, the client's input by Ctrl-D. */
export type GuideRound = (typeof GUIDE_ROUNDS)[number]

export const GUIDE_STEPS = ['listen', 'connect', 'hello', 'ctrl-c', 'grep-wrong', 'grep-right', 'ctrl-c-server', 'still-there', 'ctrl-c-client', 'state', 'ctrl-d', 'all'] as const
export type GuideStepId = (typeof GUIDE_STEPS)[number]

/** One thing to type. What it shows is in the catalogue, under `guide.step`. */
export interface GuideStep {
  readonly id: GuideStepId
  readonly slot: Slot
  /** What goes to the terminal. */
  readonly send: string
  /** The command, or the name of the key. */
  readonly shown: string
}

export interface GuideFacts {
  /** Lines typed in each terminal since the round began. */
  readonly lines: Readonly<Record<Slot, readonly string[]>>
  /** Connections to the port that were established since the round began, in order. */
  readonly conversations: readonly Conversation[]
}

export interface Conversation {
  readonly connection: TimelineConnection
  /** Bytes were sent on it. */
  readonly data: boolean
}

const CTRL_C = '\u0003'
const CTRL_D = '\u0004'
const line = (id: GuideStepId, slot: Slot, command: string): GuideStep => ({ id, slot, send: `${command}\r`, shown: command })
const key = (id: GuideStepId, slot: Slot, name: 'Ctrl-C' | 'Ctrl-D'): GuideStep => ({ id, slot, send: name === 'Ctrl-C' ? CTRL_C : CTRL_D, shown: name })
const OPENING: readonly GuideStep[] = [line('listen', 1, `nc -l ${PORT}`), line('connect', 2, `nc localhost ${PORT}`), line('hello', 2, 'hello')]

/** What to type in each round, in order. */
export const GUIDE: Readonly<Record<GuideRound, readonly GuideStep[]>> = {
  client: [...OPENING, key('ctrl-c', 2, 'Ctrl-C'), line('grep-wrong', 2, 'ss -tan | grep TIME_WAIT'), line('grep-right', 2, 'ss -tan | grep TIME-WAIT')],
  server: [...OPENING, key('ctrl-c-server', 1, 'Ctrl-C'), line('still-there', 1, 'ss -tan'), key('ctrl-c-client', 2, 'Ctrl-C'), line('state', 2, 'ss -tan state time-wait')],
  end: [...OPENING, key('ctrl-d', 2, 'Ctrl-D'), line('all', 1, 'ss -tan'), key('ctrl-c', 2, 'Ctrl-C')]
}

/**
 * Which steps of a round are taken. Packets and kernel say so where they can; what only prints something is taken when it was typed.
 * @returns one for each step; a step that was passed over counts as taken when a later one was
 */
export function takenSteps(round: GuideRound, facts: GuideFacts): readonly boolean[] {
  const taken = GUIDE[round].map((step) => isTaken(step, facts))
  const last = taken.lastIndexOf(true)
  return taken.map((_, index) => index <= last)
}

function isTaken(step: GuideStep, { lines, conversations }: GuideFacts): boolean {
  const [first] = conversations
  const was = (end: End, ...states: readonly TcpState[]): boolean => first?.connection.ends[end].spans.some(({ state }) => states.includes(state)) ?? false
  switch (step.id) {
    case 'listen': return first !== undefined || typed(lines, step)
    case 'connect': return first !== undefined
    case 'hello': return first?.data ?? false
    case 'ctrl-c': return was('client', 'TIME-WAIT', 'FIN-WAIT-1', 'CLOSED') || was('server', 'CLOSE-WAIT')
    case 'ctrl-c-server': return was('client', 'CLOSE-WAIT') || was('server', 'FIN-WAIT-1')
    case 'ctrl-c-client': return was('client', 'LAST-ACK', 'CLOSED') || was('server', 'TIME-WAIT')
    // Depending on the nc, a FIN follows or nothing at all: only what was looked at then tells that it was pressed.
    case 'ctrl-d': return was('client', 'FIN-WAIT-1')
    case 'grep-wrong': case 'grep-right': case 'still-there': case 'state': case 'all': return typed(lines, step)
  }
}

/** In whichever terminal it was typed. */
const typed = (lines: GuideFacts['lines'], { shown }: GuideStep): boolean => [...lines[1], ...lines[2]].includes(shown)

/** Whether this is a conversation that the guide asks for: to its port, and accepted. A first try at ::1 that nobody answers is none. */
export const isConversation = ({ server, ends }: TimelineConnection): boolean =>
  parseEndpoint(server)?.port === PORT && ends.client.spans.some(({ state }) => state === 'ESTABLISHED')
