// Records resources/samples anew: each sample is the product's own recording of one experiment, as `twlab run` writes it. Takes a few minutes, on a quiet machine.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

/** Those of the course's three reasons, and what students ask for next. */
const SAMPLES = ['active-close', 'lost-final-ack', 'ghost-segment', 'same-four-tuple', 'fin-before-data', 'simultaneous-close', 'assassination', 'half-close', 'reset']
/** Bytes of a packed sample, at most, and experiments side by side. */
const LARGEST = 100_000
const AT_ONCE = 3

const root = join(import.meta.dirname, '..')
const samples = join(root, 'resources/samples')
const folder = mkdtempSync(join(tmpdir(), 'twlab-samples-'))
mkdirSync(samples, { recursive: true })

/** @returns whether every check held, and the sample was replaced */
async function record(id) {
  const recorded = join(folder, `${id}.pcapng`)
  const child = spawn(join(root, 'bin/twlab'), ['run', id, '--quiet', '--lang', 'en', '--record', recorded], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [status] = await once(child, 'exit')
  const packed = status === 0 ? gzipSync(readFileSync(recorded), { level: 9 }) : undefined
  const sound = packed !== undefined && packed.length <= LARGEST
  if (sound) writeFileSync(join(samples, `${id}.pcapng.gz`), packed)
  process.stderr.write(`${id}: ${sound ? 'recorded' : `not replaced (exit status ${status})`}\n`)
  return sound
}

const queue = [...SAMPLES]
const outcomes = []
const worker = async () => {
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) outcomes.push(await record(id))
}
await Promise.all(Array.from({ length: AT_ONCE }, worker))
rmSync(folder, { recursive: true })
process.exitCode = outcomes.every(Boolean) ? 0 : 1
