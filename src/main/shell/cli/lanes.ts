/** Where one run writes to. */
export interface Lane {
  write(data: string | Uint8Array): Promise<void>
  /** True while what is written appears at once. */
  readonly live: boolean
  /** Nothing more will be written. */
  done(): void
}

/**
 * Several runs side by side, their output one after the other: the first that is not done writes through, the others wait in memory for their
 * turn. (A run's output is a few MB at most; the runs themselves never wait.)
 */
export class Lanes {
  private readonly waiting: { readonly data: (string | Uint8Array)[]; done: boolean }[] = []
  private current = 0

  constructor(private readonly write: (data: string | Uint8Array) => Promise<void>) {}

  open(): Lane {
    const index = this.waiting.length
    const own = { data: [] as (string | Uint8Array)[], done: false }
    this.waiting.push(own)
    const isLive = (): boolean => this.current === index
    return {
      write: (data) => {
        if (isLive()) return this.write(data)
        own.data.push(data)
        return Promise.resolve()
      },
      get live() {
        return isLive()
      },
      done: () => {
        own.done = true
        this.advance()
      }
    }
  }

  private advance(): void {
    while (this.waiting[this.current]?.done === true) {
      this.current++
      for (const data of this.waiting[this.current]?.data.splice(0) ?? []) void this.write(data)
    }
  }
}
