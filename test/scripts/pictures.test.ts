import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { WINDOW_STATES } from '../e2e/support/window-states'

const root = resolve(import.meta.dirname, '../..')
const text = (file: string): string => readFileSync(join(root, file), 'utf8')
const screens = readdirSync(join(root, 'docs/screens'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.png'))
/** Tests that `npm run pictures` runs. */
const { scripts } = JSON.parse(text('package.json')) as { readonly scripts: { readonly pictures: string } }
const drawing = [...scripts.pictures.matchAll(/(\w+)\.test/g)].map(([, name = '']) => text(`test/e2e/${name}.test.ts`)).join('\n')
/** Of each state of the window, and what `states.test.ts` itself calls a picture. */
const states = new Set([...WINDOW_STATES.map(({ name }) => name), ...[...drawing.matchAll(/picture\(page, '([\w-]+)'/g)].map(([, name = '']) => name)])
/** As the tests name them: alone, in light, in dark and in Korean, or in light and in Korean dark. */
const named = new Set([...drawing.matchAll(/\bscreen\([\w.]+, '([\w-]+)'\)/g)].map(([, name = '']) => name))
for (const [, name = ''] of drawing.matchAll(/windowScreens\([\w.]+, '([\w-]+)'\)/g)) for (const variant of ['light', 'dark', 'ko']) named.add(`${name}-${variant}`)
for (const [, name = ''] of drawing.matchAll(/lightAndKoreanDark\([\w.]+, '([\w-]+)'\)/g)) for (const variant of ['light', 'ko-dark']) named.add(`${name}-${variant}`)
const drawn = (file: string): boolean => {
  const name = file.replace(/\.png$/, '')
  const state = /^states\/(.+?)-(?:light|dark|contrast|ko|projector)(?:-1920)?$/.exec(name)?.[1]
  return state === undefined ? named.has(name) : states.has(state)
}

describe('the pictures of the documents', () => {
  it('are all drawn by one command: none is older than the window', () => {
    expect(screens.filter((file) => !drawn(file))).toEqual([])
  })
  it('that a document shows are there', () => {
    const documents = ['README.md', 'CONTRIBUTING.md', ...readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.md')).map((file) => `docs/${file}`)]
    const shown = documents.flatMap((file) => [...text(file).matchAll(/screens\/[\w/-]+\.png/g)].map(([path]) => path))
    expect(shown).not.toEqual([])
    expect(shown.filter((path) => !existsSync(join(root, 'docs', path)))).toEqual([])
  })
})
