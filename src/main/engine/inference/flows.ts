import type { AddressId } from '../../../shared/model/address'
import { Connection } from './connection'
import type { ConnectionEnd, ConnectionParts } from './connection'
import { FlowTable } from './flow-table'
import type { Lookup } from './lookup'
import { RetiredRows } from './retired-rows'

/**
 * Ended connections kept: late segments still find theirs, and a 4-tuple that comes back in time ends the old TIME-WAIT.
 * More than all the ports of one address and destination.
 */
const MOST_RETIRED = 65_536
/** Those that ended last stay objects: what is late of them comes soon. Few enough to stay in the processor's nearest cache. */
const LAST_RETIRED = 64
/** Connections put away after one segment: more than it can end for good. */
const PUT_AWAY_AT_ONCE = 2

/** The connections by 4-tuple: of each, the newest incarnation. Whatever has ended is forgotten in time. */
export class Flows {
  private readonly table = new FlowTable()
  /** By flow: the connection; undefined while it is a row, whose place is in `places`. */
  private readonly connections: (Connection | undefined)[] = []
  private readonly places: number[] = []
  private readonly free: number[] = []
  private readonly retired: Connection[] = []
  private retiredHead = 0
  private readonly rows: RetiredRows | undefined
  /** Of connections that became rows: nobody holds them any more, and they serve the next ones. */
  private readonly spare: Connection[] = []
  private readonly mostObjects: number
  private created = 0

  /** @param kernel whether the kernel will be asked: its word can bring an ended connection back, so all of them stay objects */
  constructor(private readonly kernel: boolean) {
    this.rows = kernel ? undefined : new RetiredRows(MOST_RETIRED - LAST_RETIRED)
    this.mostObjects = kernel ? MOST_RETIRED : LAST_RETIRED
  }

  /** Connections known now, ended ones that are still kept included. */
  get size(): number {
    return this.table.size
  }

  find(address: AddressId, port: number, otherAddress: AddressId, otherPort: number): Connection | undefined {
    const flow = this.table.find(address, port, otherAddress, otherPort)
    return flow < 0 ? undefined : this.connections[flow] ?? this.bringBack(flow)
  }

  /** A new incarnation; an older one of the 4-tuple is found no longer. @param number its number, the next one where it is not given */
  create(client: AddressId, clientPort: number, server: AddressId, serverPort: number, number = this.created + 1): Connection {
    if (number > this.created) this.created = number
    const known = this.table.find(client, clientPort, server, serverPort)
    const flow = known >= 0 ? known : this.free.pop() ?? this.connections.length
    const connection = this.make({ number, flow, client, clientPort, server, serverPort, kernel: this.kernel })
    if (known < 0) this.table.set(client, clientPort, server, serverPort, flow)
    else if (this.connections[flow] === undefined) this.rows?.remove(this.places[flow] ?? 0)
    this.connections[flow] = connection
    return connection
  }

  /**
   * If the connection has ended, it is the next to be forgotten, after those that ended before it. To be called again whenever something of it is told: what waits to be
   * told cannot become a row. (A TIME-WAIT waits 200 ms of the packets' time: going through all of those with every segment was a tenth of the tracker's time.)
   */
  retireWhenDone(connection: Connection): void {
    if (connection.retired || !mayForget(connection) || (this.rows !== undefined && isHeld(connection))) return
    connection.retired = true
    this.retired.push(connection)
  }

  /** Puts away what retired before the last ones. Between two segments: what is put away must not be in anybody's hands. */
  tidy(): void {
    for (let i = 0; i < PUT_AWAY_AT_ONCE && this.retired.length - this.retiredHead >= this.mostObjects; i++) this.putAway()
  }

  private putAway(): void {
    const oldest = this.retired[this.retiredHead++]
    if (oldest === undefined) return
    if (this.retiredHead > this.mostObjects) {
      this.retired.splice(0, this.retiredHead)
      this.retiredHead = 0
    }
    oldest.retired = false
    const { flow } = oldest
    if (this.connections[flow] !== oldest || !mayForget(oldest)) return
    if (this.rows === undefined) return this.forget(flow, oldest.client)
    if (isAwaited(oldest) && this.retired.length - this.retiredHead < MOST_RETIRED) return this.retireWhenDone(oldest)
    const { place } = this.rows
    const forgotten = this.rows.at(place)
    if (forgotten !== undefined) this.forget(forgotten.flow, forgotten.client)
    this.rows.add(oldest)
    this.places[flow] = place
    this.connections[flow] = undefined
    this.spare.push(oldest)
  }

  private make(parts: ConnectionParts): Connection {
    const spare = this.spare.pop()
    if (spare === undefined) return new Connection(parts)
    spare.renew(parts)
    return spare
  }

  private forget(flow: number, client: Lookup): void {
    this.table.remove(client.local, client.localPort, client.remote, client.remotePort)
    this.connections[flow] = undefined
    this.free.push(flow)
  }

  /** A late segment has come: its connection is an object again, and the last that retired. */
  private bringBack(flow: number): Connection | undefined {
    const place = this.places[flow] ?? 0
    const row = this.rows?.at(place)
    if (this.rows === undefined || row === undefined) return undefined
    const { number, client } = row
    const connection = this.make({
      number, flow, client: client.local, clientPort: client.localPort, server: client.remote, serverPort: client.remotePort, kernel: this.kernel
    })
    this.rows.restore(place, connection)
    this.rows.remove(place)
    this.connections[flow] = connection
    this.retireWhenDone(connection)
    return connection
  }
}

/** It may have come back to life: a sample can contradict what packets told. Without a kernel to ask, TIME-WAIT is the last that is known. */
const mayForget = ({ client, server }: Connection): boolean => isDone(client) && isDone(server)
const isDone = ({ state, watch }: ConnectionEnd): boolean =>
  state === 'CLOSED' || state === 'LISTEN' || (state === 'TIME-WAIT' && watch === undefined)
/** Something of it waits to be told. */
const isHeld = ({ client, server }: Connection): boolean => client.held !== undefined || server.held !== undefined
/** Something of it waits to be told, or a SYN for its answer. */
const isAwaited = (connection: Connection): boolean => isHeld(connection) || connection.candidate !== undefined || connection.previous !== undefined
