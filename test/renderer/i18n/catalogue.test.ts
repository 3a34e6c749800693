import { describe, expect, it } from 'vitest'
import { createCatalogue, messages, preferredLanguage } from '../../../src/renderer/src/i18n'
import { causeKey } from '../../../src/shared/story'
import { FAILURE_CODES } from '../../../src/shared/ipc/failure'
import { CAUSES } from '../../../src/shared/model/events'
import en from '../../../resources/locales/en/window.json'
import ko from '../../../resources/locales/ko/window.json'

const sources = import.meta.glob<string>('../../../src/renderer/src/**/*.{ts,vue}', { query: '?raw', import: 'default', eager: true })

type Tree = { readonly [key: string]: string | Tree }
const flat = (tree: Tree, prefix = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${prefix}${key}`, value] as [string, string]] : flat(value, `${prefix}${key}.`)))
/** Its forms for one and for more, where a language has them. */
const forms = (text: string): string[] => text.split(' | ')
const holes = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name ?? '').sort()

/** Keys as the sources name them: whole, or with holes where a part is computed (`t(`mode.${mode}`)`). */
const named = Object.values(sources).flatMap((source) => [
  ...[...source.matchAll(/\b(?:t|words|say\(t)\(\s*'([a-z][\w.-]*\.[\w.-]+)'/gi)].map(([, key]) => key ?? ''),
  ...[...source.matchAll(/'([a-z]+\.[a-zA-Z]+)'/g)].map(([, key]) => key ?? ''),
  ...[...source.matchAll(/\b(?:t|words)\(\s*`([^`]+)`/g)].map(([, key]) => key ?? '')
])
const pattern = (key: string): RegExp => new RegExp(`^${key.split(/\$\{(?:[^{}]|\{[^}]*\})*\}/).map((part) => part.replace(/[.*+?^$()|[\]\\]/g, '\\$&')).join('[\\w-]+')}$`)
const patterns = named.map(pattern)

describe('the window\'s words', () => {
  it('are the same keys in English and Korean, with the same values to fill in', () => {
    const korean = new Map(flat(ko))
    expect([...korean.keys()]).toEqual(flat(en).map(([key]) => key))
    for (const [key, text] of flat(en)) for (const form of forms(text)) expect(holes(korean.get(key) ?? ''), key).toEqual(holes(form))
  })
  it('are all used', () => {
    expect(flat(en).map(([key]) => key).filter((key) => !patterns.some((each) => each.test(key)))).toEqual([])
  })
  it('are all there: no source names a key that the catalogue lacks', () => {
    const all = flat(messages.en as Tree).map(([key]) => key)
    const calls = Object.values(sources).flatMap((source) => [
      ...[...source.matchAll(/\b(?:t|words)\(\s*'([\w.-]+)'/g)].map(([, key]) => key ?? ''), ...[...source.matchAll(/\b(?:t|words)\(\s*`([^`]+)`/g)].map(([, key]) => key ?? '')
    ])
    expect(calls.length).toBeGreaterThan(100)
    expect(calls.filter((key) => !all.some((known) => pattern(key).test(known)))).toEqual([])
  })
  it('compile, in every language, under a policy without eval', () => {
    for (const language of ['en', 'ko'] as const) {
      const { t } = createCatalogue(language).global
      for (const [key, text] of flat(messages[language] as Tree)) {
        forms(text).forEach((form, i) => {
          const values = Object.fromEntries(holes(form).map((name) => [name, `<${name}>`]))
          expect(t(key, { n: i + 1, ...values }), key).toBe(form.replace(/\{(\w+)\}/g, '<$1>'))
        })
      }
    }
  })
  it('have a word for every cause and every failure', () => {
    for (const language of ['en', 'ko'] as const) {
      const { te } = createCatalogue(language).global
      for (const cause of CAUSES) expect(te(causeKey(cause)), cause).toBe(true)
      for (const code of FAILURE_CODES) expect(te(`failures.${code}`), code).toBe(true)
    }
  })
})

describe('the language at the first start', () => {
  it('is the first of the browser\'s that we have', () => {
    expect(preferredLanguage(['fr-FR', 'ko-KR', 'en'])).toBe('ko')
    expect(preferredLanguage(['fr'])).toBe('en')
  })
})
