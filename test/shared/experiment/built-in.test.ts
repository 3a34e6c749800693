import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { planOf } from '../../../src/shared/experiment/experiment'
import { faultText } from '../../../src/shared/experiment/fault'
import { resolveParams } from '../../../src/shared/experiment/params'
import { parseExperiment } from '../../../src/shared/experiment/parse'

const FOLDER = 'resources/experiments'

/** Every `{ en, ko }` of a file, with where it stands. */
function textsOf(node: unknown, path = ''): { readonly path: string; readonly en: unknown; readonly ko: unknown }[] {
  if (typeof node !== 'object' || node === null) return []
  if ('en' in node || 'ko' in node) return [{ path, en: 'en' in node ? node.en : undefined, ko: 'ko' in node ? node.ko : undefined }]
  return Object.entries(node).flatMap(([key, value]) => textsOf(value, `${path}.${key}`))
}

/** Names of states, settings and commands are the same in both languages: no two words of prose stand in them. */
const isName = (en: unknown, ko: unknown): boolean => en === ko && typeof en === 'string' && !/\b[a-z]{2,} [a-z]{2,}\b/.test(en.replace(/^(?:ss|nc) .*/, ''))

describe.each(readdirSync(FOLDER))('the experiment %s of the product', (name) => {
  const source = readFileSync(`${FOLDER}/${name}`, 'utf8')
  const parsed = parseExperiment(source, name)

  it('has no fault, and is called like its id', () => {
    expect(parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en'))).toEqual([])
    expect(parsed.ok && `${parsed.value.id}.yaml`).toBe(name)
  })

  it('has every text in English and in Korean', () => {
    const texts = textsOf(parse(source))
    expect(texts.length).toBeGreaterThan(10)
    expect(texts.filter(({ en, ko }) => !isName(en, ko) && (typeof ko !== 'string' || !/[가-힣]/.test(ko))).map(({ path }) => path)).toEqual([])
    expect(texts.filter(({ en }) => typeof en !== 'string' || /[가-힣]/.test(en)).map(({ path }) => path)).toEqual([])
  })

  it('asks before it shows, cites where it is written, and can be planned with its defaults', () => {
    if (!parsed.ok) throw new Error('it has faults')
    const params = resolveParams(parsed.value.params, {})
    const plan = params.ok ? planOf(parsed.value, params.value) : undefined
    expect(plan?.predictions.length).toBeGreaterThan(0)
    expect(parsed.value.references.some((reference) => 'rfc' in reference)).toBe(true)
  })
})
