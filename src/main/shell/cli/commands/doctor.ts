import { jsonText } from '../../../../shared/base/json-text'
import type { DoctorCheck } from '../../../../shared/ipc/lab'
import { piece, table, type StoryLine, type Tone } from '../../../../shared/story'
import { examine } from '../../../engine-host/doctor'
import { doctorChecks } from '../../text/doctor-text'
import { painter, type Context } from '../context'
import { DONE, MACHINE_LACKS } from '../exit-status'

const TONES: Readonly<Record<DoctorCheck['state'], Tone>> = { ok: 'good', degraded: 'warn', missing: 'bad' }

/** `twlab doctor`: one line for each thing needed, and the command that mends it. Exit status 3 when something needed is missing. */
export async function doctor(context: Context): Promise<number> {
  const checks = doctorChecks(await examine(context.installation), context.words)
  const shown = context.quiet ? checks.filter(({ state }) => state !== 'ok') : checks
  await context.terminal.out(context.json ? shown.map((check) => `${jsonText(check)}\n`).join('') : story(context, shown))
  return checks.some(({ state }) => state === 'missing') ? MACHINE_LACKS : DONE
}

function story(context: Context, checks: readonly DoctorCheck[]): string {
  const { words, terminal, env } = context
  const paint = painter(terminal.outIsTerminal, env)
  const rows = table([
    { title: words.say('cli.doctor.heading.state'), text: ({ state }) => words.say(`cli.doctor.state.${state}`), tone: ({ state }) => TONES[state] },
    { title: words.say('cli.doctor.heading.what'), text: ({ id }) => words.say(`cli.doctor.${id}.title`) },
    { title: words.say('cli.doctor.heading.found'), text: ({ detail }) => detail }
  ], checks, words)
  const remedies = checks.map(({ remedy }): StoryLine[] => (remedy === undefined ? [] : [[piece('    $ ', 'dim'), piece(remedy, 'command')]]))
  return rows.flatMap((row, i) => [row, ...(remedies[i - 1] ?? [])]).map((line) => `${paint(line)}\n`).join('')
}
