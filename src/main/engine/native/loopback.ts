import { AF, libc, SOCK, sys } from './libc'
import type { SysResult } from './libc'

/** linux/sockios.h, linux/if.h: struct ifreq { char name[16]; i16 flags; … } of 40 bytes */
const SIOCGIFFLAGS = 0x8913
const SIOCSIFFLAGS = 0x8914
const IFF_UP = 1
const IFREQ_BYTES = 40
const FLAGS = 16

/** Brings `lo` of this network namespace up (a new namespace has it down). EPERM without CAP_NET_ADMIN; no harm when it is up. */
export function raiseLoopback(): SysResult {
  const socket = sys('socket', AF.inet, SOCK.dgram | SOCK.cloexec, 0)
  if (socket.errno !== null) return socket
  const request = Buffer.alloc(IFREQ_BYTES)
  request.write('lo')
  const read = sys('ioctl', socket.result, SIOCGIFFLAGS, request)
  request.writeUInt16LE(request.readUInt16LE(FLAGS) | IFF_UP, FLAGS)
  const written = read.errno === null ? sys('ioctl', socket.result, SIOCSIFFLAGS, request) : read
  libc().close(socket.result)
  return written
}
