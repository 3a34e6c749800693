// `npm run bench`: ours beside the peer's, measured in the same run. The peers (dumpcap, ss, tshark) are among the tests' packages.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { prepare } from './setup.mjs'
import { runOpenly, runQuietly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

try {
  await prepare({ level: 'test' })
  await runQuietly(process.execPath, [join(root, 'node_modules/vite/bin/vite.js'), 'build', '-c', join(root, 'bench/vite.config.mts')], root)
  process.exitCode = await runOpenly(process.execPath, [join(root, 'out/bench/bench.mjs'), ...process.argv.slice(2)], root)
} catch (error) {
  process.stderr.write(`${error.message}\n`)
  process.exitCode = 1
}
