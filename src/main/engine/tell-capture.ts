import { ok, type Result } from '../../shared/base/result'
import type { CaptureNamed } from '../../shared/ipc/capture-named'
import type { ConnectionSummaries } from '../../shared/model/connection-summaries'
import type { RecordingRead, SessionEvent, SessionHeader } from '../../shared/model/events'
import { openReplay } from './open-replay'
import { EventStream } from './stream'

export interface ToldCapture {
  readonly header: SessionHeader
  /** What a recording says about itself; undefined for a foreign capture. */
  readonly recording: RecordingRead | undefined
  readonly connections: ConnectionSummaries
  /** The session came to its end: its result is in the file. */
  readonly ended: boolean
}

const NOBODY_WAITS = { pressure: () => Promise.resolve(), release: () => undefined }

/**
 * A capture told as a session from beginning to end to somebody in this process; the shell hears nothing of it.
 * @param take called for each event in order, a recorded result last
 */
export async function tellCapture(capture: CaptureNamed, take: (event: SessionEvent) => void, onProgress: (done: number, total: number) => void = () => undefined): Promise<Result<ToldCapture>> {
  const stream = new EventStream(undefined, () => undefined)
  stream.listen(take)
  const replay = await openReplay(capture, { stream, outbox: NOBODY_WAITS, onProgress })
  if (!replay.ok) return replay
  const read = await replay.value.read()
  if (!read.ok) return read
  const { header, recordedResult, recording } = replay.value
  if (recordedResult !== undefined) take(recordedResult)
  return ok({ header, recording, connections: stream.connections, ended: recordedResult !== undefined })
}
