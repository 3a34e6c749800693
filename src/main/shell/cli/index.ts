import { fileURLToPath } from 'node:url'
import { BUG } from './exit-status'
import { main, thisProcess } from './main'

main(thisProcess(fileURLToPath(import.meta.url))).then(
  (status) => void (process.exitCode = status),
  (error: unknown) => {
    console.error(error)
    process.exitCode = BUG
  }
)

// An ES module by its syntax: what a bundler takes for CommonJS (package.json says so) it wraps, and every constant becomes a variable.
export {}
