import { ok, type Result } from '../../../shared/base/result'
import type { KeptRecording } from '../../../shared/ipc/lab'
import type { RecordingSummary } from '../../../shared/ipc/recording-summary'
import type { EngineProcess } from '../../engine-host'

/** Recordings of which the summary is remembered. */
const MOST = 1_000

/** What is in each recording of a list: read once for each change of the file, by an engine that is started only when there is something to read. */
export class Summaries {
  private readonly known = new Map<string, RecordingSummary | null>()

  constructor(private readonly engine: () => Promise<Result<Pick<EngineProcess, 'call' | 'dispose'>>>) {}

  async of(recordings: readonly KeptRecording[]): Promise<readonly KeptRecording[]> {
    const unread = recordings.filter((recording) => !this.known.has(nameOf(recording))).slice(0, MOST)
    if (unread.length > 0) await this.read(unread)
    return recordings.map((recording) => {
      const summary = this.known.get(nameOf(recording)) ?? null
      return summary === null ? recording : { ...recording, summary }
    })
  }

  private async read(unread: readonly KeptRecording[]): Promise<void> {
    const engine = await this.engine()
    // A list without its details is a list still.
    if (!engine.ok) return
    try {
      const read = await engine.value.call(async (remote) => ok(await remote.summarise(unread.map(({ path }) => path))))
      if (!read.ok) return
      unread.forEach((recording, i) => this.remember(nameOf(recording), read.value[i] ?? null))
    } finally {
      await engine.value.dispose()
    }
  }

  private remember(name: string, summary: RecordingSummary | null): void {
    this.known.set(name, summary)
    for (const oldest of this.known.keys()) {
      if (this.known.size <= MOST) break
      this.known.delete(oldest)
    }
  }
}

/** A file that has changed is another one. */
const nameOf = ({ path, bytes, changed }: KeptRecording): string => `${path} ${bytes} ${changed}`
