import { jsonText } from '../../../../shared/base/json-text'
import { faultText } from '../../../../shared/experiment/fault'
import { say, tellFailure, type Context } from '../context'
import { DONE, WRONG_USE, worst } from '../exit-status'
import { ownFiles } from '../own-experiments'

/** `twlab check FILE…`: reads experiments' files, or folders of them, and tells every fault with its line; runs nothing. */
export async function check(context: Context, paths: readonly string[]): Promise<number> {
  const { terminal, json, language } = context
  const statuses: number[] = []
  let sound = 0
  for (const path of paths) {
    const files = await ownFiles(path)
    if (!files.ok) {
      statuses.push(tellFailure(context, files.error))
      continue
    }
    for (const file of files.value) {
      statuses.push(file.faults.length === 0 ? DONE : WRONG_USE)
      if (file.experiment !== undefined) sound++
      const lines = json
        ? file.experiment === undefined ? file.faults.map((fault) => jsonText({ ...fault, message: faultText(fault, language) })) : [jsonText({ file: file.path, id: file.experiment.id, ok: true })]
        : file.faults.map((fault) => faultText({ ...fault, file: file.path }, language))
      await terminal.out(lines.map((line) => `${line}\n`).join(''))
    }
  }
  if (!json) say(context, 'cli.check.sound', { count: sound })
  return worst(statuses)
}
