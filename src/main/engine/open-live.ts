import { randomUUID } from 'node:crypto'
import { networkInterfaces } from 'node:os'
import { fail, ok } from '../../shared/base/result'
import type { Failure, Result } from '../../shared/base/result'
import type { PreparedExperiment } from '../../shared/experiment/prepare'
import type { Language, OpenRequest } from '../../shared/ipc/engine'
import type { TerminalNotifications } from '../../shared/ipc/terminals'
import { AddressBook } from '../../shared/model/address'
import { SCHEMA } from '../../shared/model/events'
import type { SessionHeader } from '../../shared/model/events'
import { openCap } from './capture/cap'
import { openLibpcap, SNAP_LENGTH } from './capture/libpcap'
import { LINK_TYPES } from './capture/source'
import type { CaptureSource } from './capture/source'
import { captureFilter } from './capture-filter'
import { ConnectionTracker } from './inference/connection-tracker'
import { kernelFacts } from './kernel/facts'
import { SockDiag } from './kernel/sock-diag'
import { LiveSession } from './live-session'
import { gapOf, SessionClock } from './native/clock'
import { raiseLoopback } from './native/loopback'
import { raiseDescriptorLimit } from './native/process-limits'
import { Reactor } from './native/reactor'
import { Recorder } from './recording/recorder'
import { socketFilter } from './socket-filter'
import type { EventStream } from './stream'
import { PROGRAM } from './version'

/**
 * Opens everything a live session needs, in the order in which nothing is missed: the capture first, then the kernel's table. What cannot be had is a
 * failure, but for packets on this machine without the right to capture: then the kernel's table alone is watched, and that is said.
 */
export async function openLive(request: OpenRequest, stream: EventStream, onTrouble: (failure: Failure) => void, terminals: TerminalNotifications): Promise<Result<LiveSession>> {
  // Experiments are no part of a program's session, nor of watching.
  const prepared = request.experiment === undefined ? ok(undefined) : await (await import('../../shared/experiment/prepare')).prepareExperiment(request.experiment, request.language)
  if (!prepared.ok) return prepared
  if (request.mode === 'sandbox') {
    raiseDescriptorLimit()
    const { errno } = raiseLoopback()
    if (errno !== null) return fail('engine-start', { reason: { kind: 'no-loopback' }, said: errno })
  }
  const reactor = new Reactor()
  const filter = captureFilter(request)
  const source = await openSource(request, filter, reactor, onTrouble)
  if (!source.ok) return closing(reactor, source)
  const clock: SessionClock = new SessionClock((step) => stream.emit(gapOf(step)))
  const book = new AddressBook()
  const sockets = SockDiag.open(book, () => clock.now(), socketFilter(request, book, ownAddresses()))
  if (!sockets.ok) {
    source.value?.close()
    return closing(reactor, sockets)
  }
  const header = headerOf(request, clock, source.value, prepared.value)
  const recorded = startRecording(request, header, source.value, filter, stream)
  if (!recorded.ok) {
    source.value?.close()
    sockets.value.close()
    return closing(reactor, recorded)
  }
  stream.emit(header)
  const tracker = new ConnectionTracker({ book, kernel: true, packets: source.value !== undefined, hz: header.hz })
  return ok(new LiveSession({
    header, clock, book, stream, reactor, tracker, source: source.value, sockets: sockets.value, experiment: prepared.value, language: request.language, onTrouble, terminals
  }))
}

function closing<T>(reactor: Reactor, result: T): T {
  reactor.close()
  return result
}

async function openSource(
  request: OpenRequest, filter: string, reactor: Reactor, onTrouble: (failure: Failure) => void
): Promise<Result<CaptureSource | undefined>> {
  if (request.source === 'none') return ok(undefined)
  const source = request.source === 'cap' ? await openCap({ filter }) : openLibpcap({ filter, reactor })
  if (source.ok || request.mode !== 'host' || source.error.code !== 'no-capture-permission') return source
  onTrouble(source.error)
  return ok(undefined)
}

function headerOf(request: OpenRequest, clock: SessionClock, source: CaptureSource | undefined, prepared: PreparedExperiment | undefined): SessionHeader {
  const { release, hz } = kernelFacts()
  return {
    type: 'session', at: 0, startedAt: clock.startedAt, startedAtNs: clock.startedAtNs, mode: request.mode, schema: SCHEMA, kernel: release, hz,
    source: source?.name ?? 'none', ...(prepared === undefined ? {} : { experiment: prepared.plan.id, params: { ...prepared.plan.params } }), ...titlesOf(prepared, request.language),
    id: randomUUID(), program: PROGRAM
  }
}

/** Names of the experiment's connections, where it has any. */
function titlesOf(prepared: PreparedExperiment | undefined, language: Language): Pick<SessionHeader, 'connections'> {
  const titles = prepared?.experiment.connections.map((title) => title[language]) ?? []
  return titles.length === 0 ? {} : { connections: titles }
}

function startRecording(
  request: OpenRequest, header: SessionHeader, source: CaptureSource | undefined, filter: string, stream: EventStream
): Result<null> {
  if (request.record === undefined) return ok(null)
  const recorder = Recorder.create({
    path: request.record, header, linkType: source?.linkType ?? LINK_TYPES.ethernet, snapLength: source?.snapLength ?? SNAP_LENGTH, filter, program: PROGRAM
  })
  if (!recorder.ok) return recorder
  stream.recordTo(recorder.value)
  return ok(null)
}

const ownAddresses = (): readonly string[] => Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []).map(({ address }) => address)
