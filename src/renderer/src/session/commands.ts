import { parseEndpoint } from '../../../shared/model/endpoint'
import type { End, TcpState } from '../../../shared/tcp/state'

/** What a person selected, as far as commands ask for it. */
export interface CommandSubject {
  readonly client: string
  readonly server: string
  readonly end: End
  /** The state of that end now. */
  readonly state: TcpState | undefined
  readonly packet: { readonly from: End; readonly flags: string; readonly len: number } | null
}

/** One for each tool; ready to be pasted into a shell. */
export interface TypedCommand {
  readonly tool: 'ss' | 'tcpdump' | 'nft'
  readonly command: string
}

/** Flags that tell a segment from its neighbours; every segment but the first has ACK. */
const TELLING = ['SYN', 'FIN', 'RST'] as const

/** What to type to see the selected end, connection or segment with the usual tools, and to lose it. Needs no name service and changes nothing unless it is nft's. */
export function commandsFor({ client, server, end, state, packet }: CommandSubject): readonly TypedCommand[] {
  const ports = { client: parseEndpoint(client)?.port, server: parseEndpoint(server)?.port }
  if (ports.client === undefined || ports.server === undefined) return []
  const [local, remote] = end === 'client' ? [ports.client, ports.server] : [ports.server, ports.client]
  const commands: TypedCommand[] = [
    { tool: 'ss', command: `ss -tanoe${state === 'TIME-WAIT' ? ' state time-wait' : ''} 'sport = :${local} and dport = :${remote}'` }
  ]
  if (packet === null) return [...commands, { tool: 'tcpdump', command: `tcpdump -ni lo 'tcp port ${ports.client} and tcp port ${ports.server}'` }]
  const [source, destination] = packet.from === 'client' ? [ports.client, ports.server] : [ports.server, ports.client]
  const flags = TELLING.filter((flag) => packet.flags.split(',').includes(flag)).map((flag) => flag.toLowerCase())
  const bits = flags.length === 0 ? '' : ` and tcp[tcpflags] & (${flags.map((flag) => `tcp-${flag}`).join('|')}) != 0`
  const match = flags.length === 0 ? (packet.len > 0 ? ' tcp flags & psh == psh' : ' tcp flags == ack') : ` tcp flags & (${flags.join('|')}) == ${flags.join('|')}`
  const rule = `add rule inet look in tcp sport ${source} tcp dport ${destination}${match} counter drop`
  return [
    ...commands, { tool: 'tcpdump', command: `tcpdump -ni lo 'tcp src port ${source} and tcp dst port ${destination}${bits}'` },
    { tool: 'nft', command: `nft 'add table inet look; add chain inet look in { type filter hook input priority 0; }; ${rule}'` }
  ]
}
