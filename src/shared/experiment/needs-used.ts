import type { Body, Need } from './experiment'
import type { Located } from './issue'
import { isFaultStep } from './lab-step'
import type { Step } from './step'

/** What a step or a socket cannot do without, and which it is. */
interface Wanted {
  readonly need: Need
  readonly by: string
}

/**
 * What `needs` leaves out: without it a machine that lacks the thing would tell a failure where nothing could be observed. Capture and socket table are not
 * asked for: no session is without them.
 */
export function needProblems(needs: readonly Need[], body: Body, steps: readonly { readonly step: Step }[]): Located[] {
  const wanted = [
    ...Object.entries(body.sockets).flatMap(([name, { address }]) => (address?.includes(':') === true ? [{ need: 'ipv6' as const, by: `sockets.${name}` }] : [])),
    ...steps.flatMap(({ step }) => wantedByStep(step).map((need): Wanted => ({ need, by: `${step.id} (${step.do})` })))
  ]
  const missing = wanted.filter(({ need }, index) => !needs.includes(need) && wanted.findIndex((other) => other.need === need) === index)
  return missing.map(({ need, by }): Located => ({ path: ['needs'], problem: { kind: 'need-missing', need, by } }))
}

function wantedByStep(step: Step): readonly Need[] {
  if (step.do === 'connect' && step.to.startsWith('[')) return ['ipv6']
  if (isFaultStep(step)) return step.do === 'drop' ? ['nft'] : ['nft', 'raw-socket']
  switch (step.do) {
    case 'inject': return ['raw-socket']
    case 'restore': return ['tcp-repair']
    case 'type': return ['pty']
    case 'run': return /(?:^|\/)nc$/.test(step.command[0] ?? '') ? ['nc'] : []
    default: return []
  }
}
