// A stand-in for the built engine: the same pipe, behaviour chosen by FAKE_ENGINE.
import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'
import { serveOnPipe } from './fake-pipe.mjs'

const behaviour = process.env.FAKE_ENGINE ?? ''
if (behaviour === 'refused') {
  process.stderr.write('unshare: unshare failed: No space left on device\n')
  process.exit(1)
}
if (behaviour === 'silent') setInterval(() => undefined, 1_000)
else run()

function run() {
  let acknowledged = 0
  const { host, input, events } = serveOnPipe({
    ping: () => ({ pid: process.pid, rss: 0, cpu: 0, packets: acknowledged, dropped: 0, backlog: 0 }),
    acknowledge: (frames) => void (acknowledged += frames),
    open: (request) => {
      if (behaviour === 'bug') throw new TypeError('bug: no such thing')
      for (let i = 0; i < 3; i++) events({ type: 'step', at: i, id: `s${i}`, title: request.language })
      return { ok: true, value: { type: 'session', at: 0 } }
    },
    read: () => {
      host.progress(5, 10)
      return { ok: true, value: null }
    },
    runExperiment: () => die(behaviour),
    exec: async ({ command }) => {
      const child = spawn(command[0], command.slice(1), { stdio: [5, 6, 7] })
      const code = await new Promise((resolve) => child.on('exit', resolve))
      return { ok: true, value: { code, signal: null } }
    },
    packetFrame: (n) => ({ ok: true, value: { n, bytes: 'A'.repeat(n), length: n, layers: [] } })
  })
  if (behaviour === 'stubborn') setInterval(() => undefined, 1_000)
  else input.on('end', () => process.exit(0))
}

function die(how) {
  process.stderr.write('about to end\n')
  if (how === 'killed') process.kill(process.pid, 'SIGKILL')
  if (how === 'garbage') writeSync(4, Buffer.from('Segmentation fault'))
  if (how === 'abort') process.exit(7)
  return new Promise(() => undefined)
}
