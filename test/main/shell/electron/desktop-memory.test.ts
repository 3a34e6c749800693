import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DesktopMemory } from '../../../../src/main/shell/electron/desktop-memory'

const PLACE = { bounds: { x: 10, y: 20, width: 1280, height: 800 }, maximized: true, fullScreen: false }
let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'memory-'))
  file = join(folder, 'profile', 'desktop.json')
})
afterEach(async () => {
  vi.restoreAllMocks()
  await rm(folder, { recursive: true })
})

describe('what the desktop remembers', () => {
  it('is there at the next start', async () => {
    const memory = await DesktopMemory.load(file)
    expect([memory.place, memory.recent]).toEqual([undefined, []])
    memory.setPlace(PLACE)
    memory.addRecent('/a.pcapng')
    await memory.written()
    const next = await DesktopMemory.load(file)
    expect([next.place, next.recent]).toEqual([PLACE, ['/a.pcapng']])
    expect(await readdir(join(folder, 'profile'))).toEqual(['desktop.json'])
  })
  it('of files: the latest ten, each once, the latest first; forgotten one by one or all at once', async () => {
    const memory = await DesktopMemory.load(file)
    for (let n = 1; n <= 12; n++) memory.addRecent(`/${n}.pcapng`)
    memory.addRecent('/5.pcapng')
    expect(memory.recent).toEqual([5, 12, 11, 10, 9, 8, 7, 6, 4, 3].map((n) => `/${n}.pcapng`))
    memory.forgetRecent('/12.pcapng')
    expect(memory.recent).not.toContain('/12.pcapng')
    memory.clearRecent()
    await memory.written()
    expect((await DesktopMemory.load(file)).recent).toEqual([])
  })
  it.each(['', '{', 'null', '{"recent":[1]}', '{"recent":[],"place":{"bounds":{"x":1e99,"y":0,"width":0,"height":0}}}', `{"recent":${JSON.stringify(Array(99).fill('/a'))}}`])(
    'damaged (%#) counts as nothing, and is written anew', async (text) => {
      file = join(folder, 'desktop.json')
      await writeFile(file, text)
      const memory = await DesktopMemory.load(file)
      expect([memory.place, memory.recent]).toEqual([undefined, []])
      memory.addRecent('/a.pcapng')
      await memory.written()
      expect(JSON.parse(await readFile(file, 'utf8'))).toEqual({ recent: ['/a.pcapng'] })
    })
  it('that cannot be written is told and does no harm', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue()
    await writeFile(join(folder, 'profile'), 'a file where the folder should be')
    const memory = await DesktopMemory.load(file)
    memory.addRecent('/a.pcapng')
    await memory.written()
    expect(memory.recent).toEqual(['/a.pcapng'])
    expect(told).toHaveBeenCalledOnce()
  })
})
