import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

// Experiments that would leave something behind, if anything did, and how one would notice.

/** Programs of an experiment see no environment of ours: they are known by what they were called with. */
export const sleepers = (seconds: string): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
    return command === `sleep ${seconds}` ? [command] : []
  } catch {
    // It ended while it was looked at.
    return []
  }
})

const around = (id: string, steps: readonly string[], checks: readonly string[]): string => `id: ${id}
title: The one that ${id}
question: What is left
seconds: 1
needs: [capture, sock-diag, nft, raw-socket]
sockets:
  listener: { end: server, port: 7000 }
  client: { end: client }
  server: { end: server }
steps:
${steps.map((step, i) => `  - { id: s${i}, title: Step ${i}, ${step} }`).join('\n')}
checks:
${checks.map((check, i) => `  - { id: c${i}, title: Check ${i}, ${check} }`).join('\n')}
explanation: Because.
references: [{ rfc: 9293, section: "3.6", about: Closing }]
`
/** A setting, a rule that loses and one that holds, a connection, a program that runs on; and then it waits. */
export const breaking = (seconds: string): string => around('breaks', [
  'do: sysctl, name: net.ipv4.tcp_fin_timeout, value: 7', 'do: listen, who: listener', 'do: drop, as: lost, segments: { from: client, flags: FIN }',
  'do: hold, as: late, segments: { from: server, len: [1, 100] }', 'do: connect, who: client, to: listener', 'do: accept, who: listener, as: server', 'do: send, who: server, text: kept',
  'do: wait-until, event: met, fault: late, within: 10s', `do: run, as: sleeper, command: [sleep, "${seconds}"], wait: false`, 'do: pause, for: 600s'
], ['that: met, fault: late'])
/** What a laboratory begins with. */
export const LOOKS = around('looks', ['do: run, as: setting, command: [cat, /proc/sys/net/ipv4/tcp_fin_timeout]', 'do: run, as: rules, command: [nft, list, ruleset]', 'do: run, as: sockets, command: [ss, -Htan]'], [
  'that: printed, program: setting, text: "60"', 'that: unprinted, program: rules, text: twlab', 'that: unprinted, program: sockets, text: "7000"'
])

export const hostSetting = (): string => readFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', 'utf8')
export const hostRules = (): string => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' })
