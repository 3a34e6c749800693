import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { fail, ok, type Result } from '../../../../shared/base/result'
import { nearest } from '../../../../shared/base/nearest'
import { table } from '../../../../shared/story'
import { painter, type Context } from '../context'
import { DONE } from '../exit-status'
import { library } from '../experiments'

const ENDING = '.pcapng'

/** The recordings that come with the program, by the experiment's id, in course order: real data for any system, without a laboratory. */
async function samples({ installation }: Context): Promise<readonly { readonly id: string; readonly path: string; readonly bytes: number; readonly title: { readonly en: string; readonly ko: string } }[]> {
  const folder = join(installation.resources, 'samples')
  const names = new Set(await readdir(folder))
  const known = library().filter(({ experiment }) => names.has(`${experiment.id}${ENDING}`))
  return Promise.all(known.map(async ({ experiment: { id, title } }) => {
    const path = join(folder, `${id}${ENDING}`)
    return { id, path, bytes: (await stat(path)).size, title }
  }))
}

/** @returns where the sample is; usage with the nearest name */
export async function samplePath(context: Context, id: string): Promise<Result<string>> {
  const all = await samples(context)
  const found = all.find((sample) => sample.id === id)
  if (found !== undefined) return ok(found.path)
  const given = context.words.say('cli.sample.unknown', { id })
  const meant = nearest(id, all.map((sample) => sample.id))
  return fail('usage', meant === undefined ? given : context.words.say('cli.suggest', { given, meant }), 'twlab open --sample')
}

/** `twlab open --sample`: what there is. */
export async function listSamples(context: Context): Promise<number> {
  const { words, language, terminal, env, json } = context
  const all = await samples(context)
  if (json) await terminal.out(all.map(({ id, path, bytes, title }) => `${JSON.stringify({ id, file: path, bytes, title: title[language] })}\n`).join(''))
  else {
    const paint = painter(terminal.outIsTerminal, env)
    const lines = table([
      { title: words.say('cli.list.id'), text: ({ id }) => id, tone: () => 'strong' }, { title: 'kB', text: ({ bytes }) => String(Math.ceil(bytes / 1000)), right: true },
      { title: words.say('cli.list.title'), text: ({ title }) => title[language] }
    ], all, words)
    await terminal.out(lines.map((line) => `${paint(line)}\n`).join(''))
  }
  return DONE
}
