// A stand-in for the built engine: the same pipe and frames, behaviour chosen by FAKE_ENGINE. Written apart from the product's own framing,
// so that both sides are judged by the contract (src/shared/ipc/frames.ts) and not by each other.
import { createBirpc } from 'birpc'
import { Socket } from 'node:net'
import { spawn } from 'node:child_process'
import { writeSync } from 'node:fs'

const behaviour = process.env.FAKE_ENGINE ?? ''
if (behaviour === 'refused') {
  process.stderr.write('unshare: unshare failed: No space left on device\n')
  process.exit(1)
}
if (behaviour === 'silent') setInterval(() => undefined, 1_000)
else run()

function run() {
  const input = new Socket({ fd: 3, readable: true, writable: false })
  const output = new Socket({ fd: 4, readable: false, writable: true })
  const send = (kind, payload) => {
    const head = Buffer.alloc(5)
    head.writeUInt32BE(payload.length + 1)
    head[4] = kind
    output.write(Buffer.concat([head, payload]))
  }
  const events = (...lines) => send(0x45, Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join('')))
  let acknowledged = 0
  let listener
  const host = createBirpc({
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
    socketsText: () => ({ ok: true, value: `${process.pid} ${process.getuid()}` }),
    packetBytes: (n) => ({ ok: true, value: 'A'.repeat(n) })
  }, { post: (text) => send(0x52, Buffer.from(text)), on: (f) => { listener = f }, serialize: (message) => JSON.stringify(message, errors), timeout: -1, bind: 'functions' })

  let rest = Buffer.alloc(0)
  input.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk])
    while (rest.length >= 5 && rest.length >= 4 + rest.readUInt32BE(0)) {
      const length = rest.readUInt32BE(0)
      listener(JSON.parse(rest.subarray(5, 4 + length).toString()))
      rest = rest.subarray(4 + length)
    }
  })
  if (behaviour === 'stubborn') setInterval(() => undefined, 1_000)
  else input.on('end', () => process.exit(0))
}

function errors(_key, value) {
  return value instanceof Error ? { __error: true, name: value.name, message: value.message } : value
}

function die(how) {
  process.stderr.write('about to end\n')
  if (how === 'killed') process.kill(process.pid, 'SIGKILL')
  if (how === 'garbage') writeSync(4, Buffer.from('Segmentation fault'))
  if (how === 'abort') process.exit(7)
  return new Promise(() => undefined)
}
