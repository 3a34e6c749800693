import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { remaining, markedProcesses } from './marked-processes'
import { Twlab, twlab } from './shell/twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-ended-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Programs of an experiment see no environment of ours: they are known by what they were called with. */
const UNIQUE = `9876${process.pid}`
const programs = (): string[] => readdirSync('/proc').filter((name) => /^\d+$/.test(name)).flatMap((pid) => {
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replaceAll('\0', ' ').trim()
    return command === `sleep ${UNIQUE}` ? [command] : []
  } catch {
    // It ended while it was looked at.
    return []
  }
})

const around = (id: string, steps: readonly string[], checks: readonly string[]): string => `id: ${id}
title: Ended
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
const BREAKS = around('breaks', [
  'do: sysctl, name: net.ipv4.tcp_fin_timeout, value: 7', 'do: listen, who: listener', 'do: drop, as: lost, segments: { from: client, flags: FIN }',
  'do: hold, as: late, segments: { from: server, len: [1, 100] }', 'do: connect, who: client, to: listener', 'do: accept, who: listener, as: server', 'do: send, who: server, text: kept',
  'do: wait-until, event: met, fault: late, within: 10s', `do: run, as: sleeper, command: [sleep, "${UNIQUE}"], wait: false`, 'do: pause, for: 600s'
], ['that: met, fault: late'])
/** What a laboratory begins with. */
const LOOKS = around('looks', ['do: run, as: setting, command: [cat, /proc/sys/net/ipv4/tcp_fin_timeout]', 'do: run, as: rules, command: [nft, list, ruleset]', 'do: run, as: sockets, command: [ss, -Htan]'], [
  'that: printed, program: setting, text: "60"', 'that: unprinted, program: rules, text: twlab', 'that: unprinted, program: sockets, text: "7000"'
])

const hostSetting = (): string => readFileSync('/proc/sys/net/ipv4/tcp_fin_timeout', 'utf8')
const hostRules = (): string => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' })

async function running(name: string, mark: string): Promise<Twlab> {
  writeFileSync(join(folder, `${name}.yaml`), BREAKS)
  const run = new Twlab(['run', join(folder, `${name}.yaml`), '--allow-programs', '--json'], { env: { TWLAB_TEST: mark } })
  await vi.waitFor(() => expect(run.written).toContain('"id":"s9"'), { timeout: 30_000, interval: 50 })
  await vi.waitFor(() => expect(programs()).toHaveLength(1), { timeout: 30_000, interval: 50 })
  return run
}

const ENDS: readonly (readonly [name: string, end: (run: Twlab, mark: string) => void, status: number | null])[] = [
  ['its person stops it', (run) => run.child.kill('SIGINT'), 130],
  ['the command line is killed', (run) => run.child.kill('SIGKILL'), null],
  ['its engine is killed', (_run, mark) => {
    const engine = markedProcesses(mark).findLast(({ command }) => /node\S* \S*engine\.mjs/.test(command) && !command.startsWith('unshare'))
    process.kill(engine?.pid ?? Number.NaN, 'SIGKILL')
  }, 2]
]

describe('an experiment with faults, settings and programs that ends in the middle', () => {
  it.each(ENDS)('because %s leaves no process, no rule and no setting, and the next run is clean', async (name, end, status) => {
    const [setting, rules] = [hostSetting(), hostRules()]
    const mark = `TWLAB_TEST=${name.replaceAll(' ', '-')}-${UNIQUE}`
    const run = await running(name.replaceAll(' ', '-'), mark.slice('TWLAB_TEST='.length))
    expect([hostSetting(), hostRules()]).toEqual([setting, rules])
    end(run, mark)
    expect((await run.end()).status).toBe(status)
    expect(await remaining(mark, 10_000)).toEqual([])
    await vi.waitFor(() => expect(programs()).toEqual([]), { timeout: 5_000, interval: 20 })
    expect([hostSetting(), hostRules()]).toEqual([setting, rules])

    writeFileSync(join(folder, 'looks.yaml'), LOOKS)
    const next = await twlab('run', join(folder, 'looks.yaml'), '--allow-programs', '--json')
    const result = JSON.parse(next.out.trimEnd().split('\n').at(-1) ?? '{}') as { readonly checks?: readonly { readonly ok: boolean; readonly detail: string }[] }
    expect({ status: next.status, failed: result.checks?.filter(({ ok }) => !ok) }).toEqual({ status: 0, failed: [] })
  })
})
