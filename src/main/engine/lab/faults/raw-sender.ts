import type { Errno } from '../../native/errno'
import { AF, IP, IPPROTO, libc, SO, SOCK, SOL_SOCKET, sys } from '../../native/libc'
import { encodeSockaddr } from '../../native/sockaddr'
import { setOption } from '../../native/sockets'
import { OWN_MARK } from './nft-rule'

/**
 * Sends whole IP packets through raw sockets (raw(7), IP_HDRINCL). They take the routing that TIME-WAIT on 127.0.0.1 needs, which a frame written to the interface does
 * not (its source would be a martian), and carry a mark by which the faults' own rules let them pass.
 */
export class RawSender {
  private readonly fds = new Map<number, number>()

  /** @param packet an IP packet with right checksums. @param to its destination's address in text. @returns null, or why it could not be sent */
  send(packet: Uint8Array, to: string): Errno | null {
    const family = to.includes(':') ? AF.inet6 : AF.inet
    const fd = this.fds.get(family) ?? this.open(family)
    if (typeof fd === 'string') return fd
    const address = encodeSockaddr(to, 0)
    return address === undefined ? 'EINVAL' : sys('sendto', fd, packet, packet.length, 0, address, address.length).errno
  }

  /** Safe to call twice. */
  dispose(): void {
    for (const fd of this.fds.values()) libc().close(fd)
    this.fds.clear()
  }

  private open(family: number): number | Errno {
    const { result, errno } = sys('socket', family, SOCK.raw | SOCK.cloexec, IPPROTO.raw)
    if (errno !== null) return errno
    const included = family === AF.inet ? setOption(result, IPPROTO.ip, IP.hdrincl, 1).errno : null
    const marked = included ?? setOption(result, SOL_SOCKET, SO.mark, OWN_MARK).errno
    if (marked !== null) {
      libc().close(result)
      return marked
    }
    this.fds.set(family, result)
    return result
  }
}
