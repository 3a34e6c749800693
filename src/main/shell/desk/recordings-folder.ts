import { randomUUID } from 'node:crypto'
import { link, lstat, mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../../shared/base/result'
import { errorCode, systemReason } from '../../../shared/base/system-error'
import type { KeptRecording } from '../../../shared/ipc/lab'
import { dataPath } from './data-path'

/** With the number of the shell's process, where it was written by one that names it. */
const SESSION_FILE = /^\.session-(?:p([1-9][0-9]{0,9})-)?[0-9a-f-]+\.pcapng$/
/** Another name of a session file, for a window that looks on. */
const VIEW_FILE = /^\.view-p([1-9][0-9]{0,9})-[0-9a-f-]+\.pcapng$/
const KEPT_FILE = /^[^./\\\0][^/\\\0]*\.pcapng$/
/** A session file that nobody has written to for so long belongs to a shell that was killed. */
const LEFTOVER_MS = 7 * 24 * 60 * 60 * 1000
/** A session file of a shell that is gone is taken for torn when nobody has written to it for so long: its engine may have been at its last block. */
const TORN_MS = 5_000
/** Names tried before giving up: more than a folder gets within one second. */
const NAME_TRIES = 1000

/** `$TWLAB_RECORDINGS`, else `$XDG_DATA_HOME/timewait-lab/recordings`, else `~/.local/share/timewait-lab/recordings`. Relative values are ignored, as XDG asks. */
export function recordingsPath(env: Readonly<Record<string, string | undefined>>, home: string = homedir()): string {
  return dataPath('recordings', env, home, 'TWLAB_RECORDINGS')
}

/**
 * The folder of recordings: kept ones under names people see, and one hidden file for each session that runs.
 * A window names a recording only by its file name in here; anything that is not exactly such a name does not exist.
 */
export class RecordingsFolder {
  /** Names that torn recordings got from here. */
  private readonly recovered = new Set<string>()

  constructor(readonly path: string) {}

  /** Makes the folder (mode 0700: recordings show a person's programs) and removes hidden files of shells that were killed long ago. */
  async prepare(): Promise<Result<null>> {
    try {
      await mkdir(this.path, { recursive: true, mode: 0o700 })
      await this.sweep(Date.now() - LEFTOVER_MS)
      return ok(null)
    } catch (error) {
      return cannotWrite(this.path, error)
    }
  }

  /** Where a new session is written; nothing is created. */
  sessionFile(): string {
    return join(this.path, `.session-p${process.pid}-${randomUUID()}.pcapng`)
  }

  /** Newest first; torn recordings of shells that were killed are among them, as `recovered-…`. A folder that does not exist holds none. */
  async list(): Promise<readonly KeptRecording[]> {
    await this.recover(Date.now() - TORN_MS)
    const names = (await namesIn(this.path)).filter((name) => KEPT_FILE.test(name))
    const kept = await Promise.all(names.map((name) => this.describe(name)))
    return kept.filter((recording) => recording !== undefined).sort((a, b) => (a.changed < b.changed ? 1 : -1))
  }

  /** @returns undefined when the name is not that of a kept recording in this folder */
  async find(name: string): Promise<KeptRecording | undefined> {
    return KEPT_FILE.test(name) && (await namesIn(this.path)).includes(name) ? this.describe(name) : undefined
  }

  /** Gives a finished session file its name: `stem-2026-11-22-100000.pcapng`, with `-2`, `-3` … while that exists. Never overwrites. */
  async keep(sessionFile: string, stem: string, now: Date): Promise<Result<KeptRecording>> {
    try {
      for (const name of candidateNames(stem, now)) {
        if (!(await this.reserve(name))) continue
        await this.moveOver(sessionFile, join(this.path, name))
        return await this.named(name)
      }
      return fail('file-exists', { reason: { kind: 'recordings-of-this-second', folder: this.path, count: NAME_TRIES } })
    } catch (error) {
      return cannotWrite(this.path, error)
    }
  }

  /** The same while the engine still writes: it does the renaming, and refuses an existing name with `file-exists`. */
  async keepThrough(move: (path: string) => Promise<Result<null>>, stem: string, now: Date): Promise<Result<KeptRecording>> {
    for (const name of candidateNames(stem, now)) {
      const moved = await move(join(this.path, name))
      if (moved.ok) return this.named(name)
      if (moved.error.code !== 'file-exists') return moved
    }
    return fail('file-exists', { reason: { kind: 'recordings-of-this-second', folder: this.path, count: NAME_TRIES } })
  }

  /** Another name of a session's file, for a window that reads it while it grows: there until it is discarded, whatever becomes of the file's own name. */
  async view(sessionFile: string): Promise<Result<string>> {
    const path = join(this.path, `.view-p${process.pid}-${randomUUID()}.pcapng`)
    try {
      await link(sessionFile, path)
      return ok(path)
    } catch (error) {
      return cannotWrite(this.path, error)
    }
  }

  async discard(sessionFile: string): Promise<void> {
    await rm(sessionFile, { force: true })
  }

  /** @param placeholder our own, empty: gone again when the move fails */
  private async moveOver(sessionFile: string, placeholder: string): Promise<void> {
    try {
      await rename(sessionFile, placeholder)
    } catch (error) {
      await rm(placeholder, { force: true })
      throw error
    }
  }

  private async named(name: string): Promise<Result<KeptRecording>> {
    const recording = await this.describe(name)
    return recording ? ok(recording) : fail('cannot-write', { reason: { kind: 'vanished-as-kept', file: join(this.path, name) } })
  }

  private async describe(name: string): Promise<KeptRecording | undefined> {
    const path = join(this.path, name)
    const found = await stat(path).catch(() => undefined)
    if (found?.isFile() !== true) return undefined
    return { name, path, bytes: found.size, changed: found.mtime.toISOString(), ...(this.recovered.has(name) ? { recovered: true as const } : {}) }
  }

  /** @returns false when the name is taken */
  private async reserve(name: string): Promise<boolean> {
    try {
      await (await open(join(this.path, name), 'wx', 0o600)).close()
      return true
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false
      throw error
    }
  }

  /** Gives names to the session files of shells that are gone, and takes away the second names they had. */
  private async recover(before: number): Promise<void> {
    for (const name of await namesIn(this.path)) {
      const viewer = Number(VIEW_FILE.exec(name)?.[1] ?? 0)
      if (viewer !== 0 && !isRunning(viewer)) await rm(join(this.path, name), { force: true })
      const pid = Number(SESSION_FILE.exec(name)?.[1] ?? 0)
      if (pid === 0 || isRunning(pid)) continue
      const file = join(this.path, name)
      const found = await lstat(file).catch(() => undefined)
      // Another shell may be doing the same: what it has taken is not there any more, and that is no failure.
      if (found?.isFile() !== true || found.mtimeMs >= before) continue
      const kept = await this.keep(file, 'recovered', found.mtime)
      if (kept.ok) this.recovered.add(kept.value.name)
    }
  }

  private async sweep(before: number): Promise<void> {
    for (const name of (await namesIn(this.path)).filter((name) => SESSION_FILE.test(name))) {
      const path = join(this.path, name)
      const found = await stat(path).catch(() => undefined)
      if (found && found.mtimeMs < before) await rm(path, { force: true })
    }
  }
}

/** Whether a process of this number is there, whoever's it is. */
function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return errorCode(error) === 'EPERM'
  }
}

const two = (value: number): string => String(value).padStart(2, '0')

function* candidateNames(stem: string, now: Date): Generator<string> {
  const day = `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`
  const name = `${stem}-${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`
  yield `${name}.pcapng`
  for (let n = 2; n <= NAME_TRIES; n++) yield `${name}-${n}.pcapng`
}

/** A folder that is not there holds none; nor does one that this person may not read: whoever wants to record is told so by `prepare`. */
async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (errorCode(error) === undefined) throw error
    return []
  }
}

function cannotWrite(folder: string, error: unknown): Result<never> {
  return fail('cannot-write', { reason: { kind: 'no-recordings-in', folder, why: { said: systemReason(error) } }, remedy: 'export TWLAB_RECORDINGS="$HOME/recordings"' })
}
