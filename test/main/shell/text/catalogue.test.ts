import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PROMPTS } from '../../../../src/main/shell/cli/ask-predictions'
import { catalogue } from '../../../../src/main/shell/text/catalogue'
import { MESSAGES } from '../../../../src/main/shell/text/spoken'
import { doctorChecks } from '../../../../src/main/shell/text/doctor-text'
import { failureText } from '../../../../src/main/shell/text/failure-text'
import { localeLanguage } from '../../../../src/main/shell/text/language'
import { ASPECTS } from '../../../../src/shared/comparison/comparison'
import { FACTS } from '../../../../src/shared/comparison/recordings'
import { DOCTOR_REASONS } from '../../../../src/shared/ipc/doctor'
import { LANGUAGES } from '../../../../src/shared/ipc/engine'
import { REASONS } from '../../../../src/shared/base/reason'
import { FAILURE_CODES } from '../../../../src/shared/ipc/failure'
import { NEEDS } from '../../../../src/shared/experiment/experiment'
import { CONTRADICTIONS } from '../../../../src/shared/grading/consistency'
import { DOUBTS } from '../../../../src/shared/grading/grade'
import { PLAIN_LOSSES } from '../../../../src/shared/report/losses'
import { CAPTURE_LOSSES } from '../../../../src/shared/ipc/capture-export'
import { CAUSES, CHAIN_VERDICTS, CHECK_VERDICTS, DIFFERENCES, EVIDENCE, FAULT_ACTIONS, LOSSES, MODES, VERDICTS, sessionEventSchema } from '../../../../src/shared/model/events'
import { TIMER_KINDS } from '../../../../src/shared/model/socket-sample'
import { ENDS } from '../../../../src/shared/tcp/state'
import { SENTENCES, TRANSITIONS } from '../../../../src/shared/tcp/transitions'
import { termKey } from '../../../../src/shared/story'

const leaves = (tree: object, path = ''): readonly (readonly [string, string])[] =>
  Object.entries(tree).flatMap(([key, value]: [string, unknown]) => (typeof value === 'string' ? [[`${path}${key}`, value] as const] : leaves(value as object, `${path}${key}.`)))

const placeholders = (text: string): string[] => [...text.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => name ?? '').sort()

const root = join(import.meta.dirname, '../../../..')
const sources = ['src/shared/story', 'src/shared/figures', 'src/shared/comparison', 'src/shared/report', 'src/shared/grading', 'src/main/shell/export', 'src/main/shell/cli', 'src/main/shell/text']
  .flatMap((folder) => readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts')).map((file) => readFileSync(join(root, folder, file), 'utf8')))
  .join('\n')

const event = (name: string): string => `terms.event.${name}`
/** Keys made at run time: each family with all its members. */
const FAMILIES: readonly string[] = [
  ...FAILURE_CODES.map((code) => `failures.${code}`), ...Object.keys(REASONS).map((kind) => `reasons.${kind}`),
  ...Object.entries(DOCTOR_REASONS).flatMap(([id, reasons]) => ['title', ...reasons].map((reason) => `cli.doctor.${id}.${reason}`)),
  ...['ok', 'degraded', 'missing'].map((state) => `cli.doctor.state.${state}`), ...NEEDS.map((need) => `cli.list.need.${need}`),
  ...CAUSES.map((cause) => `terms.cause.${termKey(cause)}`), ...EVIDENCE.map((evidence) => `terms.evidence.${evidence}`), ...ENDS.map((end) => `terms.end.${end}`),
  ...VERDICTS.filter((verdict) => verdict !== 'passed').map((verdict) => `terms.verdict.${verdict}`), ...TIMER_KINDS.map((kind) => `terms.timer.${kind}`),
  ...MODES.map((mode) => `story.session.${mode}`), ...sessionEventSchema.options.map((schema) => event(schema.entries.type.literal)),
  ...CHAIN_VERDICTS.map((verdict) => `story.recording.${verdict}`), 'story.recording.unlinked', 'story.recording.unordered', ...DIFFERENCES.map((what) => `story.difference.${what}`), ...LOSSES.map((what) => `story.lost.${what}`),
  ...['begin', 'fate'].map(event), ...FAULT_ACTIONS.map((action) => `terms.fault.${action}`),
  ...['started', 'output', 'input', 'ended'].map((what) => `story.program.${what}`), ...['right', 'wrong', 'open'].map((verdict) => `story.prediction.${verdict}`),
  ...['started', 'restarted', 'overdue', 'ended'].map((what) => `story.timer.${what}`),
  ...['capture-drop', 'missed-sample', 'engine-restart', 'clock-step', 'suspend'].map((reason) => `story.gap.${reason}`),
  ...['capture-drop', 'missed-sample', 'engine-restart', 'clock-step', 'suspend'].map((reason) => `figures.gap.${reason}`),
  ...['counting', 'overdue', 'gone', 'unknown'].map((phase) => `figures.countdown.${phase}`),
  ...SENTENCES.map((sentence) => `figures.machine.says.${sentence}`),
  ...new Set(TRANSITIONS.filter(({ linuxDiffers }) => linuxDiffers === true).map(({ sentence }) => `figures.machine.linux.${sentence}`)),
  ...ASPECTS.map((id) => `figures.comparison.aspect.${id}`), ...FACTS.map((id) => `figures.recordings.fact.${id}`), ...[...ENDS, 'both', 'nobody'].map((who) => `figures.recordings.waits.${who}`),
  ...[...CHAIN_VERDICTS, 'foreign'].map((chain) => `figures.recordings.chain.${chain}`), ...CHECK_VERDICTS.map((verdict) => `figures.recordings.verdict.${verdict}`),
  ...['connection', 'client', 'server', 'packets', 'last'].map((title) => `story.table.${title}`),
  ...PROMPTS.map((prompt) => `cli.predict.${prompt}`), ...['no-runtime', 'no-display', 'no-build', 'never-shown'].map((why) => `cli.app.${why}`),
  ...['unknown-command', 'unknown-option', 'missing-argument', 'excess-arguments', 'option-missing-argument', 'missing-option'].map((kind) => `cli.usage.${kind}`),
  ...['usage', 'arguments', 'options', 'commands'].map((title) => `cli.help.title.${title}`)
]

/** Headings, columns and verdicts of reports. */
const reported = [
  ...[...sources.matchAll(/section\('([a-z]+)'/g)].map(([, id]) => `report.section.${id}`),
  ...[...sources.matchAll(/table\('[a-z]+', \[([^\]]+)\]/g)].flatMap(([, names = '']) => [...names.matchAll(/'([a-z]+)'/g)].map(([, name]) => `report.column.${name}`)),
  ...DOUBTS.map((kind) => `grade.doubt.${kind}`), ...CONTRADICTIONS.map((kind) => `grade.contradiction.${kind}`), ...[...CHAIN_VERDICTS, 'unordered', 'foreign'].map((chain) => `grade.proves.${chain}`), ...CHECK_VERDICTS.map((verdict) => `report.verdict.${verdict}`), ...CAPTURE_LOSSES.map((kind) => `losses.capture.${kind}`), ...PLAIN_LOSSES.map((what) => `losses.${what}`)
]

/** `this.say('x')`, `this.option('x')` and `this.add('x'` of the grammar, and whole keys anywhere. */
const written = new Set([
  ...[...sources.matchAll(/'((?:cli|figures|grade|losses|report|story|terms|failures)\.[a-zA-Z0-9.-]+)'/g)].map(([, key]) => key),
  ...[...sources.matchAll(/this\.say\('([^']+)'\)/g)].map(([, key]) => `cli.help.${key}`),
  ...[...sources.matchAll(/this\.option\('([^']+)'\)/g)].map(([, key]) => `cli.help.option.${key}`),
  ...[...sources.matchAll(/this\.add\('([^']+)'/g)].map(([, key]) => `cli.help.command.${key}`)
])
const texts = { en: leaves(MESSAGES.en), ko: leaves(MESSAGES.ko) }

describe('the catalogues', () => {
  it('have the same keys in both languages, in the same order', () => {
    expect(texts.ko.map(([key]) => key)).toEqual(texts.en.map(([key]) => key))
  })

  it('have a text for every key that is used', () => {
    const known = new Set(texts.en.map(([key]) => key))
    expect([...FAMILIES, ...written].filter((key) => key !== undefined && !known.has(key))).toEqual([])
  })

  it('have no text that is not used', () => {
    const used = new Set([...FAMILIES, ...reported, ...written])
    expect(texts.en.map(([key]) => key).filter((key) => !used.has(key))).toEqual([])
  })

  it('have the same placeholders in both languages, and every message compiles', () => {
    const english = new Map(texts.en)
    for (const [key, text] of texts.ko) {
      for (const form of (english.get(key) ?? '').split(' | ')) expect(placeholders(text), key).toEqual(placeholders(form))
      const values = Object.fromEntries(placeholders(text).map((name) => [name, `<${name}>`]))
      for (const language of LANGUAGES) expect(catalogue(language).say(key, values), key).not.toMatch(/\{[a-z]+\}/)
    }
  })

  it('have a form for one and one for more, where a language has them', () => {
    expect([0, 1, 2].map((count) => catalogue('en').say('grade.summary', { count, doubtful: 0 }))).toEqual(['0 recordings graded, 0 to be looked at.', '1 recording graded, 0 to be looked at.', '2 recordings graded, 0 to be looked at.'])
    expect(catalogue('ko').say('grade.summary', { count: 1, doubtful: 0 })).toBe('기록 1개를 채점했고, 그 가운데 0개는 살펴보아야 합니다.')
    // A number that is put before a noun of more than one, anywhere: who adds such a text gives it both forms, or says it otherwise.
    const ONE = /\{(?!of\b|total\b|all\b|from\b|to\b|n\b)(\w+)\} (?:more )?(?:packets|connections|recordings|segments|gaps|links|checks|sessions|notes|files|events|transitions|rows|experiments|frames|blocks)\b/
    const withoutOne = texts.en.filter(([, text]) => ONE.test(text) && !text.includes(' | ')).map(([key]) => key)
    expect(withoutOne).toEqual([])
  })

  it('take values as they are: what a person typed is no message', () => {
    const given = "a {b} @:c | d"
    expect(catalogue('en').say('cli.usage.unknown-command', { given })).toBe(`there is no command ${given}`)
  })

  it('a missing text is a bug', () => {
    expect(() => catalogue('ko').say('cli.nothing')).toThrow('bug: no text cli.nothing in ko')
  })
})

describe('a failure in words', () => {
  it('is one line: the sentence, what happened, and the command that mends it', () => {
    const failure = { code: 'user-namespaces-zero', said: 'unshare: unshare failed:\n No space left on device', remedy: 'sudo sysctl -w user.max_user_namespaces=15000' } as const
    expect(failureText(failure, catalogue('en'))).toBe(
      'The number of namespaces is limited to none on this system (unshare: unshare failed: | No space left on device). To mend it: sudo sysctl -w user.max_user_namespaces=15000')
    expect(failureText(failure, catalogue('ko'))).toMatch(/^이 시스템에서는 .*해결 방법: sudo sysctl -w user\.max_user_namespaces=15000$/)
  })

  it('shows control characters of what happened', () => {
    expect(failureText({ code: 'unreadable-file', of: '/tmp/\u001b[2J' }, catalogue('en'))).toBe(String.raw`The file cannot be read (/tmp/\x1b[2J)`)
  })
})

describe('the doctor in words', () => {
  it('tells why namespaces are refused, in the language of the person', () => {
    const [check] = doctorChecks([{
      id: 'namespaces', state: 'missing', reason: 'refused', values: { code: 'seccomp-forbids', message: 'unshare: unshare failed: Operation not permitted' }, remedy: 'x'
    }], catalogue('ko'))
    expect(check).toEqual({ id: 'namespaces', state: 'missing', remedy: 'x', detail: expect.stringMatching(/^이 프로그램을 감싼 .*\(unshare: unshare failed: Operation not permitted\)$/) })
  })
})

describe('the language', () => {
  it.each([
    [{ LANG: 'ko_KR.UTF-8' }, 'ko'], [{ LANG: 'ko' }, 'ko'], [{ LANG: 'en_US.UTF-8' }, 'en'], [{}, 'en'], [{ LANG: 'kok_IN' }, 'en'], [{ LANG: 'C.UTF-8' }, 'en'],
    [{ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }, 'en'], [{ LC_ALL: '', LC_MESSAGES: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' }, 'ko']
  ])('of %o is %s', (env, language) => {
    expect(localeLanguage(env)).toBe(language)
  })
})

describe('the width of a text in a terminal', () => {
  it('is a column a character for the story’s usual ones, and what Unicode says for others', () => {
    const { width } = catalogue('ko')
    expect(['c12', '127.0.0.1:41234 → 127.0.0.1:80', '…·–—←', '연결 종료', 'é'].map(width)).toEqual([3, 30, 5, 9, 1])
  })
})
