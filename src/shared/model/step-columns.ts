import { causeOf, endOf, evidenceOf, stateEntered, stateLeft } from '../batch/layout'
import type { TransitionObserved } from './events'

const FIRST_CAPACITY = 1024

/** Transitions of all connections, 22 bytes each: an event object exists only for a connection that is looked at. Each names the one before it of its connection. */
export class StepColumns {
  private capacity = FIRST_CAPACITY
  private count = 0
  private at = new Float64Array(this.capacity)
  private packet = new Uint32Array(this.capacity)
  private states = new Uint8Array(this.capacity)
  private marks = new Uint8Array(this.capacity)
  private before = new Uint32Array(this.capacity)

  /** @param states and `marks` as a batch has them. @param before the connection's last one, plus 1; 0 for its first. @returns its number, plus 1 */
  push(at: number, packet: number, states: number, marks: number, before: number): number {
    if (this.count === this.capacity) this.grow()
    const i = this.count++
    this.at[i] = at
    this.packet[i] = packet
    this.states[i] = states
    this.marks[i] = marks
    this.before[i] = before
    return this.count
  }

  /** The events of a connection, oldest first. @param last its last one, plus 1 */
  events(last: number, conn: string, client: string, server: string): TransitionObserved[] {
    const events: TransitionObserved[] = []
    for (let step = last; step > 0; step = this.before[step - 1] ?? 0) {
      const i = step - 1
      const marks = this.marks[i] ?? 0
      const states = this.states[i] ?? 0
      const end = endOf(marks)
      const packet = this.packet[i] ?? 0
      events.push({
        type: 'transition', at: this.at[i] ?? 0, conn, end, local: end === 'client' ? client : server, remote: end === 'client' ? server : client, from: stateLeft(states),
        to: stateEntered(states), evidence: evidenceOf(marks), cause: causeOf(marks), ...(packet === 0 ? {} : { packet })
      })
    }
    return events.reverse()
  }

  private grow(): void {
    this.capacity *= 2
    this.at = grown(this.at, new Float64Array(this.capacity))
    this.packet = grown(this.packet, new Uint32Array(this.capacity))
    this.states = grown(this.states, new Uint8Array(this.capacity))
    this.marks = grown(this.marks, new Uint8Array(this.capacity))
    this.before = grown(this.before, new Uint32Array(this.capacity))
  }
}

function grown<T extends Float64Array | Uint32Array | Uint8Array>(from: T, to: T): T {
  to.set(from)
  return to
}
