import { NS_PER_MS, NS_PER_S } from '../base/brand'
import { parseEndpoint } from '../model/endpoint'
import { flagsFromText } from '../tcp/flags'
import { type End, ENDS, fromSsName, TCP_STATES, type TcpState } from '../tcp/state'

/** Names of the control bits, as a filter takes and offers them. */
export const FLAG_NAMES = ['SYN', 'FIN', 'RST', 'PSH', 'ACK', 'URG', 'ECE', 'CWR'] as const
const CONNECTION = /^c[1-9]\d{0,8}$/
const NUMBER = /^-?\d+(?:\.\d+)?$/
const TIME = /^(\d+(?:\.\d+)?)(s|ms|us|µs)?$/
const UNITS = { s: NS_PER_S, ms: NS_PER_MS, us: 1_000, µs: 1_000 } as const

export const connectionOf = (text: string): string | undefined => (CONNECTION.test(text) ? text : undefined)

/** `FIN`, `SYN,ACK`, `syn+ack`. @returns undefined when a part is no control bit */
export function flagBitsOf(text: string): number | undefined {
  const names = text.toUpperCase().split(/[,+]/)
  return names.every((name) => FLAG_NAMES.some((known) => known === name)) ? flagsFromText(names.join(',')) : undefined
}

/** A state as the RFC, as ss or as the kernel's sources write it: `TIME-WAIT`, `time_wait`, `ESTAB`, `SYN-RECV`. */
export function stateOf(text: string): TcpState | undefined {
  const name = text.toUpperCase().replace(/^TCP_/, '').replaceAll('_', '-')
  return TCP_STATES.find((state) => state === name || state.replaceAll('-', '') === name) ?? fromSsName(name) ?? OTHER_NAMES.get(name)
}
const OTHER_NAMES: ReadonlyMap<string, TcpState> = new Map<string, TcpState>([['FIN-WAIT1', 'FIN-WAIT-1'], ['FIN-WAIT2', 'FIN-WAIT-2'], ['CLOSE', 'CLOSED']])

export function portOf(text: string): number | undefined {
  const port = Number(text)
  return /^\d{1,5}$/.test(text) && port <= 65_535 ? port : undefined
}

export const numberOf = (text: string): number | undefined => (NUMBER.test(text) ? Number(text) : undefined)

/** Seconds, or with a unit: `2.5`, `40ms`, `300us`. @returns ns */
export function timeOf(text: string): number | undefined {
  const match = TIME.exec(text)
  return match === null ? undefined : Number(match[1]) * UNITS[(match[2] ?? 's') as keyof typeof UNITS]
}

export interface Place {
  readonly end?: End
  readonly address?: string
  readonly port?: number
}

/** `client`, `127.0.0.1`, `127.0.0.1:80`, `[::1]:80`, `::1`, `80` or `:80`. */
export function placeOf(text: string): Place | undefined {
  const end = ENDS.find((known) => known === text.toLowerCase())
  if (end !== undefined) return { end }
  const port = portOf(text.startsWith(':') && !text.startsWith('::') ? text.slice(1) : text)
  if (port !== undefined) return { port }
  const both = parseEndpoint(text)
  if (both !== undefined) return both
  return /^\d+(?:\.\d+){3}$|^\[?[0-9a-f]*:[0-9a-f:.]+\]?$/i.test(text) ? { address: text.replace(/^\[|\]$/g, '') } : undefined
}
