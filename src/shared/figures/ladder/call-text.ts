import type { ApiCalled } from '../../model/events'

/** Arguments that tell something beside a lane: what was said, the option, which half was shut. */
const TELLING = /^("|SHUT_|SO_|TCP_|\[|\{sa_family)/
const LONGEST = 40
const MOST_ARGS = 2

/** A system call as strace(1) writes it, without descriptors, sizes and flags: `send("ping") = 4`, `recv() = -1 EAGAIN`. From long to short. */
export function callTexts(call: Pick<ApiCalled, 'call' | 'args' | 'result' | 'errno'>): readonly string[] {
  const result = call.errno === null ? ` = ${call.result}` : ` = ${call.result} ${call.errno}`
  const args = call.args.filter((arg): arg is string => typeof arg === 'string' && TELLING.test(arg)).map(shortened)
  const written = (some: readonly string[]): string => `${call.call}(${some.join(', ')})${result}`
  return [written(args.slice(0, MOST_ARGS)), ...(args.length > 1 ? [written(args.slice(0, 1))] : []), written([]), call.errno === null ? `${call.call}()` : `${call.call} ${call.errno}`]
}

/** A socket address as people write it, and long data cut. */
function shortened(arg: string): string {
  const address = /sin6?_port=htons\((\d+)\).*?"([^"]+)"/.exec(arg)
  if (address !== null) return `${address[2]}:${address[1]}`
  return arg.length > LONGEST ? `${arg.slice(0, LONGEST)}…` : arg
}

/** A call that goes on, or would have to wait: no failure. */
const NO_FAILURES: ReadonlySet<string> = new Set(['EINPROGRESS', 'EAGAIN', 'EINTR'])

/** It failed, or asked for an error (SO_ERROR) and got one. */
export const hasFailed = (call: Pick<ApiCalled, 'args' | 'errno'>): boolean =>
  (call.errno !== null && !NO_FAILURES.has(call.errno)) || call.args.some((arg) => typeof arg === 'string' && /^\[E[A-Z]+\]$/.test(arg))
