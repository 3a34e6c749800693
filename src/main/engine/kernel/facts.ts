import { release } from 'node:os'
import { hz } from '../native/clock'

/** What every recording says about the kernel it was made on. */
export interface KernelFacts {
  /** `6.18.44` */
  readonly release: string
  /** Jiffies a second: timers fire on this grid. */
  readonly hz: number
}

export const kernelFacts = (): KernelFacts => ({ release: release(), hz: hz() })
