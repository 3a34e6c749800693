import { fail, ok } from '../../../shared/base/result'
import type { Failure, Result } from '../../../shared/base/result'
import { CAPTURE_REMEDY } from '../../../shared/ipc/failure'
import { readRealtime } from '../native/clock'
import type { Reactor, Watch } from '../native/reactor'
import { setOption } from '../native/sockets'
import { BATCH_CAPACITY, BatchColumns } from './batch-columns'
import { DumpStream } from './dump-stream'
import { Pace } from './pace'
import { loadPcap } from './pcap-library'
import type { PcapLibrary, Pointer } from './pcap-library'
import type { CaptureSource, CaptureStats, PacketBatch } from './source'

export interface CaptureRequest {
  /** `lo`, unless told otherwise. */
  readonly interface?: string
  /** In libpcap's language (pcap-filter(7)); '' for every packet. */
  readonly filter: string
  /** Bytes kept of each packet: all headers of TCP over IPv6, and the beginning of the data. */
  readonly snapLength?: number
  readonly reactor: Reactor
}

export const LOOPBACK = 'lo'
export const SNAP_LENGTH = 256
/** Room for the packets of about a second's flood while the event loop is busy. In immediate mode every packet takes a slot as long as snapLength. */
const BUFFER_BYTES = 64 * 1024 * 1024
const ERRBUF_BYTES = 256
/** struct bpf_program { u32 length; struct bpf_insn *instructions } */
const PROGRAM_BYTES = 16
const NETMASK_UNKNOWN = 0xffffffff
const PRECISION_NANO = 1
/** ms a blocking read would wait; without meaning in immediate mode, but some kernels want one. */
const READ_TIMEOUT = 10
/** pcap/pcap.h */
const ERROR_NO_SUCH_DEVICE = -5
const ERROR_PERM_DENIED = -8
const ERROR_IFACE_NOT_UP = -9
/** linux/if_packet.h: on `lo` every packet passes twice, and libpcap would throw one copy away only after counting it. */
const SOL_PACKET = 263
const PACKET_IGNORE_OUTGOING = 23

const INSTALL = 'sudo apt-get install -y libpcap0.8'

/** Begins to capture through libpcap: packets are collected by the kernel from here on, and delivered from start() on. */
export function openLibpcap({ interface: device = LOOPBACK, filter, snapLength = SNAP_LENGTH, reactor }: CaptureRequest): Result<CaptureSource> {
  const { library: pcap, error } = loadPcap()
  if (pcap === undefined) return fail('no-libpcap', { said: error, remedy: INSTALL })
  const errbuf = Buffer.alloc(ERRBUF_BYTES)
  const handle = pcap.pcap_create(device, errbuf)
  if (handle === null) return fail('bad-parameter', { of: device, said: textOf(errbuf) })
  const failure = prepare(pcap, handle, device, snapLength) ?? setFilter(pcap, handle, filter)
  if (failure !== undefined) {
    pcap.pcap_close(handle)
    return { ok: false, error: failure }
  }
  if (device === LOOPBACK) setOption(pcap.pcap_fileno(handle), SOL_PACKET, PACKET_IGNORE_OUTGOING, 1)
  pcap.pcap_setnonblock(handle, 1, errbuf)
  return ok(new LibpcapSource(pcap, handle, device, snapLength, reactor))
}

function prepare(pcap: PcapLibrary, handle: Pointer, device: string, snapLength: number): Failure | undefined {
  pcap.pcap_set_snaplen(handle, snapLength)
  pcap.pcap_set_timeout(handle, READ_TIMEOUT)
  pcap.pcap_set_immediate_mode(handle, 1)
  pcap.pcap_set_buffer_size(handle, BUFFER_BYTES)
  if (pcap.pcap_set_tstamp_precision(handle, PRECISION_NANO) !== 0) return { code: 'no-libpcap', of: device, reason: { kind: 'no-nanoseconds' } }
  const status = pcap.pcap_activate(handle)
  if (status >= 0) return undefined
  const told = { of: device, said: pcap.pcap_geterr(handle) || pcap.pcap_statustostr(status) }
  if (status === ERROR_PERM_DENIED) return { code: 'no-capture-permission', ...told, remedy: CAPTURE_REMEDY }
  if (status === ERROR_IFACE_NOT_UP) return { code: 'bad-parameter', ...told, remedy: `sudo ip link set ${device} up` }
  if (status === ERROR_NO_SUCH_DEVICE) return { code: 'bad-parameter', ...told }
  return { code: 'no-libpcap', ...told }
}

function setFilter(pcap: PcapLibrary, handle: Pointer, filter: string): Failure | undefined {
  const program = new Uint8Array(PROGRAM_BYTES)
  if (pcap.pcap_compile(handle, program, filter, 1, NETMASK_UNKNOWN) !== 0) return { code: 'bad-filter', of: filter, said: pcap.pcap_geterr(handle) }
  const set = pcap.pcap_setfilter(handle, program)
  pcap.pcap_freecode(program)
  return set === 0 ? undefined : { code: 'bad-filter', of: filter, said: pcap.pcap_geterr(handle) }
}

const textOf = (errbuf: Buffer): string => errbuf.toString('utf8', 0, Math.max(0, errbuf.indexOf(0)))

class LibpcapSource implements CaptureSource {
  readonly name = 'libpcap'
  readonly stamps = 'kernel'
  readonly linkType: number
  readonly snapLength: number
  private readonly pcap: PcapLibrary
  private readonly handle: Pointer
  private readonly device: string
  private readonly reactor: Reactor
  private readonly stream: DumpStream
  private readonly batch: BatchColumns
  private readonly statistics = new Uint32Array(3)
  private readonly called = { seconds: 0, nanoseconds: 0 }
  private watch: Watch | undefined
  private onBatch: ((batch: PacketBatch) => void) | undefined
  private onFailure: ((failure: Failure) => void) | undefined
  private readonly pace = new Pace(performance.now())
  private pause: NodeJS.Timeout | undefined
  private closed = false

  constructor(pcap: PcapLibrary, handle: Pointer, device: string, snapLength: number, reactor: Reactor) {
    this.pcap = pcap
    this.handle = handle
    this.device = device
    this.snapLength = snapLength
    this.reactor = reactor
    this.linkType = pcap.pcap_datalink(handle)
    this.stream = new DumpStream(pcap, handle)
    this.batch = new BatchColumns(this.linkType)
  }

  start(onBatch: (batch: PacketBatch) => void, onFailure: (failure: Failure) => void): void {
    this.onBatch = onBatch
    this.onFailure = onFailure
    this.watch = this.reactor.watch(this.pcap.pcap_get_selectable_fd(this.handle), 'read', () => this.wake())
  }

  drain(): number {
    // What comes while this works is for the next time: a flood faster than its listener would keep us here for ever.
    readRealtime(this.called)
    const { seconds, nanoseconds } = this.called
    let delivered = 0
    for (;;) {
      const taken = this.deliver()
      delivered += taken
      const stamped = (this.batch.seconds[taken - 1] ?? 0) - seconds
      if (taken < BATCH_CAPACITY || stamped > 0 || (stamped === 0 && (this.batch.nanoseconds[taken - 1] ?? 0) >= nanoseconds)) return delivered
    }
  }

  get restMs(): number {
    return this.pace.restMs
  }

  stats(): CaptureStats {
    if (!this.closed) this.pcap.pcap_stats(this.handle, this.statistics)
    const [received = 0, dropped = 0, droppedByInterface = 0] = this.statistics
    return { received, dropped, droppedByInterface }
  }

  close(): void {
    if (this.closed) return
    this.stats()
    this.closed = true
    clearTimeout(this.pause)
    this.watch?.dispose()
    this.stream.close()
    this.pcap.pcap_close(this.handle)
  }

  /** One batch at a wake-up, so that others get their turn; in a crowd all there is, and then a rest, so that wake-ups are worth their cost. */
  private wake(): void {
    const taken = this.pace.restMs === 0 ? this.deliver() : this.drain()
    if (this.closed) return
    const rest = this.pace.seen(taken, performance.now())
    if (rest === 0) {
      this.watch?.resume()
      return
    }
    // Nobody waits at the packet socket meanwhile: who sends has nobody to wake.
    this.watch?.pause()
    this.pause = setTimeout(() => this.wake(), rest)
  }

  /** @returns packets delivered, 0 after a failure */
  private deliver(): number {
    if (this.closed || this.onBatch === undefined) return 0
    const taken = this.stream.take(this.batch)
    if (taken > 0) this.onBatch(this.batch)
    if (taken < 0) this.end()
    return Math.max(0, taken)
  }

  private end(): void {
    const said = this.pcap.pcap_geterr(this.handle)
    this.close()
    this.onFailure?.({ code: 'stopped', reason: { kind: 'capture-ended', device: this.device }, said })
  }
}
