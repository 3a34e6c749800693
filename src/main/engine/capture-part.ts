import { ok, type Result } from '../../shared/base/result'
import { type CapturePart, type CapturePartRequest, PART_LIMITS, type PartConnection } from '../../shared/ipc/capture-part'
import type { SessionEvent, SessionResult } from '../../shared/model/events'
import type { End, TcpState } from '../../shared/tcp/state'
import { tellCapture } from './tell-capture'

/** Reads a capture once, front to back, and keeps one connection of it. Memory is that of the connection, PART_LIMITS at most. */
export async function capturePart({ conn, ...capture }: CapturePartRequest): Promise<Result<CapturePart>> {
  const kept = new KeptConnection(conn)
  let result: SessionResult | undefined
  const told = await tellCapture(capture, (event) => {
    if (event.type === 'result') result = event
    kept.take(event)
  })
  if (!told.ok) return told
  const { header, recording, connections: all } = told.value
  const connections: PartConnection[] = []
  for (const { id, client, server, packets } of all.summaries(kept.end)) {
    if (connections.length >= PART_LIMITS.connections) break
    connections.push({ id, client, server, packets })
  }
  const { id, events, left, end } = kept
  return ok({
    header, connections, total: all.count, conn: id, events, left, end, ...(recording === undefined ? {} : { recording }), ...(result === undefined ? {} : { result })
  })
}

class KeptConnection {
  readonly events: SessionEvent[] = []
  left = 0
  end = 0
  /** The connection that is kept, once it has been seen. */
  id: string | null = null
  private readonly sampled: Partial<Record<End, TcpState>> = {}

  constructor(private readonly wanted: string | undefined) {}

  take(event: SessionEvent): void {
    if (event.at > this.end) this.end = event.at
    switch (event.type) {
      case 'packet': case 'transition': case 'timer': return this.keep(event.conn, event)
      case 'api': return event.conn === null ? undefined : this.keep(event.conn, event)
      case 'sample': {
        // The kernel's first word for a state confirms it; a wait of a minute has hundreds of further ones.
        if (this.isOther(event.conn) || this.sampled[event.end] === event.state) return
        this.sampled[event.end] = event.state
        return this.keep(event.conn, event)
      }
      default: return
    }
  }

  private isOther(conn: string): boolean {
    return conn !== (this.id ?? this.wanted ?? conn)
  }

  private keep(conn: string, event: SessionEvent): void {
    if (this.isOther(conn)) return
    this.id = conn
    if (this.events.length < PART_LIMITS.events) this.events.push(event)
    else this.left++
  }
}
