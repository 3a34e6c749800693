import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
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
      takeAway(file, holder)
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

/** Written beside it first: whoever finds the file finds a number in it. */
function take(file) {
  const own = `${file}.${process.pid}`
  writeFileSync(own, String(process.pid))
  try {
    linkSync(own, file)
    return true
  } catch (error) {
    if (error.code !== 'EEXIST') throw error
    return false
  } finally {
    rmSync(own, { force: true })
  }
}

/** The lock of a process that is gone. Others may be doing the same: one that has been taken anew meanwhile is put back. */
function takeAway(file, holder) {
  const aside = `${file}.${process.pid}.gone`
  try {
    renameSync(file, aside)
    if (Number(read(aside)) !== holder) linkSync(aside, file)
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EEXIST') throw error
  } finally {
    rmSync(aside, { force: true })
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
