import { seqShown } from '../../tcp/sequence'
import type { FigureWords } from '../words'
import type { LadderSegment } from './rows'

/** What is written on a segment's arrow, from long to short: `FIN ACK seq 5 ack 5`, `FIN ACK`; with what became of it. */
export function segmentTexts({ event, again }: LadderSegment, released: boolean, words: FigureWords): readonly string[] {
  const flags = event.flags === '' ? '–' : event.flags.replace(/,/g, ' ')
  const length = event.len === 0 ? '' : ` len ${event.len}`
  const ack = event.flags.includes('ACK') ? ` ack ${seqShown(event.ack)}` : ''
  const fate = fateText(event, again, released, words)
  const seq = ` seq ${seqShown(event.seq)}`
  return [`${flags}${seq}${ack}${length}`, `${flags}${seq}${length}`, `${flags}${length}`].map((text) => `${text}${fate}`)
}

function fateText(event: LadderSegment['event'], again: boolean, released: boolean, words: FigureWords): string {
  const parts = [
    ...(again ? [words.say('figures.ladder.again')] : []),
    ...(released ? [words.say('figures.ladder.released')] : event.verdict === 'passed' ? [] : [words.say(`terms.verdict.${event.verdict}`)])
  ]
  return parts.map((part) => ` · ${part}`).join('')
}
