import { NS_PER_MS } from '../base/brand'

/** The decimal points of all instants stand below each other: `     0.031 ms`, ` 60012.345 ms`. */
export const instant = (at: number): string => `${(at / NS_PER_MS).toFixed(3).padStart(10)} ms`

/** Lengths of time people compare: `41.3 s`, `0.02 s`. */
export const seconds = (ns: number, digits = 3): string => `${(ns / 1e9).toFixed(digits)} s`
