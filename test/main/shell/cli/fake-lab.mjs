// A stand-in for the engine as the command line sees it: one connection whose client waits; FAKE_LAB changes how it goes.
import { spawn } from 'node:child_process'
import { constants } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { serveOnPipe } from '../../engine-host/fake-pipe.mjs'

const how = process.env.FAKE_LAB ?? ''
const header = (request) => ({
  type: 'session', at: 0, startedAt: '2026-11-22T10:00:00.123456789Z', startedAtNs: '1795341600123456789', mode: request.mode, schema: 1, kernel: '6.18.44', hz: 250,
  source: 'libpcap', ...(request.experiment ? { experiment: request.experiment.experiment.id, params: request.experiment.params } : {})
})
const packet = {
  type: 'packet', at: 31_000, n: 1, conn: 'c1', from: '127.0.0.1:41234', to: '127.0.0.1:12345', flags: 'SYN', seq: 0, ack: 0, len: 0, win: 65495, length: 74, caplen: 74,
  verdict: 'passed', rawSeq: 1, rawAck: 0
}
const connection = {
  type: 'connection', at: 2_000_000, id: 'c1', client: '127.0.0.1:41234', server: '127.0.0.1:12345', packets: 1,
  states: { client: [{ state: 'TIME-WAIT', from: 0, to: null, evidence: 'sampled' }], server: [{ state: 'CLOSED', from: 0, to: null, evidence: 'sampled' }] },
  timeWait: { end: 'client', from: 0, to: null, restarts: 0, evidence: 'sampled' }, complete: true
}

let request
let stop
const stopped = new Promise((resolve) => { stop = resolve })
const failed = (code, said) => ({ ok: false, error: { code, said } })
const checks = () => [{ id: 'waits', ok: how !== 'check-fails' && how !== 'lacks', ...(how === 'lacks' ? { verdict: 'unobservable', detail: 'nft' } : {}), title: 'Who closed first waits', evidence: [{ event: 'packet', n: 1 }] }]

const { host, input, events } = serveOnPipe({
  ping: () => ({ pid: process.pid, rss: 0, cpu: 0, packets: 0, dropped: 0, backlog: 0 }),
  acknowledge: () => undefined,
  open: (asked) => {
    request = asked
    if (how === 'refuses') return failed('no-libpcap', 'libpcap.so.0.8: cannot open shared object file')
    if (asked.filter === 'bad') return failed('bad-filter', 'syntax error')
    events(header(asked))
    if (how !== 'silent') events(packet)
    if (how === 'trouble') host.trouble({ code: 'no-capture-permission', said: 'EPERM' })
    return { ok: true, value: header(asked) }
  },
  // A capture's name says who closed first: `server-first.pcapng`.
  capturePart: ({ file, conn }) => {
    if (!file.endsWith('.pcapng')) return failed('not-a-capture', file)
    const [client, server] = [packet.from, packet.to]
    const [from, to] = file.includes('server-first') ? [server, client] : [client, server]
    return { ok: true, value: {
      header: { ...header({ mode: 'file' }), id: 'a1' }, connections: [{ id: 'c1', client, server, packets: 2 }], total: 1, conn: conn ?? 'c1', left: 0, end: 2_000_000,
      events: [packet, { ...packet, at: 1_000_000, n: 2, from, to, flags: 'FIN,ACK' }]
    } }
  },
  runExperiment: async () => {
    if (how === 'dies') process.kill(process.pid, 'SIGKILL')
    if (how === 'lacks') host.trouble({ code: 'no-nft', remedy: 'sudo apt-get install -y nftables' })
    if (how === 'endless') return stopped.then(() => failed('stopped', ''))
    // The first of several takes longest, so that the others are done before it.
    await delay(request.experiment.experiment.id === 'active-close' ? 150 : 0)
    return { ok: true, value: checks() }
  },
  exec: async ({ command, env }) => {
    const child = spawn(command[0], command.slice(1), { stdio: [5, 6, 7], env })
    const ended = await new Promise((resolve) => {
      child.on('error', () => resolve(undefined))
      child.on('exit', (code, signal) => resolve({ code, signal }))
    })
    if (ended === undefined) return failed('no-program', command[0])
    host.programEnded(ended)
    if (request.linger !== 0 && how === 'lingers') await stopped
    return { ok: true, value: ended }
  },
  read: () => {
    host.progress(1, 2)
    if (how === 'garbage') return failed('not-a-capture', 'byte 0: 89504e47')
    return { ok: true, value: null }
  },
  close: () => {
    stop()
    const result = {
      type: 'result', at: 2_000_000, experiment: request.experiment?.experiment.id ?? null, ok: how !== 'check-fails' && how !== 'lacks' && how !== 'endless', checks: request.experiment ? checks() : [], captured: 1, dropped: 0, gaps: 0
    }
    events(connection, result)
    return { ok: true, value: result }
  }
})
input.on('end', () => process.exit(constants.signals.SIGHUP - 1))
