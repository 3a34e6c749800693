import type { Course } from './parse'

export type { Course } from './parse'
export type Chapter = Course['chapters'][number]
export type Claim = Chapter['claims'][number]

/** Every experiment of the course once, in the order in which it comes up first. */
export const coursePath = ({ chapters }: Course): readonly string[] =>
  [...new Set(chapters.flatMap(({ claims }) => claims.flatMap(({ experiments }) => experiments)))]

/** Experiments in the order of the course; those that it leaves out follow by their ids. */
export function inCourseOrder<T extends { readonly id: string }>(course: Course, experiments: readonly T[]): readonly T[] {
  const path = coursePath(course)
  const place = ({ id }: T): number => (path.includes(id) ? path.indexOf(id) : path.length)
  return [...experiments].sort((a, b) => place(a) - place(b) || (a.id < b.id ? -1 : 1))
}
