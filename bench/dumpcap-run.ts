import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { cpuMs, run } from './process'

// dumpcap on lo under the flood, inside a namespace of its own: what it captured and dropped, and the CPU it took. Prints JSON.
const [file = '', flood = '', connections = '20000'] = process.argv.slice(2)
const dumpcap = spawn('dumpcap', ['-i', 'lo', '-f', 'tcp', '-w', file, '-s', '256', '-B', '64', '-q'], { stdio: ['ignore', 'ignore', 'pipe'] })
let said = ''
dumpcap.stderr.setEncoding('utf8').on('data', (text: string) => { said += text })
while (!said.includes('File:')) await once(dumpcap.stderr, 'data')
const pid = dumpcap.pid ?? 0
const load = await run(process.execPath, [flood, connections], 60_000)
dumpcap.kill('SIGINT')
const before = cpuMs(pid)
await once(dumpcap, 'close')
const counts = /Packets received\/dropped on interface '[^']*': (\d+)\/(\d+)/.exec(said)
const { ms, cpuMs: senderMs } = JSON.parse(load.stdout) as { readonly ms: number; readonly cpuMs: number }
process.stdout.write(`${JSON.stringify({ packets: Number(counts?.[1]), dropped: Number(counts?.[2]), cpuMs: before, ms, senderMs })}\n`)

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
