// Draws docs/experiments anew: the lifecycle and the ladder of each experiment, by `twlab export` from a folder of recordings (`twlab run --all --record FOLDER/x.pcapng`;
// bucket-overflow once more with `--param buckets=6`, so that some of those refused are among the first connections).
import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, statSync } from 'node:fs'
import { basename, join } from 'node:path'

/** Bytes of a picture, at most. */
const LARGEST = 150_000
const root = join(import.meta.dirname, '..')
const [folder] = process.argv.slice(2)
if (folder === undefined) throw new Error('usage: node scripts/draw-experiments.mjs FOLDER')
const pictures = join(root, 'docs/experiments')
mkdirSync(pictures, { recursive: true })
const known = readdirSync(join(root, 'resources/experiments')).map((name) => basename(name, '.yaml'))

/** Which connection's ladder tells the story, where it is not the first's; and which lanes, where the first dozen do not. */
const TELLING = {
  'ghost-segment': { ladder: 'c4' }, 'fin-timeout-myth': { ladder: 'c2' }, 'state-gallery': { ladder: 'c3' }, 'bucket-overflow': { ladder: 'c7' },
  'same-four-tuple': { ladder: 'c2', lanes: ['c1', 'c2', 'c3', 'c19', 'c21'] }, 'port-exhaustion': { lanes: ['c1', 'c2', 'c28231', 'c28232', 'c28233'] }
}

for (const file of readdirSync(folder)) {
  const id = known.find((name) => file === `${name}.pcapng` || file.endsWith(`-${name}.pcapng`))
  if (id === undefined) continue
  const draw = (figure, more) => {
    const out = join(pictures, `${id}.${figure}.svg`)
    const { status } = spawnSync(join(root, 'bin/twlab'), ['export', join(folder, file), '--to', 'svg', '--figure', figure, '--width', '1100', '--lang', 'en', '--quiet', '--force', '-o', out, ...more], { stdio: ['ignore', 'ignore', 'ignore'] })
    if (status !== 0 || statSync(out).size > LARGEST) throw new Error(`${out}: exit status ${status}, at most ${LARGEST} bytes`)
  }
  const { ladder = 'c1', lanes = [] } = TELLING[id] ?? {}
  draw('lifecycle', lanes.flatMap((lane) => ['--connection', lane]))
  draw('ladder', ['--connection', ladder])
  process.stderr.write(`${id}\n`)
}
