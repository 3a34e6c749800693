import koffi from 'koffi'

/** `pcap_t *`, `FILE *`, … */
export type Pointer = bigint

/** The functions of libpcap in use, as their manual pages have them (section 3pcap). */
export interface PcapCalls {
  pcap_lib_version(): string
  pcap_create(device: string, errbuf: Uint8Array): Pointer | null
  pcap_set_snaplen(handle: Pointer, bytes: number): number
  pcap_set_timeout(handle: Pointer, ms: number): number
  pcap_set_immediate_mode(handle: Pointer, on: number): number
  pcap_set_buffer_size(handle: Pointer, bytes: number): number
  pcap_set_tstamp_precision(handle: Pointer, precision: number): number
  pcap_activate(handle: Pointer): number
  pcap_statustostr(status: number): string
  pcap_geterr(handle: Pointer): string
  pcap_setnonblock(handle: Pointer, on: number, errbuf: Uint8Array): number
  pcap_get_selectable_fd(handle: Pointer): number
  pcap_fileno(handle: Pointer): number
  pcap_datalink(handle: Pointer): number
  pcap_compile(handle: Pointer, program: Uint8Array, filter: string, optimize: number, netmask: number): number
  pcap_setfilter(handle: Pointer, program: Uint8Array): number
  pcap_freecode(program: Uint8Array): void
  pcap_dump_fopen(handle: Pointer, file: Pointer): Pointer | null
  pcap_dump_close(dumper: Pointer): void
  pcap_dispatch(handle: Pointer, packets: number, callback: Pointer, user: Pointer): number
  pcap_stats(handle: Pointer, statistics: Uint32Array): number
  pcap_close(handle: Pointer): void
}

const DECLARATIONS: Readonly<Record<keyof PcapCalls, string>> = {
  pcap_lib_version: 'const char *pcap_lib_version(void)',
  pcap_create: 'void *pcap_create(const char *, void *)',
  pcap_set_snaplen: 'int pcap_set_snaplen(void *, int)',
  pcap_set_timeout: 'int pcap_set_timeout(void *, int)',
  pcap_set_immediate_mode: 'int pcap_set_immediate_mode(void *, int)',
  pcap_set_buffer_size: 'int pcap_set_buffer_size(void *, int)',
  pcap_set_tstamp_precision: 'int pcap_set_tstamp_precision(void *, int)',
  pcap_activate: 'int pcap_activate(void *)',
  pcap_statustostr: 'const char *pcap_statustostr(int)',
  pcap_geterr: 'const char *pcap_geterr(void *)',
  pcap_setnonblock: 'int pcap_setnonblock(void *, int, void *)',
  pcap_get_selectable_fd: 'int pcap_get_selectable_fd(void *)',
  pcap_fileno: 'int pcap_fileno(void *)',
  pcap_datalink: 'int pcap_datalink(void *)',
  pcap_compile: 'int pcap_compile(void *, void *, const char *, int, uint32_t)',
  pcap_setfilter: 'int pcap_setfilter(void *, void *)',
  pcap_freecode: 'void pcap_freecode(void *)',
  pcap_dump_fopen: 'void *pcap_dump_fopen(void *, void *)',
  pcap_dump_close: 'void pcap_dump_close(void *)',
  pcap_dispatch: 'int pcap_dispatch(void *, int, void *, void *)',
  pcap_stats: 'int pcap_stats(void *, void *)',
  pcap_close: 'void pcap_close(void *)'
}

/** The C library's streams in memory (open_memstream(3)). */
export interface StreamCalls {
  open_memstream(buffer: Pointer, size: Pointer): Pointer | null
  fflush(file: Pointer): number
  fseeko(file: Pointer, offset: number, whence: number): number
  calloc(count: number, size: number): Pointer | null
  free(memory: Pointer): void
  memcpy(to: Uint8Array | Uint32Array, from: Pointer, length: number): Pointer
}

const STREAM_DECLARATIONS: Readonly<Record<keyof StreamCalls, string>> = {
  open_memstream: 'void *open_memstream(void *, void *)',
  fflush: 'int fflush(void *)',
  fseeko: 'int fseeko(void *, long, int)',
  calloc: 'void *calloc(size_t, size_t)',
  free: 'void free(void *)',
  memcpy: 'void *memcpy(void *, const void *, size_t)'
}

export interface PcapLibrary extends PcapCalls, StreamCalls {
  /** The address of libpcap's own pcap_dump, a packet callback that writes to a dump file. */
  readonly pcap_dump: Pointer
}

/** Debian's name first, then everyone else's. */
const NAMES = ['libpcap.so.0.8', 'libpcap.so.1'] as const
let loaded: PcapLibrary | undefined

/** libpcap of this machine, loaded once; or what the loader said about each of its names. */
export function loadPcap(): { readonly library: PcapLibrary; readonly error?: never } | { readonly library?: never; readonly error: string } {
  if (loaded !== undefined) return { library: loaded }
  const errors: string[] = []
  for (const name of NAMES) {
    try {
      loaded = bind(name)
      return { library: loaded }
    } catch (error) {
      errors.push(`${name}: ${(error instanceof Error ? error.message : String(error)).replace(/^Failed to load shared library: /, '')}`)
    }
  }
  return { error: errors.join('; ') }
}

/** @throws when there is no such library, or it is too old */
function bind(name: string): PcapLibrary {
  const pcap = koffi.load(name)
  const libc = koffi.load(null)
  const functions = [
    ...Object.entries(DECLARATIONS).map(([key, declaration]) => [key, pcap.func(declaration)]),
    ...Object.entries(STREAM_DECLARATIONS).map(([key, declaration]) => [key, libc.func(declaration)])
  ]
  return { ...(Object.fromEntries(functions) as unknown as PcapCalls & StreamCalls), pcap_dump: pcap.symbol('pcap_dump') as Pointer }
}
