import { spawnSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { build } from 'vite'
import type { ApiCall } from '../../src/main/engine/lab/api-call'
import { scratch } from './judges'
import { PATIENCE_MS } from './patience'

const SANDBOX = ['--user', '--map-root-user', '--net', '--pid', '--fork', '--mount-proc', '--kill-child', '--']
/** Below the project, where the program finds its packages. */
const BUILT = fileURLToPath(new URL('../../out/conformance', import.meta.url))

/** A call as strace prints it. The C library's send() and recv() are the kernel's sendto() and recvfrom() without an address. */
function straceLine({ call, args, result, errno }: ApiCall): string {
  const kernel = call === 'send' ? 'sendto' : call === 'recv' ? 'recvfrom' : call
  const rest = call === 'send' ? ['NULL', 0] : call === 'recv' ? ['NULL', 'NULL'] : []
  return `${kernel}(${[...args, ...rest].join(', ')}) = ${errno === null ? result : `-1 ${errno}`}`
}

/** What strace saw of TCP sockets, calls torn apart by other threads put together again, without the words behind an error's name. */
function tcpCalls(trace: string): readonly string[] {
  const torn = new Map<string, string>()
  const open = new Set<string>()
  return trace.split('\n').flatMap((line) => {
    const [, thread = '', text = ''] = /^(\d+) +(.*)$/.exec(line) ?? []
    if (text.endsWith(' <unfinished ...>')) {
      torn.set(thread, text.slice(0, -' <unfinished ...>'.length))
      return []
    }
    const whole = text.replace(/^<\.\.\. \w+ resumed>/, () => torn.get(thread) ?? '').replace(/ \([^()]*\)$/, '').replace(/\) += /, ') = ')
    const [, call = '', fd = '', result = ''] = /^(\w+)\(([^,)]*).* = (-?\d+)/.exec(whole) ?? []
    if (call === 'socket' && !fd.startsWith('AF_INET')) return []
    if (call === 'socket' || call === 'accept4') open.add(result)
    else if (!open.has(fd)) return []
    if (call === 'close') open.delete(fd)
    return [whole]
  })
}

describe('the system calls that lab sockets tell', () => {
  const { path, remove } = scratch('lab-strace')
  beforeAll(async () => {
    await build({
      configFile: false, logLevel: 'error',
      build: {
        ssr: fileURLToPath(new URL('lab-life.ts', import.meta.url)), outDir: BUILT, emptyOutDir: true, target: 'node20',
        rollupOptions: { external: ['koffi'], output: { entryFileNames: 'lab-life.mjs' } }
      }
    })
  })
  afterAll(() => {
    remove()
    rmSync(BUILT, { recursive: true, force: true })
  })

  it('are those that strace sees, all of them, in order, with the same arguments', () => {
    const run = spawnSync('unshare', [
      ...SANDBOX, 'strace', '-f', '-e', 'trace=network,close', '-o', path('trace'), '--', process.execPath, `${BUILT}/lab-life.mjs`
    ], { encoding: 'utf8', timeout: PATIENCE_MS })
    expect([run.status, run.stderr]).toEqual([0, ''])
    const told = (JSON.parse(run.stdout) as ApiCall[]).map(straceLine)
    // lo is brought up by an ioctl() on a socket of its own: the first of the trace, and none of the laboratory's.
    const [up, down, ...seen] = tcpCalls(readFileSync(path('trace'), 'utf8'))
    expect([up, down]).toEqual([expect.stringContaining('SOCK_DGRAM'), expect.stringContaining('close')])
    expect(told.length).toBeGreaterThan(60)
    expect(seen).toEqual(told)
  })
})
