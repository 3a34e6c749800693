/** The two terminals of the course text: the first listens, the second connects. */
export const SLOTS = [1, 2] as const
export type Slot = (typeof SLOTS)[number]
