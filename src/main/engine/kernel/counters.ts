import { readFileSync } from 'node:fs'

/** A counter that moved since the last look. */
export interface CounterDelta {
  /** As `nstat` names it: `TcpExtTCPTimeWaitOverflow`, `TcpOutRsts`. */
  readonly name: string
  readonly delta: number
}

/** Gauges and settings among the counters: they go up and down and count nothing. */
const NOT_COUNTERS: ReadonlySet<string> = new Set([
  'TcpRtoAlgorithm', 'TcpRtoMin', 'TcpRtoMax', 'TcpMaxConn', 'TcpCurrEstab', 'IpForwarding', 'IpDefaultTTL'
])
/** Only what speaks of TCP and of IP below it. */
const TABLES: ReadonlySet<string> = new Set(['Tcp', 'TcpExt', 'Ip', 'IpExt'])

/**
 * Reads /proc/net/snmp or /proc/net/netstat: pairs of lines `Tcp: NAME …` and `Tcp: NUMBER …`.
 * @returns names as nstat prints them, table first; lines that are no such pair are left out
 */
export function parseCounters(text: string): ReadonlyMap<string, number> {
  const counters = new Map<string, number>()
  const lines = text.split('\n')
  for (let i = 0; i + 1 < lines.length; i += 2) {
    const [head = '', ...names] = (lines[i] ?? '').split(' ')
    const [again, ...values] = (lines[i + 1] ?? '').split(' ')
    const table = head.slice(0, -1)
    if (head !== again || names.length !== values.length || !TABLES.has(table)) continue
    names.forEach((name, column) => {
      if (!NOT_COUNTERS.has(table + name)) counters.set(table + name, Number(values[column]))
    })
  }
  return counters
}

/** The kernel's TCP and IP counters of this network namespace (what `nstat` shows), by how much they moved. About 0.1 ms a look. */
export class Counters {
  private before: ReadonlyMap<string, number>
  private readonly folder: string

  /** Takes the first look: deltas count from here. @param folder `/proc/net`, or a copy of it */
  constructor(folder = '/proc/net') {
    this.folder = folder
    this.before = this.look()
  }

  /** Those that moved since the last call, in the kernel's order. */
  deltas(): readonly CounterDelta[] {
    const now = this.look()
    const moved: CounterDelta[] = []
    for (const [name, value] of now) {
      const delta = value - (this.before.get(name) ?? 0)
      if (delta !== 0) moved.push({ name, delta })
    }
    this.before = now
    return moved
  }

  private look(): ReadonlyMap<string, number> {
    return new Map([...parseCounters(readFileSync(`${this.folder}/snmp`, 'utf8')), ...parseCounters(readFileSync(`${this.folder}/netstat`, 'utf8'))])
  }
}

/** Sockets in TIME-WAIT or FIN-WAIT-2 as minisocks, of both families, from /proc/net/sockstat: 0.02 ms. */
export function parseTimeWaitCount(sockstat: string): number {
  return Number(/^TCP: .*\btw (\d+)/m.exec(sockstat)?.[1] ?? 0)
}

export const timeWaitCount = (): number => parseTimeWaitCount(readFileSync('/proc/net/sockstat', 'utf8'))
