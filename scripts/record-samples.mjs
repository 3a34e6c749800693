// Records resources/samples anew: each sample is the product's own recording of one experiment, as `twlab run` writes it. Takes some five minutes, on a quiet machine.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** Those of the course's three reasons, and what students ask for next. None is larger than LARGEST bytes. */
const SAMPLES = ['active-close', 'lost-final-ack', 'ghost-segment', 'same-four-tuple', 'fin-before-data', 'simultaneous-close', 'assassination', 'half-close', 'reset']
const LARGEST = 400_000

const root = join(import.meta.dirname, '..')
const samples = join(root, 'resources/samples')
const folder = mkdtempSync(join(tmpdir(), 'twlab-samples-'))
mkdirSync(samples, { recursive: true })
const { status } = spawnSync(join(root, 'bin/twlab'), ['run', ...SAMPLES, '--jobs', '3', '--quiet', '--lang', 'en', '--record', join(folder, 'sample.pcapng')], { stdio: 'inherit' })
if (status === 0) {
  for (const id of SAMPLES) {
    const recorded = join(folder, `sample-${id}.pcapng`)
    const { size } = statSync(recorded)
    if (size > LARGEST) throw new Error(`${id}: ${size} bytes are too many for a sample`)
    copyFileSync(recorded, join(samples, `${id}.pcapng`))
  }
}
rmSync(folder, { recursive: true })
process.exitCode = status ?? 1
