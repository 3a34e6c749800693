import { randomUUID } from 'node:crypto'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import * as v from 'valibot'
import { fail, ok, type Result } from '../../../shared/base/result'
import { afterRun, NO_PROGRESS, progressSchema, type CourseProgress, type CourseRun } from '../../../shared/course/progress'

/** A person's progress in the course: one small file, which window and command line share. One that cannot be read or understood is none. */
export class CourseRecord {
  private turn: Promise<unknown> = Promise.resolve()

  constructor(readonly path: string) {}

  async read(): Promise<CourseProgress> {
    const text = await readFile(this.path, 'utf8').catch(() => '')
    const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), progressSchema), text)
    return parsed.success ? parsed.output : NO_PROGRESS
  }

  /** Adds a run that has just ended. @returns the progress with it; cannot-write */
  ran(run: CourseRun, now: Date = new Date()): Promise<Result<CourseProgress>> {
    const added = this.turn.then(async () => this.write(afterRun(await this.read(), run, now.toISOString())))
    this.turn = added.catch(() => undefined)
    return added
  }

  /** Forgets everything. @returns cannot-write */
  reset(): Promise<Result<CourseProgress>> {
    const forgotten = this.turn.then(() => rm(this.path, { force: true })).then(() => ok(NO_PROGRESS), (error: unknown) => cannotWrite(this.path, error))
    this.turn = forgotten
    return forgotten
  }

  /** Into a file beside it, which then takes its place: whoever reads meanwhile sees the one or the other, whole. */
  private async write(progress: CourseProgress): Promise<Result<CourseProgress>> {
    const beside = `${this.path}.${randomUUID()}`
    try {
      await mkdir(dirname(this.path), { recursive: true, mode: 0o700 })
      await writeFile(beside, `${JSON.stringify(progress, undefined, 1)}\n`, { mode: 0o600, flag: 'wx' })
      await rename(beside, this.path)
      return ok(progress)
    } catch (error) {
      await rm(beside, { force: true }).catch(() => undefined)
      return cannotWrite(this.path, error)
    }
  }
}

const cannotWrite = (path: string, error: unknown): Result<never> => fail('cannot-write', `${path}: ${error instanceof Error ? error.message : String(error)}`)
