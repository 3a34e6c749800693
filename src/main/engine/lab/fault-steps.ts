import { readFile } from 'node:fs/promises'
import { execFile } from 'node:child_process'
import type { Reason } from '../../../shared/base/reason'
import { err, type Result } from '../../../shared/base/result'
import type { FaultStep, LabStepOf } from '../../../shared/experiment/lab-step'
import { matchText, segmentTest } from '../../../shared/experiment/match'
import type { Match } from '../../../shared/experiment/match'
import { installCommand } from '../../../shared/ipc/failure'
import { parseEndpoint } from '../../../shared/model/endpoint'
import { ENDS, otherEnd } from '../../../shared/tcp/state'
import { callTold } from './call-told'
import type { FaultDesk, TellFault } from './faults/fault-desk'
import type { RulePattern } from './faults/nft-rule'
import { forged } from './faults/forge'
import type { KnownConnection, Place } from './faults/segment-book'
import { resolveSequence } from './faults/segment-book'
import type { LabSockets } from './lab-sockets'
import type { StepContext, StepDone } from './step-context'
import { TOOL_ENVIRONMENT } from './tools'

/** What faults need of the rest of the engine. */
export interface FaultParts {
  readonly desk: FaultDesk
  readonly sockets: LabSockets
  readonly tell: TellFault
  /** Sets a `net.…` setting of this network namespace; `command` is what one types for it. */
  writeSysctl(name: string, value: string): Result<{ readonly command: string }>
  /** Takes the socket of this name away, as `ss -K` does. @returns the kernel's refusal, or null */
  destroy(local: Place, remote: Place): string | null
  /** Asks the kernel for its sockets now: no segment tells what was just done to them. */
  look(): Promise<void>
  /** Takes in what was captured until now. */
  catchUp(): Promise<void>
}

const DONE: StepDone = { ok: true, value: null }
const stopped = (reason: Reason): StepDone => err({ reason })
const said = (result: Result<unknown>): StepDone => (result.ok ? DONE : result)

/** ms; the program needs two. */
const ADDRESS_LIMIT_MS = 5_000

/** Steps that break an exchange on purpose. Each tells what it did, with the command a person types for the same. */
export class FaultSteps {
  constructor(private readonly parts: FaultParts) {}

  sysctl({ name, value }: LabStepOf<'sysctl'>): StepDone {
    const set = this.parts.writeSysctl(name, String(value))
    if (set.ok) this.parts.tell({ action: 'sysctl', detail: `${name} = ${value}`, command: set.value.command })
    return said(set)
  }

  /** Gives the laboratory's loopback an address of its own. */
  async address(address: string): Promise<StepDone> {
    const args = ['address', 'add', `${address}/32`, 'dev', 'lo']
    const error = await new Promise<string | undefined>((resolve) => {
      execFile('ip', args, { timeout: ADDRESS_LIMIT_MS, env: TOOL_ENVIRONMENT }, (failure, _stdout, stderr) => resolve(failure === null ? undefined : stderr.trim() || (failure.code === 'ENOENT' ? installCommand('iproute2') : failure.message)))
    })
    if (error !== undefined) return err({ of: `ip ${args.join(' ')}`, said: error })
    this.parts.tell({ action: 'address', detail: address, command: `ip ${args.join(' ')}` })
    return DONE
  }

  install(step: FaultStep, context: StepContext): StepDone {
    const pattern = this.pattern(step.segments, context)
    if (pattern === undefined) return stopped({ kind: 'nobody-to-meet' })
    const which = step.which === 'all' ? '' : 'first' in step.which ? ` (first ${step.which.first})` : ` (no. ${step.which.nth})`
    return said(this.parts.desk.install({ kind: step.do, name: step.as, pattern, which: step.which, text: `${matchText(step.segments)}${which}` }))
  }

  async release({ what, order, send }: LabStepOf<'release'>): Promise<StepDone> {
    return said(await this.parts.desk.release(what, order, send, () => this.parts.catchUp()))
  }

  inject(step: LabStepOf<'inject'>): StepDone {
    const { desk } = this.parts
    const connection = desk.connection(step.connection)
    if (connection === undefined) return stopped({ kind: 'connection-unseen', number: step.connection })
    const original = step.copy === undefined ? undefined : desk.book.packet(step.copy.of, step.copy.nth)
    if (step.copy !== undefined && original === undefined) return stopped({ kind: 'nothing-to-copy' })
    const sender = connection.ends[step.from]
    const receiver = connection.ends[otherEnd(step.from)]
    const seq = step.seq === undefined ? undefined : resolveSequence(step.seq, sender.sent)
    const ack = step.ack === undefined ? undefined : resolveSequence(step.ack, receiver.sent)
    if ((step.seq !== undefined && seq === undefined) || (step.ack !== undefined && ack === undefined)) return stopped({ kind: 'no-number-yet' })
    const segment = forged(step, original, { sender: sender.place, receiver: receiver.place, sent: sender.sent, heard: receiver.sent, seq, ack })
    return said(desk.inject(segment.packet, step.id, segment.text))
  }

  async destroy({ connection: ordinal, end }: LabStepOf<'destroy'>): Promise<StepDone> {
    const connection = this.parts.desk.connection(ordinal)
    if (connection === undefined) return stopped({ kind: 'connection-unseen', number: ordinal })
    const { local, remote } = namesOf(connection, end)
    const errno = this.parts.destroy(local, remote)
    if (errno !== null) return err({ of: 'SOCK_DESTROY', said: errno })
    const command = `ss -tK state all 'src ${placeText(local)} and dst ${placeText(remote)}'`
    this.parts.tell({ action: 'destroy', detail: `${placeText(local)} → ${placeText(remote)}`, command, end, conn: connection.id })
    await this.parts.look()
    return DONE
  }

  async restore(step: LabStepOf<'restore'>, context: StepContext): Promise<StepDone> {
    const connection = this.parts.desk.connection(step.connection)
    if (connection === undefined) return stopped({ kind: 'connection-unseen', number: step.connection })
    const next = { client: resolveSequence(step.next.client, connection.ends.client.sent), server: resolveSequence(step.next.server, connection.ends.server.sent) }
    if (next.client === undefined || next.server === undefined) return stopped({ kind: 'no-number-yet' })
    const stamped = (await readFile('/proc/sys/net/ipv4/tcp_timestamps', 'utf8')).trim() !== '0'
    for (const end of ENDS) {
      const { local, remote } = namesOf(connection, end)
      const sent = connection.ends[end].sent
      const made = this.parts.sockets.restore({ name: step[end], end }, {
        local, remote, send: next[end] ?? 0, receive: next[otherEnd(end)] ?? 0, timestamp: stamped ? Math.max(1, (sent?.tsVal ?? 0) + TIMESTAMP_AHEAD) : undefined
      })
      if (!made.ok) return err({ of: 'TCP_REPAIR', ...callTold(made.error) })
      context.sockets.set(step[end], made.value)
    }
    const text = ENDS.map((end) => `${end} ${placeText(connection.ends[end].place)}`).join(', ')
    this.parts.tell({ action: 'restore', detail: text, command: 'setsockopt(TCP_REPAIR), TCP_QUEUE_SEQ, connect()' })
    await this.parts.look()
    return DONE
  }

  /** A connection that is not there yet is meant by its server's port: that of the listening socket opened last. */
  private pattern(match: Match, context: StepContext): RulePattern | undefined {
    const test = segmentTest(match)
    const known = this.parts.desk.connection(match.connection)
    if (known !== undefined) {
      const { local, remote } = namesOf(known, match.from)
      return { source: local.address, sourcePort: local.port, destination: remote.address, destinationPort: remote.port, test }
    }
    const listener = [...context.sockets.values()].reverse().find((socket) => socket.remote === undefined && socket.local !== undefined)
    const port = listener?.local === undefined ? undefined : parseEndpoint(listener.local)?.port
    if (port === undefined) return undefined
    return match.from === 'client' ? { destinationPort: port, test } : { sourcePort: port, test }
  }
}

/** ms by which a restored end's clock is ahead of the old connection's last timestamp: what is older is then known as such. */
const TIMESTAMP_AHEAD = 10_000

const namesOf = (connection: KnownConnection, end: 'client' | 'server'): { readonly local: Place; readonly remote: Place } =>
  ({ local: connection.ends[end].place, remote: connection.ends[otherEnd(end)].place })

const placeText = ({ address, port }: Place): string => (address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`)
