import type { AddressBook, AddressId } from '../../../shared/model/address'
import { Connection } from './connection'
import type { ConnectionEnd } from './connection'
import { FlowTable } from './flow-table'

/**
 * Ended connections kept: late segments still find theirs, and a 4-tuple that comes back in time ends the old TIME-WAIT.
 * More than all the ports of one address and destination.
 */
const MOST_RETIRED = 65_536

/** The connections by 4-tuple: of each, the newest incarnation. Whatever has ended is forgotten in time. */
export class Flows {
  private readonly table = new FlowTable()
  private readonly connections: (Connection | undefined)[] = []
  private readonly free: number[] = []
  private readonly retired: Connection[] = []
  private retiredHead = 0
  private created = 0

  constructor(private readonly book: AddressBook, private readonly kernel: boolean) {}

  /** Connections known now, ended ones that are still kept included. */
  get size(): number {
    return this.table.size
  }

  find(address: AddressId, port: number, otherAddress: AddressId, otherPort: number): Connection | undefined {
    const flow = this.table.find(address, port, otherAddress, otherPort)
    return flow < 0 ? undefined : this.connections[flow]
  }

  /** A new incarnation; an older one of the 4-tuple is found no longer. @param number its number, the next one where it is not given */
  create(client: AddressId, clientPort: number, server: AddressId, serverPort: number, number = this.created + 1): Connection {
    this.created = Math.max(this.created, number)
    const connection = new Connection({ number, book: this.book, client, clientPort, server, serverPort, kernel: this.kernel })
    const known = this.table.find(client, clientPort, server, serverPort)
    const flow = known >= 0 ? known : this.free.pop() ?? this.connections.length
    this.connections[flow] = connection
    if (known < 0) this.table.set(client, clientPort, server, serverPort, flow)
    return connection
  }

  /** If the connection has ended, it is the next to be forgotten, after those that ended before it. */
  retireWhenDone(connection: Connection): void {
    if (connection.retired || !mayForget(connection)) return
    connection.retired = true
    this.retired.push(connection)
    if (this.retired.length - this.retiredHead > MOST_RETIRED) this.forgetOldest()
  }

  private forgetOldest(): void {
    const oldest = this.retired[this.retiredHead++]
    if (this.retiredHead > MOST_RETIRED) {
      this.retired.splice(0, this.retiredHead)
      this.retiredHead = 0
    }
    if (oldest === undefined) return
    oldest.retired = false
    const { local, localPort, remote, remotePort } = oldest.client
    const flow = this.table.find(local, localPort, remote, remotePort)
    if (flow < 0 || this.connections[flow] !== oldest || !mayForget(oldest)) return
    this.table.remove(local, localPort, remote, remotePort)
    this.connections[flow] = undefined
    this.free.push(flow)
  }
}

/** It may have come back to life: a sample can contradict what packets told. Without a kernel to ask, TIME-WAIT is the last that is known. */
const mayForget = ({ client, server }: Connection): boolean => isDone(client) && isDone(server)
const isDone = ({ state, watch }: ConnectionEnd): boolean =>
  state === 'CLOSED' || state === 'LISTEN' || (state === 'TIME-WAIT' && watch === undefined)
