import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { exec, must, openEngine, vitals } from './engine-session'
import { runInside } from './process'
import { median } from './report'
import type { Row } from './report'

const here = import.meta.dirname
/** Connections of one flood, each of so many packets. */
const CONNECTIONS = 20_000
const PACKETS_EACH = 10
/** Ours and the peer are run so many times in turns, each time the other one first. The medians are compared: of a quickest run nobody knows how often it comes. */
const TURNS = 5

export interface Captured {
  readonly packets: number
  readonly dropped: number
  /** CPU of who captures, from before the flood until everything is captured (ours: judged, recorded and told), ms. */
  readonly cpuMs: number
  /** How long the flood took, and the CPU that its sender used meanwhile. */
  readonly ms: number
  readonly senderMs: number
}

/** dumpcap on lo under the flood, in a namespace of its own. */
export async function dumpcap(file: string, connections: number): Promise<Captured> {
  const { stdout, stderr } = await runInside(process.execPath, [join(here, 'dumpcap.mjs'), file, join(here, 'flood.mjs'), String(connections)], 60_000)
  if (stdout === '') throw new Error(stderr)
  return JSON.parse(stdout) as Captured
}

/** The same, by the engine, which records. */
async function captured(folder: string, nothing: number): Promise<Captured> {
  const file = join(folder, 'ours.pcapng')
  const { engine } = await openEngine({ record: file }, nothing)
  const before = await vitals(engine)
  const output = join(folder, 'flood.json')
  must(await exec(engine, ['sh', '-c', 'exec "$0" "$1" "$2" 64 > "$3"', process.execPath, join(here, 'flood.mjs'), String(CONNECTIONS), output]))
  const after = await vitals(engine)
  const { ms, cpuMs: senderMs } = JSON.parse(readFileSync(output, 'utf8')) as { readonly ms: number; readonly cpuMs: number }
  must(await engine.call((remote) => remote.close()))
  await engine.dispose()
  rmSync(file)
  return { packets: after.packets, dropped: after.dropped, cpuMs: (after.cpu - before.cpu) / 1000, ms, senderMs }
}

/** @param note says what goes on @param nothing a descriptor that gives and takes nothing */
export async function captureAndRecord(folder: string, nothing: number, note: (text: string) => void): Promise<readonly Row[]> {
  note(`capture and record under a flood of ${CONNECTIONS.toLocaleString('en')} connections, ${TURNS} turns with dumpcap …`)
  const ours: Captured[] = []
  const peers: Captured[] = []
  const turns = [async () => void ours.push(await captured(folder, nothing)), async () => void peers.push(await dumpcap(join(folder, 'peer.pcapng'), CONNECTIONS))]
  for (let turn = 0; turn < TURNS; turn++) {
    for (const run of turns) await run()
    turns.reverse()
  }
  note(`packets/s in the turns, the slowest first: ours ${spread(ours)}; dumpcap ${spread(peers)}`)
  const missing = (runs: readonly Captured[]): number => Math.max(0, ...runs.map(({ packets }) => CONNECTIONS * PACKETS_EACH - packets))
  const most = (runs: readonly Captured[]): number => Math.max(...runs.map(({ dropped }) => dropped))
  const compared = (what: string, of: (run: Captured) => number): Omit<Row, 'unit' | 'better' | 'goal'> => ({ what, ours: median(ours.map(of)), peer: median(peers.map(of)), peerName: 'dumpcap' })
  return [
    { ...compared('capture+record: packets/s under the flood', rate), unit: '/s', better: 'more', goal: 1 },
    { ...compared('capture+record: CPU of the sender, who pays for being captured', ({ senderMs }) => senderMs), unit: 'ms', better: 'less', goal: null },
    { what: 'capture+record: packets dropped', ours: most(ours), peer: null, peerName: `(dumpcap ${most(peers)})`, unit: '', better: 'less', goal: 0 },
    { what: 'capture+record: packets sent and not captured', ours: missing(ours), peer: null, peerName: `(dumpcap ${missing(peers)})`, unit: '', better: 'less', goal: 0 },
    { ...compared('capture+record: CPU (ours also tracks, samples and tells)', ({ cpuMs }) => cpuMs), unit: 'ms', better: 'less', goal: null }
  ]
}

/** What the sender got through, whoever captured it: the same number of packets on both sides. */
const rate = ({ ms }: Captured): number => CONNECTIONS * PACKETS_EACH / ms * 1000

const spread = (runs: readonly Captured[]): string => runs.map(rate).sort((a, b) => a - b).map((value) => Math.round(value).toLocaleString('en')).join(' ')
