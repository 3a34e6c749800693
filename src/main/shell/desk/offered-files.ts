import { randomBytes } from 'node:crypto'
import { assert } from '../../../shared/base/assert'

export interface OfferedFile {
  readonly path: string
  /** As the person knows it. */
  readonly name: string
  /** It is a copy of our own: an upload. */
  readonly copy?: true
  /** It is the recording of a session that goes on: fulfilled when nobody writes to it any more. */
  readonly over?: Promise<unknown>
}

/**
 * Captures a person has chosen, known to windows by a random token alone: a window never names a path of this machine.
 * Bounded: the oldest offer ends when `limit` is passed, through `ended` (an upload's temporary file is removed there).
 */
export class OfferedFiles {
  private readonly offers = new Map<string, OfferedFile>()

  constructor(private readonly limit: number, private readonly ended: (file: OfferedFile) => void = () => {}) {
    assert(limit > 0, 'a limit of at least one file')
  }

  /** @returns the token: 128 random bits */
  offer(file: OfferedFile): string {
    const token = randomBytes(16).toString('hex')
    this.offers.set(token, file)
    for (const [oldest, old] of this.offers) {
      if (this.offers.size <= this.limit) break
      this.offers.delete(oldest)
      this.ended(old)
    }
    return token
  }

  find(token: string): OfferedFile | undefined {
    return this.offers.get(token)
  }
}
