import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Owners } from '../../../../src/main/engine/kernel/owners'

describe('the owner of a socket', () => {
  let proc: string
  let now: number
  let owners: Owners

  const open = (pid: number, fd: number, target: string): void => {
    mkdirSync(join(proc, String(pid), 'fd'), { recursive: true })
    symlinkSync(target, join(proc, String(pid), 'fd', String(fd)))
  }

  beforeEach(() => {
    proc = mkdtempSync(join(tmpdir(), 'owners-'))
    now = 0
    owners = new Owners(proc, () => now)
  })

  afterEach(() => rmSync(proc, { recursive: true }))

  it('is the process with a descriptor of that inode', () => {
    open(4711, 3, 'socket:[1234]')
    open(4711, 0, '/dev/null')
    mkdirSync(join(proc, 'sys'))
    expect(owners.ownerOf(1234)).toEqual({ pid: 4711, fd: 3 })
    expect(owners.pidOf(1234)).toBe(4711)
  })

  it('is nobody for minisocks, and unknown for what cannot be seen', () => {
    open(4711, 3, 'socket:[1234]')
    expect(owners.pidOf(0)).toBeUndefined()
    expect(owners.pidOf(99)).toBeUndefined()
  })

  it('is looked for again after a while, not at every question', () => {
    expect(owners.pidOf(1234)).toBeUndefined()
    open(4711, 3, 'socket:[1234]')
    now = 4_999
    expect(owners.pidOf(1234)).toBeUndefined()
    now = 5_000
    expect(owners.pidOf(1234)).toBe(4711)
  })

  it('of a new socket is found with the first look after it appeared', () => {
    expect(owners.pidOf(1)).toBeUndefined()
    open(4711, 4, 'socket:[2]')
    now = 100
    expect(owners.pidOf(2)).toBeUndefined()
    now = 250
    expect(owners.pidOf(2)).toBe(4711)
  })
})
