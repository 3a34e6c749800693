import type { Prediction } from '../../../shared/experiment/prediction'
import { isLength, offered, typedAnswer } from '../../../shared/experiment/typed-answer'
import type { Language } from '../../../shared/ipc/engine'
import { piece, type StoryLine } from '../../../shared/story'
import type { Catalogue } from '../text/catalogue'
import type { Paint } from './context'
import type { Ask } from './question'

interface Asked {
  readonly predictions: readonly Prediction[]
  readonly language: Language
  readonly words: Catalogue
  readonly paint: Paint
}

/**
 * Asks what somebody expects, one question after the other; an empty line leaves one open, and the end of input all that follow.
 * @returns what was answered, as `--predict` takes it: ID=VALUE
 */
export async function askPredictions({ predictions, language, words, paint }: Asked, ask: Ask): Promise<readonly string[]> {
  const given: string[] = []
  for (const [index, prediction] of predictions.entries()) {
    const lines = questionLines(prediction, index, predictions.length, language)
    let text = [[], ...(index === 0 ? [[piece(words.say('cli.predict.first'), 'dim')], []] : []), ...lines].map((line) => `${paint(line)}\n`).join('')
    for (;;) {
      const typed = await ask(`${text}  ${words.say(`cli.predict.${promptOf(prediction)}`)}: `)
      if (typed === undefined) return given
      if (typed.trim() === '') break
      const answer = typedAnswer(prediction, typed)
      if (answer !== undefined) {
        given.push(`${prediction.id}=${answer}`)
        break
      }
      text = `${paint([piece(`  ${words.say('cli.predict.again')}`, 'warn')])}\n`
    }
  }
  return given
}

/** What an answer is typed as. */
export const PROMPTS = ['choice', 'state', 'order', 'seconds', 'amount'] as const
type Prompt = (typeof PROMPTS)[number]
const promptOf = (prediction: Prediction): Prompt => (prediction.kind !== 'number' ? prediction.kind : isLength(prediction) ? 'seconds' : 'amount')

function questionLines(prediction: Prediction, index: number, all: number, language: Language): readonly StoryLine[] {
  const options = offered(prediction, language)
  const width = String(options.length).length
  return [
    [piece(`  ${index + 1}/${all} `, 'dim'), piece(prediction.question[language], 'strong')],
    ...options.map((option, at): StoryLine => [piece(`    ${String(at + 1).padStart(width)}  `, 'dim'), piece(option)])
  ]
}
