import type { CaptureItem, Interface } from '../pcapng/items'
import { keepPackets, type PacketColumns } from '../pcapng/packet-columns'

/** How the interface of every recording of ours is described: `stamps: libpcap`. Whoever merges files leaves it so. */
export const OWN_DESCRIPTION = 'stamps: '
const isOwn = ({ description }: Interface): boolean => description?.startsWith(OWN_DESCRIPTION) === true

/**
 * Which of a file's packets belong to the recording in it. Another capture may have been merged into the file: its packets stand before the recording, behind it and between its blocks, on interfaces of
 * their own. Without a recording in the file all of them belong.
 */
export class OwnPart {
  /** Packets left out so far: those of another capture. */
  left = 0
  /** Of the section: whose each interface is. */
  private interfaces: boolean[] = []
  /** An interface of ours has been seen: on any other there is nothing of ours. */
  private known = false

  /** @param sessionAt where the recording's first entry begins, bytes from the start of the file (findSession); undefined when there is none */
  constructor(private readonly sessionAt: number | undefined) {}

  /** Of everything in the file, in its order. Packets that do not belong are taken out of their batch. @returns false when nothing is left of it */
  take(item: CaptureItem): boolean {
    if (this.sessionAt === undefined) return true
    if (item.kind === 'section') this.interfaces = []
    else if (item.kind === 'interface') {
      this.interfaces[item.id] = isOwn(item)
      this.known ||= isOwn(item)
    } else if (item.kind === 'packets' && item.batch.count > 0) return this.keep(item.batch, this.sessionAt)
    return true
  }

  /** Whether an interface that was just taken is that of the recording: the first of its section, where none says that it is. */
  describes(item: Interface): boolean {
    return isOwn(item) || (!this.known && item.id === 0)
  }

  private keep(batch: PacketColumns, sessionAt: number): boolean {
    const { interfaces } = this
    const before = batch.count
    // What is no packet ends a batch: all of it stands before the session, or all of it behind.
    if (batch.position + (batch.offsets[0] ?? 0) < sessionAt) {
      this.left += before
      return false
    }
    if (!this.known || interfaces.every((own) => own)) return true
    keepPackets(batch, (i) => interfaces[batch.interfaces[i] ?? 0] === true)
    this.left += before - batch.count
    return batch.count > 0
  }
}
