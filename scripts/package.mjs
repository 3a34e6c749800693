// `npm run package`: packs the program for this system (packaging/electron-builder.config.cjs). What follows goes to electron-builder: `npm run package -- --linux deb`.
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installModules, prepare } from './setup.mjs'
import { runOpenly } from './setup/run.mjs'

const root = dirname(dirname(fileURLToPath(import.meta.url)))

try {
  await prepare({ level: 'run' })
  await installModules(join(root, 'packaging'))
  const builder = join(root, 'packaging/node_modules/electron-builder/cli.js')
  process.exitCode = await runOpenly(process.execPath, [builder, 'build', '--config', 'packaging/electron-builder.config.cjs', '--publish', 'never', ...process.argv.slice(2)], root)
} catch (error) {
  process.stderr.write(`twlab: ${error.message}\n`)
  process.exitCode = 1
}
