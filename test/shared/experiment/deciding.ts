import * as v from 'valibot'
import { decide } from '../../../src/shared/experiment/checks'
import { claimSchema } from '../../../src/shared/experiment/claim'
import type { Claim } from '../../../src/shared/experiment/claim'
import type { Decision } from '../../../src/shared/experiment/decision'
import { DECISION_WORDS } from '../../../src/shared/experiment/decision-words'
import { observe } from '../../../src/shared/experiment/observed'
import type { SessionEvent } from '../../../src/shared/model/events'
import { aRun, ns } from './a-run'

/** A claim decided by the events of a run. */
export const decided = (claim: v.InferInput<typeof claimSchema>, events: readonly SessionEvent[], language: 'en' | 'ko' = 'en'): Decision => {
  const parsed: Claim = v.parse(claimSchema, claim)
  return decide(parsed, observe(events, { connections: 2, calls: new Set(['connect', 'accept4']) }), DECISION_WORDS[language])
}
export const gap = (reason: 'capture-drop' | 'engine-restart' | 'missed-sample', from: number, until: number): SessionEvent =>
  ({ type: 'gap', at: ns(from), until: ns(until), reason, packets: reason === 'capture-drop' ? 12 : 0 })
export const without = (type: SessionEvent['type'], events: readonly SessionEvent[]): SessionEvent[] => events.filter((event) => event.type !== type)
/** As a foreign capture has it: packets, and what follows from them. */
export const packetsOnly = (): SessionEvent[] => without('api', without('sample', aRun({ lasts: null, header: { mode: 'file', source: 'file', hz: 0 } })))
export const kernelOnly = (): SessionEvent[] =>
  without('packet', aRun({ header: { source: 'none' } })).map((event) => (event.type === 'transition' ? { ...event, evidence: 'sampled' as const } : event))
