import { IP, IPPROTO, SO, SOL_SOCKET, TCP } from '../native/libc'

/** What a socket is told before it is used. */
export interface SocketOptions {
  /** bind() may take an address that an old connection still holds (when its socket had the option, too). */
  readonly reuseAddress?: boolean
  readonly bindNoPort?: boolean
  /** connect() chooses from these ports (both included), as far as ip_local_port_range holds them; a kernel older than 6.3 does not know it. */
  readonly portRange?: PortRange
  /** s; below 0: no FIN-WAIT-2 after close(). */
  readonly finWait2Seconds?: number
  /** Bytes. */
  readonly receiveBuffer?: number
  readonly sendBuffer?: number
  readonly noDelay?: boolean
}

export type PortRange = readonly [lowest: number, highest: number]

/** What each is called, in setsockopt(2) and by strace(1). */
export const OPTIONS = [
  { option: 'reuseAddress', level: SOL_SOCKET, levelName: 'SOL_SOCKET', number: SO.reuseAddr, name: 'SO_REUSEADDR' },
  { option: 'bindNoPort', level: IPPROTO.ip, levelName: 'SOL_IP', number: IP.bindAddressNoPort, name: 'IP_BIND_ADDRESS_NO_PORT' },
  { option: 'portRange', level: IPPROTO.ip, levelName: 'SOL_IP', number: IP.localPortRange, name: 'IP_LOCAL_PORT_RANGE' },
  { option: 'finWait2Seconds', level: IPPROTO.tcp, levelName: 'SOL_TCP', number: TCP.linger2, name: 'TCP_LINGER2' },
  { option: 'receiveBuffer', level: SOL_SOCKET, levelName: 'SOL_SOCKET', number: SO.rcvbuf, name: 'SO_RCVBUF' },
  { option: 'sendBuffer', level: SOL_SOCKET, levelName: 'SOL_SOCKET', number: SO.sndbuf, name: 'SO_SNDBUF' },
  { option: 'noDelay', level: IPPROTO.tcp, levelName: 'SOL_TCP', number: TCP.nodelay, name: 'TCP_NODELAY' }
] as const satisfies readonly { readonly option: keyof SocketOptions; readonly [rest: string]: string | number }[]

/** The int that setsockopt(2) takes: of a range, the lowest port in the lower half (ip(7), IP_LOCAL_PORT_RANGE). */
export const optionValue = (wanted: number | boolean | PortRange): number => (typeof wanted === 'object' ? (wanted[0] | (wanted[1] << 16)) >>> 0 : Number(wanted))

/** Without these options all goes on, only slower: a kernel that does not know them is no reason to stop. */
export const isDispensable = (option: keyof SocketOptions): boolean => option === 'portRange'
