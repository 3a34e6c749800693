import { fileURLToPath } from 'node:url'
import { main, thisProcess } from './main'

process.exitCode = await main(thisProcess(fileURLToPath(import.meta.url)))
