import { existsSync, statSync } from 'node:fs'
import { extname, resolve } from 'node:path'
import { quoted } from '../../../shared/base/quoted'
import { fail, ok, type Result } from '../../../shared/base/result'
import { errorWords, systemReason } from '../../../shared/base/system-error'
import type { Words } from '../../../shared/story'

/** What people type after an option, checked. Each failure names the option, what it takes, and what was given. */
export class Values {
  constructor(private readonly words: Words) {}

  /** A whole number within bounds. */
  integer(option: string, text: string, min: number, max: number): Result<number> {
    const value = /^[0-9]{1,9}$/.test(text) ? Number(text) : Number.NaN
    return value >= min && value <= max ? ok(value) : this.wrong(option, text, `${min}..${max}`)
  }

  /** `--session N`: one of several in a file. */
  session(text: string | undefined): Result<number | undefined> {
    return text === undefined ? ok(undefined) : this.integer('--session', text, 1, 999_999_999)
  }

  /** Seconds, with up to three decimals. @returns ms */
  seconds(option: string, text: string, max: number): Result<number> {
    const value = /^[0-9]{1,6}(?:\.[0-9]{1,3})?$/.test(text) ? Number(text) : Number.NaN
    return value <= max ? ok(value * 1000) : this.wrong(option, text, `0..${max}`)
  }

  oneOf<T extends string>(option: string, text: string, allowed: readonly T[]): Result<T> {
    const value = allowed.find((candidate) => candidate === text)
    return value === undefined ? this.wrong(option, text, allowed.join(', ')) : ok(value)
  }

  /** `NAME=VALUE`, several times. The last one of a name counts. */
  pairs(option: string, texts: readonly string[]): Result<Readonly<Record<string, string>>> {
    const wrong = texts.find((text) => !/^[^=]+=/.test(text))
    if (wrong !== undefined) return this.wrong(option, wrong, 'NAME=VALUE')
    return ok(Object.fromEntries(texts.map((text) => [text.slice(0, text.indexOf('=')), text.slice(text.indexOf('=') + 1)])))
  }

  /** A file that is to be written and must not exist yet. @returns its absolute path; of one that is there, the failure names one that is not */
  newFile(option: string, text: string): Result<string> {
    const path = resolve(text)
    try {
      const there = statSync(path, { throwIfNoEntry: false })
      return there === undefined ? ok(path) : there.isDirectory() ? fail('cannot-write', { of: path, said: errorWords('EISDIR') }) : fail('file-exists', { of: path, remedy: `${option} ${quoted(freeName(path))}` })
    } catch (error) {
      return fail('cannot-write', { of: path, said: systemReason(error) })
    }
  }

  wrong(option: string, given: string, allowed: string): ReturnType<typeof fail> {
    return fail('usage', { said: this.words.say('cli.usage.value', { option, given, allowed }) })
  }
}

/** Names tried. */
const TRIES = 1_000

/** `a-2.pcapng` for `a.pcapng`, or with the next number that is free. */
function freeName(path: string): string {
  const ending = extname(path)
  const stem = path.slice(0, path.length - ending.length)
  for (let n = 2; n < TRIES; n++) if (!existsSync(`${stem}-${n}${ending}`)) return `${stem}-${n}${ending}`
  return `${stem}-${Date.now()}${ending}`
}
