import * as v from 'valibot'
import { parse } from 'yaml'
import { nameSchema } from '../experiment/name'
import { textSchema } from '../experiment/text'

const claimSchema = v.strictObject({
  id: nameSchema,
  /** Number of the claim in the course text; those without come from practice. */
  n: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(1))),
  says: textSchema,
  /** What Linux really does: shown when its experiments are done. */
  so: textSchema,
  /** Which experiments show it. */
  experiments: v.pipe(v.array(nameSchema), v.minLength(1))
})
const courseSchema = v.strictObject({
  title: textSchema,
  chapters: v.pipe(v.array(v.strictObject({ id: nameSchema, title: textSchema, claims: v.pipe(v.array(claimSchema), v.minLength(1)) })), v.minLength(1))
})

/** A guided path through the experiments: chapters of claims, each with what shows it. */
export type Course = v.InferOutput<typeof courseSchema>

/** @param source text of resources/course.yaml. @throws when it is no course: it is a part of the program */
export const parseCourse = (source: string): Course => v.parse(courseSchema, parse(source))
