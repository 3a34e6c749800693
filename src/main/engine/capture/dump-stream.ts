import { assert } from '../../../shared/base/assert'
import type { BatchColumns } from './batch-columns'
import { BATCH_CAPACITY } from './batch-columns'
import type { PcapLibrary, Pointer } from './pcap-library'

const SEEK_SET = 0
/** struct pcap_sf_pkthdr { i32 seconds; i32 nanoseconds; u32 caplen; u32 len }, in the machine's byte order */
const RECORD = { seconds: 0, fraction: 4, capturedLength: 8, length: 12, bytes: 16 } as const
const FIRST_SLAB = 1 << 20

/**
 * Takes packets out of libpcap a batch at a time: libpcap's own pcap_dump writes them, as to a capture file, into a stream in memory, and the stream's
 * buffer is copied out in one piece. No call from C into JavaScript, no call for each packet.
 */
export class DumpStream {
  private readonly pcap: PcapLibrary
  private readonly handle: Pointer
  private readonly file: Pointer
  private readonly dumper: Pointer
  /** Where open_memstream keeps the buffer's address and its size: char *, size_t. */
  private readonly cells: Pointer
  private readonly cellWords = new Uint32Array(4)
  private slab = new Uint8Array(FIRST_SLAB)
  private view = new DataView(this.slab.buffer)

  /** @param handle activated, with nanosecond stamps */
  constructor(pcap: PcapLibrary, handle: Pointer) {
    this.pcap = pcap
    this.handle = handle
    const cells = pcap.calloc(2, 8)
    assert(cells !== null, 'out of memory')
    const file = pcap.open_memstream(cells, cells + 8n)
    assert(file !== null, 'open_memstream: out of memory')
    const dumper = pcap.pcap_dump_fopen(handle, file)
    assert(dumper !== null, `pcap_dump_fopen: ${pcap.pcap_geterr(handle)}`)
    this.cells = cells
    this.file = file
    this.dumper = dumper
    // pcap_dump_fopen wrote a file header (pcap-savefile(5)); the first batch overwrites it.
    pcap.fflush(file)
    pcap.fseeko(file, 0, SEEK_SET)
  }

  /**
   * Moves what libpcap holds right now into the batch, at most BATCH_CAPACITY packets, without waiting.
   * @returns how many; negative: libpcap's error
   */
  take(batch: BatchColumns): number {
    const { pcap } = this
    const taken = pcap.pcap_dispatch(this.handle, BATCH_CAPACITY, pcap.pcap_dump, this.dumper)
    batch.count = 0
    if (taken <= 0) return taken
    pcap.fflush(this.file)
    pcap.memcpy(this.cellWords, this.cells, 16)
    const [low = 0, high = 0, size = 0] = this.cellWords
    this.copy((BigInt(high) << 32n) | BigInt(low), size)
    pcap.fseeko(this.file, 0, SEEK_SET)
    this.parse(batch, size)
    return batch.count
  }

  /** Frees the stream; before the handle is closed. */
  close(): void {
    const { pcap } = this
    pcap.pcap_dump_close(this.dumper)
    pcap.memcpy(this.cellWords, this.cells, 16)
    const [low = 0, high = 0] = this.cellWords
    pcap.free((BigInt(high) << 32n) | BigInt(low))
    pcap.free(this.cells)
  }

  private copy(from: Pointer, size: number): void {
    if (size > this.slab.length) {
      this.slab = new Uint8Array(2 * size)
      this.view = new DataView(this.slab.buffer)
    }
    this.pcap.memcpy(this.slab, from, size)
  }

  private parse(batch: BatchColumns, size: number): void {
    const { view } = this
    let count = 0
    for (let offset = 0; offset + RECORD.bytes <= size && count < BATCH_CAPACITY; count++) {
      const capturedLength = view.getUint32(offset + RECORD.capturedLength, true)
      const start = offset + RECORD.bytes
      assert(start + capturedLength <= size, `packet of ${capturedLength} bytes at ${offset} of ${size}`)
      batch.seconds[count] = view.getUint32(offset + RECORD.seconds, true)
      batch.nanoseconds[count] = view.getUint32(offset + RECORD.fraction, true)
      batch.capturedLengths[count] = capturedLength
      batch.lengths[count] = view.getUint32(offset + RECORD.length, true)
      batch.offsets[count] = start
      offset = start + capturedLength
    }
    batch.bytes = this.slab
    batch.count = count
  }
}
