import { planOf } from '../../../src/shared/experiment/experiment'
import type { Experiment, Plan } from '../../../src/shared/experiment/experiment'
import { faultText } from '../../../src/shared/experiment/fault'
import { resolveParams } from '../../../src/shared/experiment/params'
import { parseExperiment } from '../../../src/shared/experiment/parse'
import type { ParamValue } from '../../../src/shared/ipc/engine'

/** A whole experiment in few lines; tests spoil one of them. */
export const SMALL = `id: small
title: Small
question: { en: Who waits, ko: 누가 기다리나 }
seconds: 1.5
needs: [capture]
params:
  first:
    kind: choice
    title: { en: First, ko: 먼저 }
    choices: { client: { en: the client, ko: 클라이언트 }, server: { en: the server, ko: 서버 } }
    default: client
  size: { kind: number, title: Size, min: 1, max: 1000, default: 10 }
  quick: { kind: boolean, title: Quick, default: false }
derived:
  second: { of: first, is: { client: server, server: client } }
sockets:
  listener: { end: server, port: 7000 }
  client: { end: client }
  server: { end: server }
steps:
  - { id: listen, title: Listen, do: listen, who: listener }
  - { id: connect, title: Connect, do: connect, who: client, to: listener }
  - { id: accept, title: Accept, do: accept, who: listener, as: server }
  - { id: send, title: Send, do: send, who: client, bytes: "\${size}" }
  - { id: close, title: { en: "\${first} closes", ko: "닫는 쪽: \${first}" }, do: close, who: "\${first}" }
  - { id: rest, title: Rest, do: pause, for: 100ms, when: { quick: false } }
  - { id: close-too, title: Close, do: close, who: "\${second}" }
predictions:
  - { id: state, question: Which state, kind: state, of: { end: "\${first}", after: close-too } }
checks:
  - { id: waits, title: Waits, that: reached, end: "\${first}", state: TIME-WAIT }
  - { id: long, title: Long, that: lasted, end: "\${first}", state: TIME-WAIT, between: [time-wait, time-wait + wheel(60s)] }
explanation: Because.
references:
  - { rfc: 9293, section: "3.6", about: Closing }
`

/** SMALL with the first occurrence of a piece replaced. */
export function spoiled(piece: string, by: string): string {
  if (!SMALL.includes(piece)) throw new Error(`not in the file: ${piece}`)
  return SMALL.replace(piece, () => by)
}

/** Its faults, a line each. */
export function faultsOf(source: string): readonly string[] {
  const parsed = parseExperiment(source, 'small.yaml')
  return parsed.ok ? [] : parsed.error.map((fault) => faultText(fault, 'en'))
}

export function parsed(source: string): Experiment {
  const experiment = parseExperiment(source, 'small.yaml')
  if (!experiment.ok) throw new Error(experiment.error.map((fault) => faultText(fault, 'en')).join('\n'))
  return experiment.value
}

export function planWith(source: string, given: Readonly<Record<string, ParamValue>> = {}): Plan {
  const experiment = parsed(source)
  const params = resolveParams(experiment.params, given)
  if (!params.ok) throw new Error(JSON.stringify(params.error))
  return planOf(experiment, params.value)
}
