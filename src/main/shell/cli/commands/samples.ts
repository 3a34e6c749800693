import { jsonText } from '../../../../shared/base/json-text'
import { fail, type Result } from '../../../../shared/base/result'
import { nearest } from '../../../../shared/base/nearest'
import { table } from '../../../../shared/story'
import { type SampleCopy, type SampleFile, Shipped } from '../../desk/shipped'
import { painter, type Context } from '../context'
import { DONE } from '../exit-status'
import { library } from '../experiments'

/** The recordings that come with the program, by the experiment's id, in course order. */
async function samples({ installation, language }: Context): Promise<readonly (SampleFile & { readonly title: string })[]> {
  const titles = new Map(library().map(({ experiment: { id, title } }) => [id, title[language]]))
  return (await new Shipped(installation.resources).samples()).map((sample) => ({ ...sample, title: titles.get(sample.id) ?? sample.id }))
}

/** @returns a copy of the sample, to be removed again; usage with the nearest name */
export async function sampleCopy(context: Context, id: string): Promise<Result<SampleCopy>> {
  const all = await samples(context)
  const found = all.find((sample) => sample.id === id)
  if (found !== undefined) return new Shipped(context.installation.resources).copyOf(found)
  const given = context.words.say('cli.sample.unknown', { id })
  const meant = nearest(id, all.map((sample) => sample.id))
  return fail('usage', { said: meant === undefined ? given : context.words.say('cli.suggest', { given, meant }), remedy: 'twlab open --sample' })
}

/** `twlab open --sample`: what there is. */
export async function listSamples(context: Context): Promise<number> {
  const { words, terminal, env, json } = context
  const all = await samples(context)
  if (json) await terminal.out(all.map(({ id, path, bytes, title }) => `${jsonText({ id, file: path, bytes, title })}\n`).join(''))
  else {
    const paint = painter(terminal.outIsTerminal, env)
    const lines = table([
      { title: words.say('cli.list.id'), text: ({ id }) => id, tone: () => 'strong' }, { title: 'kB', text: ({ bytes }) => String(Math.ceil(bytes / 1000)), right: true },
      { title: words.say('cli.list.title'), text: ({ title }) => title }
    ], all, words)
    await terminal.out(lines.map((line) => `${paint(line)}\n`).join(''))
  }
  return DONE
}
