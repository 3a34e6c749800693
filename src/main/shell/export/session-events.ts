import { Buffer } from 'node:buffer'
import { fail, type Result } from '../../../shared/base/result'
import type { CaptureNamed } from '../../../shared/ipc/capture-named'
import type { EngineNotifications, Language } from '../../../shared/ipc/engine'
import type { SessionEvent, SessionResult } from '../../../shared/model/events'
import type { EngineProcess, startEngine } from '../../engine-host'
import type { Installation } from '../../engine-host'

/** What reading a file needs of the shell around it. */
export interface FileReading {
  readonly installation: Installation
  readonly startEngine: typeof startEngine
  readonly language: Language
  readonly onProgress?: EngineNotifications['progress']
  /** Something that does not end the reading. */
  readonly onTrouble?: EngineNotifications['trouble']
  /** Ends the work: the engine is ended with it. */
  readonly signal?: AbortSignal
}

/**
 * Reads a recording or a foreign capture through an engine of its own.
 * @param take called for each event in order; the engine waits until it is fulfilled
 * @returns what the file says at its end; unreadable-file, not-a-capture, stopped …
 */
export function readFileEvents({ file, session }: CaptureNamed, reading: FileReading, take: (event: SessionEvent) => Promise<void> | void): Promise<Result<SessionResult>> {
  return withFileEngine(reading, async (bytes) => {
    for (const line of Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString().split('\n')) {
      // Whole lines, as our own engine wrote them.
      if (line !== '') await take(JSON.parse(line) as SessionEvent)
    }
  }, async (engine) => {
    const opened = await engine.call((e) => e.open({ mode: 'file', source: 'none', language: reading.language, file, session }))
    if (!opened.ok) return opened
    const read = await engine.call((e) => e.read())
    if (!read.ok) return read
    return engine.call((e) => e.close())
  })
}

/** An engine for a file, for as long as the work takes. Events are handed on one batch after the other. */
export async function withFileEngine<T>(reading: FileReading, onEvents: (jsonLines: Uint8Array) => Promise<void>, work: (engine: EngineProcess) => Promise<Result<T>>): Promise<Result<T>> {
  let turn: Promise<void> = Promise.resolve()
  const started = await reading.startEngine({
    installation: reading.installation, mode: 'file', onEvents: (jsonLines) => (turn = turn.then(() => onEvents(jsonLines))),
    notifications: { progress: reading.onProgress ?? (() => undefined), trouble: reading.onTrouble ?? (() => undefined) }
  })
  if (!started.ok) return started
  const engine = started.value
  const abort = (): void => void engine.dispose()
  reading.signal?.addEventListener('abort', abort, { once: true })
  try {
    const done = await work(engine)
    await engine.drained()
    await turn
    return reading.signal?.aborted === true ? fail('stopped') : done
  } finally {
    reading.signal?.removeEventListener('abort', abort)
    await engine.dispose()
  }
}

