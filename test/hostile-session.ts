import type { SessionEvent } from '../src/shared/model/events'

/** Markup that would run, a terminal's escapes (one of seven bits, one of eight) that clear and colour it, and writing turned around. */
export const HOSTILE = '<script>window.pwned = 1</script><img src=x onerror="window.pwned=2"> \u001b[2J \u009b31m \u202egnp.exe'
/** The same as people are to see it. */
export const HOSTILE_SHOWN = String.raw`<script>window.pwned = 1</script><img src=x onerror="window.pwned=2"> \x1b[2J \x9b31m \u202egnp.exe`

/** One connection, opened and closed, whose every text was written by somebody who means harm. */
export function hostileSession(): SessionEvent[] {
  const ends = { client: '127.0.0.1:41234', server: '127.0.0.1:12345' }
  const packet = (n: number, at: number, from: 'client' | 'server', flags: string): SessionEvent => ({
    type: 'packet', at, n, conn: 'c1', from: ends[from], to: ends[from === 'client' ? 'server' : 'client'], flags, seq: n, ack: n, len: 0, win: 1, length: 74, caplen: 74,
    verdict: n === 3 ? 'dropped' : 'passed', rawSeq: n, rawAck: n, ...(n === 3 ? { fault: HOSTILE } : {})
  })
  const enter = (at: number, end: 'client' | 'server', from: 'CLOSED' | 'SYN-SENT' | 'ESTABLISHED', to: 'SYN-SENT' | 'ESTABLISHED' | 'TIME-WAIT', n: number): SessionEvent => ({
    type: 'transition', at, conn: 'c1', end, local: ends[end], remote: ends[end === 'client' ? 'server' : 'client'], from, to, evidence: 'confirmed', cause: 'connect()', packet: n
  })
  return [
    { type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode: 'file', schema: 1, kernel: HOSTILE, hz: 250, source: 'file', experiment: HOSTILE, connections: [HOSTILE] },
    { type: 'step', at: 1, id: 'a', title: HOSTILE }, { type: 'fault', at: 2, action: 'drop', detail: HOSTILE, command: HOSTILE, id: HOSTILE },
    packet(1, 1_000_000, 'client', 'SYN'), enter(1_000_000, 'client', 'CLOSED', 'SYN-SENT', 1), packet(2, 1_100_000, 'server', 'SYN,ACK'), enter(1_100_000, 'client', 'SYN-SENT', 'ESTABLISHED', 2),
    packet(3, 1_200_000, 'client', 'ACK'), { type: 'api', at: 1_300_000, conn: 'c1', end: 'client', call: HOSTILE, args: [HOSTILE], result: 0, errno: HOSTILE },
    { type: 'program', at: 1_400_000, id: HOSTILE, event: 'output', text: HOSTILE }, { type: 'note', at: 1_500_000, id: 'n', text: HOSTILE, packet: 2 },
    { type: 'prediction', at: 2_000_000, id: 'p', question: HOSTILE, given: HOSTILE, answer: HOSTILE, right: false }, { type: 'damage', at: 2_000_000, offset: 1, reason: HOSTILE, skipped: 2 },
    {
      type: 'connection', at: 2_000_000, id: 'c1', client: ends.client, server: ends.server, packets: 3, timeWait: null, complete: false,
      states: { client: [{ state: 'SYN-SENT', from: 1_000_000, to: 1_100_000, evidence: 'confirmed' }, { state: 'ESTABLISHED', from: 1_100_000, to: null, evidence: 'confirmed' }], server: [] }
    },
    { type: 'result', at: 2_000_000, experiment: null, ok: false, checks: [{ id: 'k', ok: false, title: HOSTILE, detail: HOSTILE, evidence: [{ event: 'packet', n: 2, conn: 'c1' }] }], captured: 3, dropped: 0, gaps: 0 }
  ]
}
