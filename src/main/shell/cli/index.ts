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
