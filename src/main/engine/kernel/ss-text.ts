import { fromSsName } from '../../../shared/tcp/state'
import type { TcpState } from '../../../shared/tcp/state'

/** Words of ss for idiag_timer (iproute2 misc/ss.c, tmr_name). `timewait` is a minisock's, whether TIME-WAIT or FIN-WAIT-2. */
export const SS_TIMERS = ['off', 'on', 'keepalive', 'timewait', 'persist', 'unknown'] as const
export type SsTimerName = (typeof SS_TIMERS)[number]

export interface SsTimer {
  readonly name: SsTimerName
  readonly remainingMs: number
  /** ss cuts what it prints: the true value is at least remainingMs and less than remainingMs + precisionMs. */
  readonly precisionMs: number
  readonly retransmits: number
}

/** `port` is 0 for `*`; `address` is `*` for a dual-stack listener. Zones (`%lo`) are left out. */
export interface SsAddress {
  readonly address: string
  readonly port: number
}

export interface SsUser {
  readonly name: string
  readonly pid: number
  readonly fd: number
}

/** One row of `ss -tanoe`. */
export interface SsSocket {
  readonly state: TcpState
  readonly receiveQueue: number
  readonly sendQueue: number
  readonly local: SsAddress
  readonly remote: SsAddress
  readonly timer: SsTimer | undefined
  readonly uid: number
  readonly inode: number
  /** `sk:`, the kernel's cookie; undefined when ss was run without -e. */
  readonly cookie: bigint | undefined
  /** `users:`, only with -p. */
  readonly users: readonly SsUser[]
}

const ROW = /^(\S+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(\S+)(?:\s+(.*))?$/
const DURATION = /^(?:(\d+)min)?(?:(\d+)sec|(\d+)\.(\d{3})(?:ms|sec)|(\d+)ms)?$/
const TIMER = /\btimer:\(([^,)]*),([^,)]*),(\d+)\)/
const USER = /\("((?:[^"\\]|\\.)*)",pid=(\d+),fd=(\d+)\)/g

/**
 * A duration as ss prints it (misc/ss.c, print_ms_timer): `59sec`, `1min30sec`, `119min`, `072ms`; `9.472ms` means 9.472 s, and nothing at all means 0.
 * @returns undefined for other text
 */
export function parseDuration(text: string): { readonly ms: number; readonly precisionMs: number } | undefined {
  const match = DURATION.exec(text)
  if (match === null) return undefined
  const [minutes, seconds, wholeSeconds, fraction, ms] = match.slice(1).map((part) => (part === undefined ? undefined : Number(part)))
  const value = (minutes ?? 0) * 60_000 + (seconds ?? wholeSeconds ?? 0) * 1000 + (fraction ?? ms ?? 0)
  const cut = minutes !== undefined ? (minutes > 9 ? 60_000 : 1000) : seconds !== undefined && seconds > 9 ? 1000 : 1
  return { ms: value, precisionMs: cut }
}

/** `127.0.0.1:80`, `[::ffff:127.0.0.1]:80`, `127.0.0.53%lo:53`, `[fe80::1]%eth0:22`, `*:80`, `0.0.0.0:*`. @returns undefined for other text */
export function parseSsAddress(text: string): SsAddress | undefined {
  const match = /^(?:\[([0-9a-fA-F:.]+)\]|([0-9.]+|\*))(?:%[^:]+)?:(\d{1,5}|\*)$/.exec(text)
  const address = match?.[1] ?? match?.[2]
  if (match === null || address === undefined) return undefined
  return { address: address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address, port: match[3] === '*' ? 0 : Number(match[3]) }
}

/**
 * Reads what `ss -tano` (also with e, p, O or H) prints. A second line of a socket (-i without -O) is passed over.
 * @returns every socket, and the lines that could not be read
 */
export function parseSs(text: string): { readonly sockets: readonly SsSocket[]; readonly unread: readonly string[] } {
  const sockets: SsSocket[] = []
  const unread: string[] = []
  for (const line of text.split('\n')) {
    if (line.trim() === '' || /^\s/.test(line) || line.startsWith('State ')) continue
    const socket = parseRow(line)
    if (socket === undefined) unread.push(line)
    else sockets.push(socket)
  }
  return { sockets, unread }
}

function parseRow(line: string): SsSocket | undefined {
  const match = ROW.exec(line.trimEnd())
  if (match === null) return undefined
  const [, name = '', receiveQueue, sendQueue, from = '', to = '', rest = ''] = match
  const state = fromSsName(name)
  const local = parseSsAddress(from)
  const remote = parseSsAddress(to)
  const timer = parseTimer(rest)
  if (state === undefined || local === undefined || remote === undefined || timer === null) return undefined
  const cookie = /\bsk:([0-9a-f]+)/.exec(rest)?.[1]
  const users = [...rest.matchAll(USER)].map(([, user = '', pid, fd]) => ({ name: user, pid: Number(pid), fd: Number(fd) }))
  return {
    state, receiveQueue: Number(receiveQueue), sendQueue: Number(sendQueue), local, remote, timer, uid: Number(/\buid:(\d+)/.exec(rest)?.[1] ?? 0),
    inode: Number(/\bino:(\d+)/.exec(rest)?.[1] ?? 0), cookie: cookie === undefined ? undefined : BigInt(`0x${cookie}`), users
  }
}

/** @returns undefined without one, null for one that cannot be read */
function parseTimer(text: string): SsTimer | undefined | null {
  if (!text.includes('timer:')) return undefined
  const match = TIMER.exec(text)
  const name = SS_TIMERS.find((known) => known === match?.[1])
  const duration = parseDuration(match?.[2] ?? '-')
  if (name === undefined || duration === undefined) return null
  return { name, remainingMs: duration.ms, precisionMs: duration.precisionMs, retransmits: Number(match?.[3]) }
}
