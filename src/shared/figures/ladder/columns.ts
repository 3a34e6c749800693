/** Where things stand across a ladder. px */
export interface LadderColumns {
  readonly width: number
  /** Right edge of the instants. */
  readonly time: number
  /** Middle of each lane. */
  readonly client: number
  readonly server: number
  /** Room beside each lane, for calls and states. */
  readonly side: number
}

/** Below it, texts are cut to nothing. */
export const LEAST_WIDTH = 340
/** `65039.652137`: a session lasts no day. */
const TIME = 80
const LEAST_SIDE = 64
const MOST_SIDE = 210
/** Room for `SYN ACK seq 0 ack 1` between the lanes, kept before the sides grow. */
const MIDDLE = 176
export const LANE = 12

export function ladderColumns(wanted: number): LadderColumns {
  const width = Math.max(LEAST_WIDTH, wanted)
  const side = Math.min(MOST_SIDE, Math.max(LEAST_SIDE, (width - TIME - 2 * LANE - MIDDLE) / 2))
  return { width, time: TIME - 8, client: TIME + side + LANE / 2, server: width - side - LANE / 2, side }
}
