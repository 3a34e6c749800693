import { Session } from '../../../../src/main/engine/session'
import type { Failure, Result } from '../../../../src/shared/base/result'
import type { Telling } from '../../../../src/shared/ipc/engine'
import type { SessionEvent, SessionResult } from '../../../../src/shared/model/events'

export interface FakeShell {
  /** Whether it takes what it is told. @default always */
  readonly taking?: () => boolean
  /** @default throws: a file that is read in peace has no trouble */
  readonly onTrouble?: (failure: Failure) => void
}

const throwIt = (failure: Failure): never => { throw new Error(JSON.stringify(failure)) }

/** A session of its own in this process. */
export function fileSession({ taking = () => true, onTrouble = throwIt }: FakeShell = {}): { readonly session: Session; readonly events: SessionEvent[]; readonly batches: Uint8Array[] } {
  const events: SessionEvent[] = []
  const batches: Uint8Array[] = []
  const session: Session = new Session({
    notify: { progress: () => undefined, programEnded: () => undefined, terminalOutput: () => undefined, terminalEnded: () => undefined, trouble: onTrouble },
    sendEvents: (jsonLines) => {
      for (const line of Buffer.from(jsonLines).toString().trimEnd().split('\n')) events.push(JSON.parse(line) as SessionEvent)
      if (taking()) queueMicrotask(() => void session.acknowledge(1))
    },
    sendBatch: (bytes) => {
      batches.push(bytes.slice())
      if (taking()) queueMicrotask(() => void session.acknowledge(1))
    },
    flushed: () => Promise.resolve()
  })
  return { session, events, batches }
}

export const openFile = (session: Session, file: string, telling: Telling = 'lines'): ReturnType<Session['open']> => session.open({ mode: 'file', source: 'none', language: 'en', file, telling })

export interface Outcome {
  readonly session: Session
  readonly events: readonly SessionEvent[]
  /** Of opening it, of reading it, or what the session came to. */
  readonly end: Result<SessionResult>
}

/** The file through a whole session: opened, read to its end, closed. */
export async function openAndRead(path: string): Promise<Outcome> {
  const { session, events } = fileSession()
  const opened = await openFile(session, path)
  if (!opened.ok) return { session, events, end: opened }
  const read = await session.read()
  const closed = await session.close()
  return { session, events, end: read.ok ? closed : read }
}
