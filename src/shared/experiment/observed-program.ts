import type { ProgramTold } from '../model/events'
import { Told } from './told'

/** Characters of a program's output that are told and searched. */
export const MOST_OUTPUT = 262_144
/** Pieces in which it may have come that are kept apart. */
const MOST_PIECES = 1_024

/** A program of an experiment: what it printed, and how it ended. */
export class ObservedProgram {
  output = ''
  /** It printed more than is kept. */
  cut = false
  ended: ProgramTold | undefined
  readonly told = new Told<ProgramTold>()
  /** The first pieces of the output, each with where it begins. */
  readonly outputs: { readonly from: number; readonly event: ProgramTold }[] = []

  onTold(event: ProgramTold): void {
    this.told.add(event)
    if (event.event === 'ended') this.ended = event
    if (event.event === 'output') this.onOutput(event)
  }

  /** The events that printed the characters from `from` on. */
  outputsAt(from: number, length: number): readonly ProgramTold[] {
    return this.outputs.filter((piece) => piece.from < from + length && piece.from + (piece.event.text ?? '').length > from).map(({ event }) => event)
  }

  private onOutput(event: ProgramTold): void {
    const text = event.text ?? ''
    if (this.outputs.length < MOST_PIECES) this.outputs.push({ from: this.output.length, event })
    if (this.output.length + text.length > MOST_OUTPUT) this.cut = true
    this.output += text.slice(0, MOST_OUTPUT - this.output.length)
  }
}
