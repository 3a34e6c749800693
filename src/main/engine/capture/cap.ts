import { createRequire } from 'node:module'
import { fail, ok } from '../../../shared/base/result'
import type { Failure, Result } from '../../../shared/base/result'
import { CAPTURE_REMEDY } from '../../../shared/ipc/failure'
import { readRealtime } from '../native/clock'
import { BATCH_CAPACITY, BatchColumns } from './batch-columns'
import { LOOPBACK, SNAP_LENGTH } from './libpcap'
import type { CaptureRequest } from './libpcap'
import { LINK_TYPES } from './source'
import type { CaptureSource, CaptureStats, PacketBatch } from './source'

/** What is used of the `cap` package (0.2.1). */
interface CapHandle {
  open(device: string, filter: string, bufferBytes: number, packet: Buffer): string
  setMinBytes?(bytes: number): void
  on(event: 'packet', listener: (length: number, truncated: boolean) => void): void
  removeAllListeners(): void
  close(): boolean
}

interface CapModule {
  readonly Cap: new () => CapHandle
}

/** The kernel's ring. `cap` keeps 65,535 bytes of each packet, and in immediate mode each takes a slot of that size: room for about 1,000 packets. */
const BUFFER_BYTES = 64 * 1024 * 1024
const LONGEST_PACKET = 65_535
/** Install scripts are blocked by package.json, so the module is built by hand; it must be built again for another version of Node. */
const BUILD = 'sudo apt-get install -y build-essential libpcap-dev python3 && npm explore cap -- npm run install'

/** cap's words for link types (its binding.cc, Open). */
const LINK_TYPE_OF: Readonly<Record<string, number>> = {
  NULL: LINK_TYPES.null, ETHERNET: LINK_TYPES.ethernet, RAW: LINK_TYPES.raw, LINKTYPE_LINUX_SLL: LINK_TYPES.linuxSll
}

/** A handle whose open() failed must never be collected: cap 0.2.1 would stop a poll that it never began (binding.cc, Pcap::close). */
const failed: CapHandle[] = []

/**
 * Begins to capture through the `cap` package: the way out where libpcap cannot be called directly. It knows no stamps and no drop counts
 * (its issue 85): packets are stamped on arrival, their order against other events is only as good as that, and what a flood loses is not told
 * (20,000 connections in a third of a second: three quarters of the packets).
 */
export function openCap(request: Omit<CaptureRequest, 'reactor'>, load: () => unknown = requireCap): Result<CaptureSource> {
  const { interface: device = LOOPBACK, filter, snapLength = SNAP_LENGTH } = request
  let module: unknown
  try {
    module = load()
  } catch (error) {
    return fail('no-cap-module', { reason: { kind: 'in-own-folder' }, said: firstLine(error), remedy: BUILD })
  }
  if (!isCapModule(module)) return fail('no-cap-module', { reason: { kind: 'other-cap-module' }, remedy: BUILD })
  const handle = new module.Cap()
  const packet = Buffer.alloc(LONGEST_PACKET)
  try {
    const name = handle.open(device, filter, BUFFER_BYTES, packet)
    handle.setMinBytes?.(0)
    const linkType = LINK_TYPE_OF[name]
    if (linkType !== undefined) return ok(new CapSource(handle, packet, linkType, snapLength))
    handle.close()
    return fail('bad-parameter', { of: device, reason: { kind: 'link-type', type: name } })
  } catch (error) {
    failed.push(handle)
    return { ok: false, error: openFailure(device, filter, firstLine(error)) }
  }
}

const requireCap = (): unknown => createRequire(import.meta.url)('cap')
const firstLine = (error: unknown): string => (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? ''
const isCapModule = (module: unknown): module is CapModule =>
  (typeof module === 'object' || typeof module === 'function') && module !== null && 'Cap' in module && typeof module.Cap === 'function'

/** cap tells no codes, only libpcap's sentences. */
function openFailure(device: string, filter: string, text: string): Failure {
  if (/permi(ssion|tted)/i.test(text)) return { code: 'no-capture-permission', of: device, said: text, remedy: CAPTURE_REMEDY }
  if (/filter|syntax|parse|token|expression/i.test(text)) return { code: 'bad-filter', of: filter, said: text }
  return { code: 'bad-parameter', of: device, said: text }
}

class CapSource implements CaptureSource {
  readonly name = 'cap'
  readonly stamps = 'arrival'
  readonly restMs = 0
  readonly linkType: number
  readonly snapLength: number
  private readonly handle: CapHandle
  private readonly packet: Buffer
  private readonly batch: BatchColumns
  private readonly now = { seconds: 0, nanoseconds: 0 }
  private onBatch: ((batch: PacketBatch) => void) | undefined
  private end = 0
  private received = 0
  private dropped = 0
  private delivering = false
  private flush: NodeJS.Immediate | undefined
  private closed = false

  constructor(handle: CapHandle, packet: Buffer, linkType: number, snapLength: number) {
    this.handle = handle
    this.packet = packet
    this.linkType = linkType
    this.snapLength = snapLength
    this.batch = new BatchColumns(linkType)
    this.batch.bytes = new Uint8Array(BATCH_CAPACITY * snapLength)
    handle.on('packet', (length) => this.take(length))
  }

  start(onBatch: (batch: PacketBatch) => void): void {
    this.onBatch = onBatch
    this.flush ??= setImmediate(() => this.drain())
  }

  /** Only what has arrived already: cap cannot be asked for more. */
  drain(): number {
    clearImmediate(this.flush)
    this.flush = undefined
    const { batch, onBatch } = this
    const { count } = batch
    if (count === 0 || onBatch === undefined || this.delivering || this.closed) return 0
    this.delivering = true
    onBatch(batch)
    this.delivering = false
    batch.count = 0
    this.end = 0
    return count
  }

  /** What the kernel dropped is unknown here; `dropped` is what came before start() and found no room. */
  stats(): CaptureStats {
    return { received: this.received, dropped: this.dropped, droppedByInterface: 0 }
  }

  close(): void {
    if (this.closed) return
    this.closed = true
    clearImmediate(this.flush)
    this.handle.removeAllListeners()
    this.handle.close()
  }

  private take(length: number): void {
    const { batch, now } = this
    if (this.closed) return
    this.received++
    if (batch.count === BATCH_CAPACITY) {
      this.dropped++
      return
    }
    readRealtime(now)
    const kept = Math.min(length, this.snapLength)
    this.packet.copy(batch.bytes, this.end, 0, kept)
    batch.offsets[batch.count] = this.end
    batch.capturedLengths[batch.count] = kept
    batch.lengths[batch.count] = length
    batch.seconds[batch.count] = now.seconds
    batch.nanoseconds[batch.count] = now.nanoseconds
    this.end += kept
    if (++batch.count === BATCH_CAPACITY) this.drain()
    else this.flush ??= setImmediate(() => this.drain())
  }
}
