import { describe, expect, it } from 'vitest'
import type { PacketCaptured, SessionEvent, SessionHeader, TransitionObserved } from '../../../src/shared/model/events'
import { csvCell, csvWriter } from '../../../src/shared/report/csv'
import { jsonWriter } from '../../../src/shared/report/json'
import { jsonLinesWriter } from '../../../src/shared/report/jsonl'
import { type Exported, lossText, Tally, textLosses } from '../../../src/shared/report/losses'
import { MarkdownWriter, markdownText } from '../../../src/shared/report/markdown'
import type { TextWriter } from '../../../src/shared/report/text-writer'
import { catalogue } from '../../../src/main/shell/text/catalogue'

const header: SessionHeader = { type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.000000000Z', startedAtNs: '1795341600000000000', mode: 'sandbox', schema: 1, kernel: '6.18.44', hz: 250, source: 'libpcap' }
const transition: TransitionObserved = {
  type: 'transition', at: 31_000, conn: 'c1', end: 'client', local: '127.0.0.1:41234', remote: '127.0.0.1:80', from: 'SYN-SENT', to: 'ESTABLISHED', evidence: 'confirmed', cause: 'received SYN,ACK', packet: 2
}
const packet: PacketCaptured = {
  type: 'packet', at: 30_000, n: 2, conn: 'c1', from: '127.0.0.1:80', to: '127.0.0.1:41234', flags: 'SYN,ACK', seq: 0, ack: 1, len: 0, win: 1, length: 74, caplen: 74, verdict: 'passed', rawSeq: 1, rawAck: 2
}
const connection: SessionEvent = { type: 'connection', at: 9, id: 'c1', client: '127.0.0.1:41234', server: '127.0.0.1:80', packets: 1, states: { client: [], server: [] }, timeWait: null, complete: false }
const hostile = 'x | <script>alert(1)</script> `a` \u001b[2J \u202e1. end\nnext'
const result: SessionEvent = { type: 'result', at: 9, experiment: null, ok: false, checks: [{ id: 'a', ok: false, title: hostile, evidence: [{ event: 'packet', n: 2 }] }], captured: 1, dropped: 0, gaps: 0 }
const written = (writer: TextWriter, events: readonly SessionEvent[]): string => events.map((event) => writer.take(event)).join('') + writer.finish()

describe('CSV of transitions', () => {
  it('is one row a transition, quoted where RFC 4180 asks for it', () => {
    expect(written(csvWriter(), [header, packet, transition]).split('\r\n')).toEqual([
      'at_ns,at_s,conn,end,local,remote,from,to,evidence,cause,packet',
      '31000,0.000031000,c1,client,127.0.0.1:41234,127.0.0.1:80,SYN-SENT,ESTABLISHED,confirmed,"received SYN,ACK",2', ''
    ])
  })

  it('is a header alone for a session without any', () => {
    expect(written(csvWriter(), [header])).toMatch(/^at_ns,.*\r\n$/)
  })

  it('is no program for a spreadsheet', () => {
    expect(['=1+1', '-3.5', '@x', 'a"b', '＝1+1', '\n=1', 'x;=cmd', 'a; b'].map(csvCell)).toEqual(["'=1+1", '-3.5', "'@x", '"a""b"', "'＝1+1", "'\\x0a=1", '"x;\'=cmd"', '"a; b"'])
  })
})

describe('JSON of transitions', () => {
  it('holds the session, its transitions and connections, and its result', () => {
    expect(JSON.parse(written(jsonWriter(), [header, packet, transition, transition, connection, result]))).toEqual({ session: header, transitions: [transition, transition], connections: [connection], result })
  })

  it('is whole for a session with nothing in it', () => {
    expect(JSON.parse(written(jsonWriter(), [header]))).toEqual({ session: header, transitions: [], connections: [], result: null })
  })
})

it('JSON Lines are the stream itself', () => {
  const events = [header, packet, transition, connection, result]
  expect(written(jsonLinesWriter(), events).trimEnd().split('\n').map((line) => JSON.parse(line) as SessionEvent)).toEqual(events)
})

const report = (events: readonly SessionEvent[]): string => written(new MarkdownWriter({ words: catalogue('en'), texts: () => undefined, version: '1' }), events)

describe('Markdown', () => {
  it('tells checks, paths and what was not seen', () => {
    const text = report([header, transition, packet, connection, result])
    expect(text).toMatch(/^# Session\n\n## Checks\n\n\| verdict \| check \| found \| evidence \|\n\| --- \|/)
    expect(text).toContain('Transitions inferred from packets alone: 0 of 1')
  })

  it('takes nothing that a recording says for markup', () => {
    const row = report([header, result]).split('\n').find((line) => line.startsWith('| ✗'))
    expect(row).toBe('| ✗ failed | x \\| \\<script\\>alert(1)\\</script\\> \\`a\\` \\\\x1b\\[2J \\\\u202e1. end next |  | packet 2 |')
  })

  it('a text at the beginning of a line begins no list', () => {
    expect(['- a', '1. b', '0.031 ms', '# c'].map(markdownText)).toEqual([String.raw`\- a`, String.raw`1\. b`, '0.031 ms', String.raw`\# c`])
  })
})

it('each format says what it does not hold, and nothing of what there was not', () => {
  const tally = new Tally()
  for (const event of [header, packet, packet, transition, connection, result]) tally.take(event)
  const lines = (format: Exported, left: Parameters<typeof textLosses>[2] = {}, of = tally) => textLosses(format, of, left).map((loss) => lossText(loss, catalogue('en')))
  expect(lines('csv')).toEqual(['not in this format: packet 2, connection 1, result 1', 'the bytes of the packets are not in this format: export pcapng for them'])
  expect(lines('jsonl', { packet: 3 })).toEqual(['the bytes of the packets are not in this format: export pcapng for them', 'rows beyond what this format shows: packet 3'])
  expect(lines('ladder', { connection: 2 })).toEqual(['not in this format: result 1', expect.stringContaining('bytes of the packets'), 'rows beyond what this format shows: connection 2'])
  expect(lines('countdown')[0]).toBe('not in this format: transition 1, packet 2, result 1')
  expect(lines('json', {}, new Tally())).toEqual([])
})
