import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { setTimeout as delay } from 'node:timers/promises'
import { cpuMs } from './process'

/** ms in which dumpcap takes what it has not been given yet: the kernel hands a part of the ring over when it is full, or some time after its first packet. */
const REST_MS = 400

// dumpcap on lo under the flood, inside a namespace of its own: what it captured and dropped, and the CPU it took. Prints JSON. Nobody looks at the sender meanwhile: a look is paid by it.
const [file = '', flood = '', connections = '20000'] = process.argv.slice(2)
const dumpcap = spawn('dumpcap', ['-i', 'lo', '-f', 'tcp', '-w', file, '-s', '256', '-B', '64', '-q'], { stdio: ['ignore', 'ignore', 'pipe'] })
let said = ''
dumpcap.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
while (!said.includes('File:')) await once(dumpcap.stderr, 'data')
const load = spawn(process.execPath, [flood, connections], { stdio: ['ignore', 'pipe', 'inherit'] })
const { ms, cpuMs: senderMs } = JSON.parse(await text(load.stdout)) as { readonly ms: number; readonly cpuMs: number }
await delay(REST_MS)
const cpu = cpuMs(dumpcap.pid ?? 0)
dumpcap.kill('SIGINT')
await once(dumpcap, 'close')
const counts = /Packets received\/dropped on interface '[^']*': (\d+)\/(\d+)/.exec(said)
process.stdout.write(`${JSON.stringify({ packets: Number(counts?.[1]), dropped: Number(counts?.[2]), cpuMs: cpu, ms, senderMs })}\n`)

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
