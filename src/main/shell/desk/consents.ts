import { createHash } from 'node:crypto'
import * as v from 'valibot'
import { fail, ok, type Result } from '../../../shared/base/result'
import { systemReason } from '../../../shared/base/system-error'
import { readJson, writeJson } from './json-file'

const fileSchema = v.object({ version: v.literal(1), allowed: v.pipe(v.array(v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/))), v.maxLength(10_000)) })
/** Kept at most; the oldest go first. */
const MOST = 1_000

/** What a person has agreed to: these programs, run by a file of this content. A hash tells nothing of either. */
export const consentKey = (source: string, commands: readonly (readonly string[])[]): string =>
  createHash('sha256').update(source).update('\0').update(JSON.stringify(commands)).digest('hex')

/** Consents to run programs, kept in one file. One that cannot be read or understood holds none: then the question is asked again. */
export class Consents {
  private turn: Promise<unknown> = Promise.resolve()

  constructor(private readonly path: string) {}

  async has(key: string): Promise<boolean> {
    return (await this.read()).includes(key)
  }

  /** @returns cannot-write */
  add(key: string): Promise<Result<null>> {
    // One after the other: each is added to what the one before it has written.
    const added = this.turn.then(() => this.write(key))
    this.turn = added.catch(() => undefined)
    return added
  }

  private async write(key: string): Promise<Result<null>> {
    const allowed = [...(await this.read()).filter((other) => other !== key), key].slice(-MOST)
    try {
      await writeJson(this.path, { version: 1, allowed })
      return ok(null)
    } catch (error) {
      return fail('cannot-write', { of: this.path, said: systemReason(error) })
    }
  }

  private async read(): Promise<readonly string[]> {
    return (await readJson(this.path, fileSchema))?.allowed ?? []
  }
}
