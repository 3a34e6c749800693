import { rm } from 'node:fs/promises'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import { afterRun, NO_PROGRESS, progressSchema, type CourseProgress, type CourseRun } from '../../../shared/course/progress'
import { readJson, writeJson } from './json-file'

/** A person's progress in the course: one small file, which window and command line share. One that cannot be read or understood is none. */
export class CourseRecord {
  private turn: Promise<unknown> = Promise.resolve()

  constructor(readonly path: string) {}

  async read(): Promise<CourseProgress> {
    return (await readJson(this.path, progressSchema)) ?? NO_PROGRESS
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

  private async write(progress: CourseProgress): Promise<Result<CourseProgress>> {
    try {
      await writeJson(this.path, progress)
      return ok(progress)
    } catch (error) {
      return cannotWrite(this.path, error)
    }
  }
}

const cannotWrite = (path: string, error: unknown): Result<never> => fail('cannot-write', { of: path, said: systemReason(error) })
