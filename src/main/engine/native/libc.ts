import koffi from 'koffi'
import { errnoName } from './errno'
import type { Errno } from './errno'

/** Memory handed to C: an array (its bytes are used in place), an address from `addressOf`, or NULL. */
export type Memory = Uint8Array | Uint32Array | Int32Array | BigUint64Array | bigint | null

/**
 * The C functions in use, as their manual pages have them (sections 2 and 3). `ssize_t` and `size_t` are numbers: no transfer here reaches 2^53.
 * Layouts behind Memory are those of 64-bit little-endian Linux (x86-64, arm64, riscv64).
 */
export interface LibcCalls {
  socket(domain: number, type: number, protocol: number): number
  bind(fd: number, address: Memory, length: number): number
  listen(fd: number, backlog: number): number
  accept4(fd: number, address: Memory, length: Memory, flags: number): number
  connect(fd: number, address: Memory, length: number): number
  send(fd: number, bytes: Memory, length: number, flags: number): number
  recv(fd: number, bytes: Memory, length: number, flags: number): number
  sendto(fd: number, bytes: Memory, length: number, flags: number, address: Memory, addressLength: number): number
  recvmsg(fd: number, message: Memory, flags: number): number
  shutdown(fd: number, how: number): number
  close(fd: number): number
  read(fd: number, bytes: Memory, length: number): number
  write(fd: number, bytes: Memory, length: number): number
  setsockopt(fd: number, level: number, option: number, value: Memory, length: number): number
  getsockopt(fd: number, level: number, option: number, value: Memory, length: Memory): number
  getsockname(fd: number, address: Memory, length: Memory): number
  getpeername(fd: number, address: Memory, length: Memory): number
  fcntl(fd: number, command: number, argument: number): number
  ioctl(fd: number, request: number, argument: Memory): number
  getrlimit(resource: number, limit: Memory): number
  setrlimit(resource: number, limit: Memory): number
  clock_gettime(clock: number, time: Memory): number
  clock_getres(clock: number, time: Memory): number
  epoll_create1(flags: number): number
  epoll_ctl(epoll: number, operation: number, fd: number, event: Memory): number
  epoll_wait(epoll: number, events: Memory, count: number, timeoutMs: number): number
  poll(descriptors: Memory, count: number, timeoutMs: number): number
  prctl(option: number, a: number, b: number, c: number, d: number): number
  inet_pton(family: number, text: string, address: Memory): number
  waitpid(pid: number, status: Memory, options: number): number
}

const DECLARATIONS: Readonly<Record<keyof LibcCalls, string>> = {
  socket: 'int socket(int, int, int)',
  bind: 'int bind(int, const void *, uint32_t)',
  listen: 'int listen(int, int)',
  accept4: 'int accept4(int, void *, void *, int)',
  connect: 'int connect(int, const void *, uint32_t)',
  send: 'long send(int, const void *, size_t, int)',
  recv: 'long recv(int, void *, size_t, int)',
  sendto: 'long sendto(int, const void *, size_t, int, const void *, uint32_t)',
  recvmsg: 'long recvmsg(int, void *, int)',
  shutdown: 'int shutdown(int, int)',
  close: 'int close(int)',
  read: 'long read(int, void *, size_t)',
  write: 'long write(int, const void *, size_t)',
  setsockopt: 'int setsockopt(int, int, int, const void *, uint32_t)',
  getsockopt: 'int getsockopt(int, int, int, void *, void *)',
  getsockname: 'int getsockname(int, void *, void *)',
  getpeername: 'int getpeername(int, void *, void *)',
  fcntl: 'int fcntl(int, int, long)',
  ioctl: 'int ioctl(int, ulong, void *)',
  getrlimit: 'int getrlimit(int, void *)',
  setrlimit: 'int setrlimit(int, const void *)',
  clock_gettime: 'int clock_gettime(int, void *)',
  clock_getres: 'int clock_getres(int, void *)',
  epoll_create1: 'int epoll_create1(int)',
  epoll_ctl: 'int epoll_ctl(int, int, int, void *)',
  epoll_wait: 'int epoll_wait(int, void *, int, int)',
  poll: 'int poll(void *, ulong, int)',
  prctl: 'int prctl(int, ulong, ulong, ulong, ulong)',
  inet_pton: 'int inet_pton(int, const char *, void *)',
  waitpid: 'int waitpid(int, void *, int)'
}

let calls: LibcCalls | undefined

/**
 * The bound functions themselves, for hot paths that need no errno. The first call binds them: merely importing this file works on any system.
 * @throws when the C library of this system lacks one of them (it is not Linux)
 */
export function libc(): LibcCalls {
  if (calls !== undefined) return calls
  const library = koffi.load(null)
  const bound = Object.fromEntries(Object.entries(DECLARATIONS).map(([name, declaration]) => [name, library.func(declaration)]))
  calls = bound as unknown as LibcCalls
  return calls
}

/** What a system call returned. `errno` is null unless `result` is -1. */
export interface SysResult {
  readonly result: number
  readonly errno: Errno | null
}

/**
 * Makes a system call and reads errno as the very next step: anything between the two (even a timer's callback) may change it.
 * @example const { result, errno } = sys('connect', fd, address, address.length)  // -1, 'EINPROGRESS'
 */
export function sys<Name extends keyof LibcCalls>(name: Name, ...args: Parameters<LibcCalls[Name]>): SysResult {
  const call = (calls ?? libc())[name] as (...args: Parameters<LibcCalls[Name]>) => number
  const result = call(...args)
  return result === -1 ? { result, errno: errnoName(koffi.errno()) } : { result, errno: null }
}

/** Address of an array's first byte, for structures that hold pointers. The caller keeps the array alive while C uses it. */
export const addressOf = (bytes: Uint8Array): bigint => koffi.address(bytes)

export const AF = { inet: 2, inet6: 10, netlink: 16, packet: 17 } as const
export const SOCK = { stream: 1, dgram: 2, raw: 3, nonblock: 0o4000, cloexec: 0o2000000 } as const
export const IPPROTO = { ip: 0, tcp: 6, ipv6: 41, raw: 255 } as const
export const SOL_SOCKET = 1
/** asm-generic/socket.h */
export const SO = { reuseAddr: 2, error: 4, sndbuf: 7, rcvbuf: 8, linger: 13, reusePort: 15, rcvTimeo: 20, rcvbufForce: 33, mark: 36 } as const
/** linux/tcp.h */
export const TCP = { nodelay: 1, maxSeg: 2, linger2: 8, info: 11, quickAck: 12, repair: 19, repairQueue: 20, queueSeq: 21, repairOptions: 22, timestamp: 24, repairWindow: 29 } as const
export const IP = { hdrincl: 3, bindAddressNoPort: 24, localPortRange: 51 } as const
export const SHUT = { read: 0, write: 1, both: 2 } as const
export const MSG = { peek: 0x2, dontWait: 0x40, trunc: 0x20, noSignal: 0x4000 } as const
/** sys/wait.h */
export const WNOHANG = 1
/** linux/prctl.h */
export const PR_SET_CHILD_SUBREAPER = 36
export const CLOCK = { realtime: 0, monotonic: 1, realtimeCoarse: 5, boottime: 7 } as const
