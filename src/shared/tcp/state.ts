/** The states of RFC 9293 section 3.3.2, in its spelling. Translate at the border only. */
export const TCP_STATES = [
  'CLOSED', 'LISTEN', 'SYN-SENT', 'SYN-RECEIVED', 'ESTABLISHED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'CLOSE-WAIT', 'CLOSING', 'LAST-ACK', 'TIME-WAIT'
] as const
export type TcpState = (typeof TCP_STATES)[number]

/** A state's place among TCP_STATES. The words are compared one after the other: for eleven that takes a third of looking one up in a map. */
export function stateNumber(state: TcpState): number {
  let number = 0
  while (number < TCP_STATES.length && TCP_STATES[number] !== state) number++
  return number
}

/** Linux's number of each state (include/net/tcp_states.h). TCP_NEW_SYN_RECV (12) is a SYN-RECEIVED request socket. */
const KERNEL_STATES: readonly (TcpState | undefined)[] = [
  undefined, 'ESTABLISHED', 'SYN-SENT', 'SYN-RECEIVED', 'FIN-WAIT-1', 'FIN-WAIT-2', 'TIME-WAIT', 'CLOSED', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN',
  'CLOSING', 'SYN-RECEIVED'
]

/** @returns the state for a kernel number, or undefined for one this program does not know. */
export const fromKernelState = (number: number): TcpState | undefined => KERNEL_STATES[number]

/** What `ss` prints for a state (iproute2 misc/ss.c, sstate_name). */
export const SS_NAMES: Readonly<Record<TcpState, string>> = {
  CLOSED: 'UNCONN', LISTEN: 'LISTEN', 'SYN-SENT': 'SYN-SENT', 'SYN-RECEIVED': 'SYN-RECV', ESTABLISHED: 'ESTAB', 'FIN-WAIT-1': 'FIN-WAIT-1',
  'FIN-WAIT-2': 'FIN-WAIT-2', 'CLOSE-WAIT': 'CLOSE-WAIT', CLOSING: 'CLOSING', 'LAST-ACK': 'LAST-ACK', 'TIME-WAIT': 'TIME-WAIT'
}
const BY_SS_NAME: ReadonlyMap<string, TcpState> = new Map(TCP_STATES.map((state) => [SS_NAMES[state], state]))
export const fromSsName = (name: string): TcpState | undefined => BY_SS_NAME.get(name)

/** The two ends of a connection: `client` did the active OPEN (sent the first SYN), `server` the passive one. */
export const ENDS = ['client', 'server'] as const
export type End = (typeof ENDS)[number]
export const otherEnd = (end: End): End => (end === 'client' ? 'server' : 'client')
