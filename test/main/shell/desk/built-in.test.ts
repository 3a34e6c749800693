import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { COURSE, EXPERIMENTS } from '../../../../src/main/shell/desk/built-in'
import { coursePath } from '../../../../src/shared/course/course'
import { readBuiltIn } from '../../../../src/shared/experiment/read-built-in'
import { SMALL, spoiled } from '../../../shared/experiment/small'

describe('what the program holds of its experiments', () => {
  it('is what their files say, in the order of the course', () => {
    expect(EXPERIMENTS.map(({ id }) => id)).toEqual(coursePath(COURSE))
    const files = readdirSync('resources/experiments').map((file) => readBuiltIn(readFileSync(`resources/experiments/${file}`, 'utf8'), file))
    expect([...EXPERIMENTS].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual(files)
  })
  it('is not made of a file with a fault, or with another name', () => {
    expect(readBuiltIn(SMALL, 'small.yaml')).toMatchObject({ id: 'small', seconds: 1.5 })
    expect(() => readBuiltIn(spoiled('1.5', 'soon'), 'small.yaml')).toThrow('small.yaml:4:10: seconds: expected number, found "soon"')
    expect(() => readBuiltIn(SMALL, 'large.yaml')).toThrow('large.yaml calls itself small')
  })
})
