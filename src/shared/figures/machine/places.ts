import type { TcpState } from '../../tcp/state'

/**
 * RFC 9293 figure 5, laid out by hand for a window that is wider than high: time goes from left to right. Whoever closes first takes the upper way to TIME-WAIT,
 * the other one the lower. CLOSED stands twice, as it does in the figure: where every life begins and where it ends.
 */

/** Columns and rows of the grid; a box stands in the middle of its cell. */
export const GRID = { columns: 7, rows: 5 } as const

export type Place = TcpState | 'END'

/** The end of a life is CLOSED too. */
export const stateAt = (place: Place): TcpState => (place === 'END' ? 'CLOSED' : place)

export const BOXES: Readonly<Record<Place, readonly [column: number, row: number]>> = {
  CLOSED: [0, 2], LISTEN: [1, 1], 'SYN-SENT': [1, 3], 'SYN-RECEIVED': [2, 1], ESTABLISHED: [3, 2], 'FIN-WAIT-1': [4, 1], 'CLOSE-WAIT': [4, 3], 'FIN-WAIT-2': [5, 1],
  CLOSING: [5, 2], 'LAST-ACK': [5, 3], 'TIME-WAIT': [6, 1], END: [6, 3]
}

/** A point on the edge of a box: `along` goes from -1 to 1, left to right or top to bottom. */
export interface Port {
  readonly side: 'left' | 'right' | 'top' | 'bottom'
  readonly along: number
}

/** A turn on the way: it takes over the x or the y of what it names, and leaves the other as it was. */
export type Turn = { readonly x: number } | { readonly y: number } | 'to-x' | 'to-y'

export interface ArrowPlace {
  readonly from: Place
  readonly to: Place
  readonly leaves: Port
  readonly arrives: Port
  /** From the port it leaves to the port it arrives at. `x` and `y` in columns and rows; `to-x` and `to-y`: as far as the port it arrives at. */
  readonly turns?: readonly Turn[]
  /** What a person reads on it, and where: part of the longest stretch. */
  readonly label?: string
}

const left = (along = 0): Port => ({ side: 'left', along })
const right = (along = 0): Port => ({ side: 'right', along })
const top = (along = 0): Port => ({ side: 'top', along })
const bottom = (along = 0): Port => ({ side: 'bottom', along })

/** Above everything, and below: where a life is cut short. */
const ABOVE: readonly Turn[] = [{ y: 0.1 }, { x: 6.62 }, 'to-y']
const BELOW: readonly Turn[] = [{ y: 3.85 }, 'to-x']

export const ARROW_PLACES: readonly ArrowPlace[] = [
  { from: 'CLOSED', to: 'LISTEN', leaves: top(-0.5), arrives: left(-0.4), turns: ['to-y'], label: 'listen()' },
  { from: 'LISTEN', to: 'CLOSED', leaves: left(0.5), arrives: top(0.4), turns: ['to-x'] },
  { from: 'CLOSED', to: 'SYN-SENT', leaves: bottom(-0.5), arrives: left(0.4), turns: ['to-y'], label: 'connect()' },
  { from: 'SYN-SENT', to: 'CLOSED', leaves: left(-0.5), arrives: bottom(0.4), turns: ['to-x'] },
  { from: 'LISTEN', to: 'SYN-SENT', leaves: bottom(-0.4), arrives: top(-0.4) },
  { from: 'LISTEN', to: 'SYN-RECEIVED', leaves: right(-0.4), arrives: left(-0.4), label: 'SYN' },
  { from: 'SYN-RECEIVED', to: 'LISTEN', leaves: left(0.5), arrives: right(0.5) },
  { from: 'SYN-SENT', to: 'SYN-RECEIVED', leaves: top(0.4), arrives: bottom(-0.6), turns: [{ y: 2 }, 'to-x'], label: 'SYN' },
  { from: 'SYN-SENT', to: 'ESTABLISHED', leaves: right(), arrives: bottom(-0.5), turns: ['to-x'], label: 'SYN,ACK' },
  { from: 'SYN-RECEIVED', to: 'ESTABLISHED', leaves: bottom(0.3), arrives: left(), turns: ['to-y'], label: 'ACK' },
  { from: 'SYN-RECEIVED', to: 'FIN-WAIT-1', leaves: right(-0.4), arrives: left(-0.4), label: 'close()' },
  { from: 'SYN-RECEIVED', to: 'CLOSE-WAIT', leaves: bottom(-0.15), arrives: left(0.6), turns: ['to-y'] },
  { from: 'ESTABLISHED', to: 'FIN-WAIT-1', leaves: top(), arrives: left(0.45), turns: ['to-y'], label: 'close()' },
  { from: 'ESTABLISHED', to: 'CLOSE-WAIT', leaves: bottom(0.5), arrives: left(-0.3), turns: ['to-y'], label: 'FIN' },
  { from: 'FIN-WAIT-1', to: 'FIN-WAIT-2', leaves: right(), arrives: left(), label: 'ACK' },
  { from: 'FIN-WAIT-1', to: 'CLOSING', leaves: bottom(0.4), arrives: left(), turns: ['to-y'], label: 'FIN' },
  { from: 'FIN-WAIT-1', to: 'TIME-WAIT', leaves: top(0.5), arrives: top(-0.5), turns: [{ y: 0.4 }, 'to-x'] },
  { from: 'FIN-WAIT-2', to: 'TIME-WAIT', leaves: right(), arrives: left(), label: 'FIN' },
  { from: 'CLOSING', to: 'TIME-WAIT', leaves: right(-0.5), arrives: bottom(-0.6), turns: ['to-x'], label: 'ACK' },
  { from: 'CLOSE-WAIT', to: 'LAST-ACK', leaves: right(), arrives: left(), label: 'close()' },
  { from: 'LAST-ACK', to: 'END', leaves: right(), arrives: left(), label: 'ACK' },
  { from: 'TIME-WAIT', to: 'END', leaves: bottom(0.3), arrives: top(0.3), label: '60 s' },
  { from: 'SYN-RECEIVED', to: 'END', leaves: top(), arrives: right(), turns: ABOVE },
  { from: 'FIN-WAIT-1', to: 'END', leaves: top(-0.4), arrives: right(), turns: ABOVE },
  { from: 'FIN-WAIT-2', to: 'END', leaves: top(), arrives: right(), turns: ABOVE },
  { from: 'ESTABLISHED', to: 'END', leaves: bottom(), arrives: bottom(), turns: BELOW },
  { from: 'CLOSE-WAIT', to: 'END', leaves: bottom(), arrives: bottom(), turns: BELOW },
  { from: 'CLOSING', to: 'END', leaves: right(0.5), arrives: top(-0.6), turns: ['to-x'] }
]
