import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { words } from './words.mjs'

const LOOK_MS = 200
/** ms another set-up may take: packages over a slow line. */
const PATIENCE_MS = 900_000

/** One set-up at a time in one checkout. The file holds the number of the process; that of a process that is gone is taken over. */
export async function withLock(file, work, patienceMs = PATIENCE_MS) {
  mkdirSync(dirname(file), { recursive: true })
  const since = performance.now()
  for (let told = false; !take(file);) {
    const holder = Number(read(file))
    if (!isAlive(holder)) {
      rmSync(file, { force: true })
      continue
    }
    if (performance.now() - since > patienceMs) throw new Error(words.lockHeld(file, holder))
    if (!told) process.stderr.write(`twlab: ${words.otherSetup}\n`)
    told = true
    await delay(LOOK_MS)
  }
  try {
    return await work()
  } finally {
    rmSync(file, { force: true })
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' })
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  }
}

function read(file) {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}
