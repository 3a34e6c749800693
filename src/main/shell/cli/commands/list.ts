import { jsonText } from '../../../../shared/base/json-text'
import { table } from '../../../../shared/story'
import { painter, tellFailure, type Context } from '../context'
import { DONE } from '../exit-status'
import { wholeLibrary } from '../experiments'

/** `twlab list`: the experiments. */
export async function list(context: Context, folders: readonly string[] = []): Promise<number> {
  const { words, language, terminal, env, json } = context
  const known = await wholeLibrary(folders, context)
  if (!known.ok) return tellFailure(context, known.error)
  const entries = known.value.map(({ experiment, origin }) => ({
    id: experiment.id, title: experiment.title[language], seconds: experiment.seconds, needs: experiment.needs, origin
  }))
  if (json) {
    await terminal.out(entries.map((entry) => `${jsonText(entry)}\n`).join(''))
    return DONE
  }
  const paint = painter(terminal.outIsTerminal, env)
  const lines = table([
    { title: words.say('cli.list.id'), text: ({ id }) => id, tone: () => 'strong' },
    { title: words.say('cli.list.seconds'), text: ({ seconds }) => String(seconds), right: true },
    { title: words.say('cli.list.title'), text: ({ title }) => title },
    { title: words.say('cli.list.needs'), text: ({ needs }) => needs.map((need) => (need.startsWith('sysctl:') ? need.slice('sysctl:'.length) : words.say(`cli.list.need.${need}`))).join(', ') }
  ], entries, words)
  await terminal.out(lines.map((line) => `${paint(line)}\n`).join(''))
  return DONE
}
