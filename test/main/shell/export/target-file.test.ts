import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { TargetFile, TextFile } from '../../../../src/main/shell/export/target-file'

let folder = ''
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'twlab-target-'))))
afterEach(() => rmSync(folder, { recursive: true }))
const at = (name: string): string => join(folder, name)

async function file(name: string, force = false): Promise<TextFile> {
  const target = TargetFile.at(at(name), force)
  if (!target.ok) throw new Error(target.error.code)
  const text = await TextFile.create(target.value)
  if (!text.ok) throw new Error(text.error.code)
  return text.value
}

describe('a file that is being written', () => {
  it('has its name only when it is whole', async () => {
    const text = await file('a.csv')
    await text.write('one\n')
    expect(readdirSync(folder)).toEqual([expect.stringMatching(/^\.a\.csv\..*\.part$/)])
    await text.write(new Uint8Array([0x32, 0x0a]))
    expect(await text.commit()).toEqual({ ok: true, value: 6 })
    expect(readdirSync(folder)).toEqual(['a.csv'])
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('one\n2\n')
  })

  it('leaves nothing behind when it is abandoned', async () => {
    const text = await file('a.csv')
    await text.write('x'.repeat(300_000))
    await text.abandon()
    expect(readdirSync(folder)).toEqual([])
  })

  it('takes no name that is taken, unless it was told to', async () => {
    writeFileSync(at('a.csv'), 'mine')
    expect(TargetFile.at(at('a.csv'), false)).toMatchObject({ ok: false, error: { code: 'file-exists', remedy: '--force' } })
    const text = await file('a.csv', true)
    await text.write('new')
    expect(await text.commit()).toMatchObject({ ok: true })
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('new')
  })

  it('does not replace a file that came while it was written', async () => {
    const text = await file('a.csv')
    await text.write('new')
    writeFileSync(at('a.csv'), 'came first')
    expect(await text.commit()).toMatchObject({ ok: false, error: { code: 'file-exists' } })
    expect(readdirSync(folder)).toEqual(['a.csv'])
    expect(readFileSync(at('a.csv'), 'utf8')).toBe('came first')
  })

  it('is refused where no file can be', async () => {
    mkdirSync(at('there'))
    expect(TargetFile.at(at('there'), true)).toMatchObject({ error: { code: 'cannot-write', said: 'is a directory' } })
    expect(TargetFile.at(join(folder, 'no', 'a.csv'), false)).toMatchObject({ error: { code: 'cannot-write', said: 'no such folder', remedy: expect.stringContaining('mkdir -p') } })
  })

  it('is refused in a folder that may not be written to, root or not', async () => {
    // The kernel lets nobody make a file in sysfs.
    const target = TargetFile.at('/sys/twlab-a.csv', false)
    expect(target.ok && await TextFile.create(target.value)).toMatchObject({ ok: false, error: { code: 'cannot-write', of: expect.stringMatching(/^\/sys\//), said: expect.stringMatching(/^(permission denied|the file system is read-only)/) } })
  })
})
