import { NS_PER_MS, NS_PER_S } from '../base/brand'

/** Where a figure's words come from: the catalogues `figures` and `terms`, in one language. */
export interface FigureWords {
  /** @throws when there is no such text (a bug) */
  say(key: string, values?: Readonly<Record<string, string | number>>): string
}

/** A length of time as people read it: `22 µs`, `40.5 ms`, `302 ms`, `59.9 s`, `12 min`. */
export function durationText(ns: number, words: FigureWords): string {
  if (ns < NS_PER_MS) return words.say('figures.unit.micro', { value: Math.round(ns / 1000) })
  if (ns < NS_PER_S) return words.say('figures.unit.milli', { value: (ns / NS_PER_MS).toFixed(ns < 100 * NS_PER_MS ? 1 : 0) })
  if (ns < 600 * NS_PER_S) return words.say('figures.unit.second', { value: (ns / NS_PER_S).toFixed(ns < 10 * NS_PER_S ? 2 : 1) })
  return words.say('figures.unit.minute', { value: Math.round(ns / NS_PER_S / 60) })
}

/** An instant of the session's clock, in seconds. */
export const instantText = (at: number): string => (at / NS_PER_S).toFixed(6)
