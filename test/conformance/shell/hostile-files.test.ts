import { readFileSync } from 'node:fs'
import { afterAll, describe, expect, it } from 'vitest'
import { hostileCapture } from '../../hostile-capture'
import { HOSTILE, HOSTILE_SHOWN } from '../../hostile-session'
import type { SessionEvent } from '../../../src/shared/model/events'
import { cuts, flips, lies, originals, truncations } from '../../main/engine/capture-file/mutations'
import { Recordings } from '../../main/engine/recording/a-recording'
import { tell } from './twlab'

const recordings = new Recordings()
afterAll(() => recordings.remove())

/** Two kinds of damage to each of four files: what the command line makes of 2,000 of them is what the engine's own tests show. */
const sample = originals(recordings).filter(({ name }) => ['ours.pcapng', 'big-endian.pcapng', 'cooked-sll.pcap', 'commented.pcapng'].includes(name)).flatMap((file, i) =>
  (i % 2 === 0 ? [truncations(file)[9 + i], flips(file, 3 + i).at(-1)] : [lies(file)[11 + i], cuts(file, 3 + i).at(-1)])
).filter((mutation) => mutation !== undefined)

describe('twlab open, on damaged files', () => {
  it.each(sample.map(({ name, bytes }, i) => [name, bytes, i] as const))('%s: ends with a result or with one line', async (_name, bytes, i) => {
    const path = recordings.write(`damaged-${i}.pcapng`, bytes)
    const { status, out, err } = await tell('open', '--json', path)
    if (status === 0) {
      const events = out.trimEnd().split('\n').map((line) => JSON.parse(line) as SessionEvent)
      expect(err).toBe('')
      expect(events.at(-1)).toMatchObject({ type: 'result' })
      expect(events.filter(({ type }) => type === 'damage').length).toBe((events.at(-1) as { readonly damaged?: number }).damaged ?? 0)
    } else {
      expect({ status, out }).toEqual({ status: 2, out: '' })
      expect(err).toMatch(/^twlab: [^\n]+\n(?: +[^\n]+\n)?$/)
    }
  })

  it('what is no capture is said to be none, in one line', async () => {
    const path = recordings.write('essay.pcapng', new TextEncoder().encode('TIME-WAIT considered useful'))
    const { status, out, err } = await tell('open', path)
    expect({ status, out }).toEqual({ status: 2, out: '' })
    expect(err.split('\n')[0]).toContain('is a text')
  })
})

const RUBRIC = `title: ${JSON.stringify(HOSTILE)}
checks:
  - { id: a, points: 1, title: ${JSON.stringify(HOSTILE)}, hint: ${JSON.stringify(HOSTILE)}, that: reached, end: client, state: TIME-WAIT }
`

it('a capture and a rubric whose every text is hostile move no cursor and begin no markup, whatever is made of them', async () => {
  const capture = recordings.write('hostile.pcapng', hostileCapture())
  const rubric = recordings.write('hostile.yaml', new TextEncoder().encode(RUBRIC))
  const asked: readonly (readonly string[])[] = [
    ['open', capture], ['--lang', 'ko', 'open', capture], ['notes', capture], ...['md', 'svg', 'html', 'csv'].map((to) => ['export', capture, '--to', to, '-o', recordings.path(`hostile.${to}`)]),
    ...['table', 'md', 'csv', 'json'].map((to) => ['grade', capture, '--rubric', rubric, '--to', to]),
    ['open', '--json', capture], ['notes', '--json', capture], ['export', capture, '--to', 'jsonl', '-o', recordings.path('hostile.jsonl')]
  ]
  const ran = []
  for (const argv of asked) ran.push(await tell(...argv))
  const said = ran.map(({ out, err }) => out + err)
  expect(ran.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0])
  const made = Object.fromEntries(['md', 'svg', 'html', 'csv', 'jsonl'].map((to) => [to, readFileSync(recordings.path(`hostile.${to}`), 'utf8')]))
  // oxlint-disable-next-line no-control-regex
  for (const text of [...said, ...Object.values(made)]) expect(text.replaceAll('\r\n', '\n')).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
  expect(said[0]).toContain(HOSTILE_SHOWN)
  // As JSON it is the same text, escaped as JSON may.
  const note = said[12]?.split('\n').map((line) => (line === '' ? undefined : (JSON.parse(line) as { readonly text: string }))).find((one) => one !== undefined)
  expect(note?.text).toBe(HOSTILE)
  for (const to of ['svg', 'html']) expect(made[to]).not.toContain('<script>window')
  // In Markdown each bracket is escaped, or within a span of code.
  expect(made['md']?.replaceAll(/`[^`]*`/g, '').replaceAll(String.raw`\<`, '')).not.toContain('<')
})
