import type { Result } from '../base/result'
import type { PacketFrame } from './packet-frame'

/** What the window asks about single packets. */
export interface LabPacket {
  /** The captured bytes of a packet of the session, described; as long as the session keeps them. */
  packetFrame(n: number): Promise<Result<PacketFrame>>
}
