import { describe, expect, it } from 'vitest'
import { ConnectionTracker } from '../../../../src/main/engine/inference/connection-tracker'
import { Flows } from '../../../../src/main/engine/inference/flows'
import { packetEvent } from '../../../../src/main/engine/inference/packet-event'
import { ns } from '../../../../src/shared/base/brand'
import { AddressBook } from '../../../../src/shared/model/address'
import { emptySegment } from '../../../../src/shared/model/segment'
import type { PacketNumber } from '../../../../src/shared/model/segment'
import { ACK, RST, SYN } from '../../../../src/shared/tcp/flags'
import { seq } from '../../../../src/shared/tcp/sequence'

describe('a stream of a great many connections', () => {
  it('stays bounded: ended connections are forgotten, the oldest first', () => {
    const book = new AddressBook()
    const tracker = new ConnectionTracker({ book, kernel: false, hz: 250 })
    const segment = emptySegment()
    const server = book.ipv4(0x7f000001)
    const attempt = (i: number): string => {
      const client = book.ipv4(0x0a000000 + Math.floor(i / 50_000))
      const [port, isn] = [1000 + (i % 50_000), seq(i)]
      const [there, back] = [{ source: client, sourcePort: port, destination: server, destinationPort: 80 },
        { source: server, sourcePort: 80, destination: client, destinationPort: port }]
      Object.assign(segment, there, { at: ns(i * 1000), seq: isn, ack: seq(0), flags: SYN })
      tracker.onSegment(segment)
      Object.assign(segment, back, { seq: seq(0), ack: seq(i + 1), flags: RST | ACK })
      return tracker.onSegment(segment).connection
    }
    for (let i = 0; i < 200_000; i++) attempt(i)
    tracker.take()
    expect(tracker.connections).toBe(65_536)
    expect(attempt(200_000)).toBe('c200001')
  })
})

describe('an ended connection', () => {
  it('is among those to be forgotten once nothing of it waits to be told', () => {
    const book = new AddressBook()
    const flows = new Flows(false)
    const connection = flows.create(book.ipv4(1), 1000, book.ipv4(2), 80)
    const { client } = connection
    client.state = 'TIME-WAIT'
    client.held = [{ to: 'TIME-WAIT', at: ns(1), cause: 'received FIN', packet: 9, since: ns(1) }]
    flows.retireWhenDone(connection)
    expect(connection.retired).toBe(false)
    client.held = undefined
    flows.retireWhenDone(connection)
    expect(connection.retired).toBe(true)
  })
})

describe('packetEvent', () => {
  it('is the public form of a segment: relative numbers, endpoints, words for flags', () => {
    const book = new AddressBook()
    const tracker = new ConnectionTracker({ book, kernel: false, hz: 250 })
    const lo = book.fromText('::1')
    const segment = {
      ...emptySegment(), n: 1 as PacketNumber, at: ns(5), source: lo, sourcePort: 41_000, destination: lo, destinationPort: 80, seq: seq(77),
      flags: SYN, window: 65_495, length: 94, capturedLength: 94
    }
    expect(packetEvent(segment, tracker.onSegment(segment), book)).toEqual({
      type: 'packet', at: 5, n: 1, conn: 'c1', from: '[::1]:41000', to: '[::1]:80', flags: 'SYN', seq: 0, ack: 0, len: 0, win: 65_495, length: 94,
      caplen: 94, verdict: 'passed', rawSeq: 77, rawAck: 0
    })
  })
})
