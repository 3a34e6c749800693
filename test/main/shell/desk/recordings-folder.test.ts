import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { fail, ok } from '../../../../src/shared/base/result'
import { RecordingsFolder, recordingsPath } from '../../../../src/main/shell/desk/recordings-folder'

const NOON = new Date(2026, 10, 22, 12, 0, 0)
let folder: string
let recordings: RecordingsFolder

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'))
  recordings = new RecordingsFolder(folder)
})
afterEach(() => rm(folder, { recursive: true }))

const put = (name: string, text = 'blocks'): Promise<void> => writeFile(join(folder, name), text)

it('stands where the environment says: our own variable, the data home, the home', () => {
  expect(recordingsPath({ TWLAB_RECORDINGS: '/mnt/lab', XDG_DATA_HOME: '/data' }, '/home/kim')).toBe('/mnt/lab')
  expect(recordingsPath({ XDG_DATA_HOME: '/data' }, '/home/kim')).toBe('/data/timewait-lab/recordings')
  expect(recordingsPath({}, '/home/kim')).toBe('/home/kim/.local/share/timewait-lab/recordings')
})
it('does not take a relative path for its folder', () => {
  expect(recordingsPath({ TWLAB_RECORDINGS: 'here', XDG_DATA_HOME: '' }, '/home/kim')).toBe('/home/kim/.local/share/timewait-lab/recordings')
})
it('is made for its owner alone', async () => {
  const deep = new RecordingsFolder(join(folder, 'a/b'))
  expect(await deep.prepare()).toEqual(ok(null))
  expect((await stat(deep.path)).mode & 0o777).toBe(0o700)
})
it('a folder that cannot be made is a failure with a remedy', async () => {
  await put('file')
  expect(await new RecordingsFolder(join(folder, 'file/below')).prepare()).toMatchObject({ ok: false, error: { code: 'cannot-write', remedy: expect.stringContaining('TWLAB_RECORDINGS') } })
})
it('lists kept captures, newest first, and nothing else', async () => {
  for (const [name, day] of [['old.pcapng', 1], ['new.pcapng', 3], ['between.pcapng', 2]] as const) {
    await put(name)
    await utimes(join(folder, name), day, day)
  }
  await put('.session-0.pcapng')
  await put('notes.txt')
  await mkdir(join(folder, 'folder.pcapng'))
  expect((await recordings.list()).map(({ name }) => name)).toEqual(['new.pcapng', 'between.pcapng', 'old.pcapng'])
  expect((await recordings.list())[2]).toEqual({ name: 'old.pcapng', path: join(folder, 'old.pcapng'), bytes: 6, changed: '1970-01-01T00:00:01.000Z' })
})
it('a folder that cannot be read holds none; that nothing can be written there is said when it is to be', async () => {
  await put('file')
  const nowhere = new RecordingsFolder(join(folder, 'file/recordings'))
  expect(await nowhere.list()).toEqual([])
  expect(await nowhere.prepare()).toMatchObject({ ok: false, error: { code: 'cannot-write' } })
})

it('gives a session file a second name, for a window that looks on: it is there whatever becomes of the first, and is no recording', async () => {
  const session = recordings.sessionFile()
  await writeFile(session, 'blocks')
  const view = await recordings.view(session)
  if (!view.ok) return expect.fail(JSON.stringify(view.error))
  await recordings.discard(session)
  await writeFile(view.value, ' and more', { flag: 'a' })
  expect([await readFile(view.value, 'utf8'), await recordings.list()]).toEqual(['blocks and more', []])
  await recordings.discard(view.value)
  expect(await readdir(folder)).toEqual([])
  expect(await recordings.view(session)).toMatchObject({ ok: false, error: { code: 'cannot-write' } })
})
it('takes second names away that a shell which was killed had given', async () => {
  const gone = spawnSync(process.execPath, ['-e', '']).pid
  await put(`.view-p${gone}-0a.pcapng`)
  await put(`.view-p${process.pid}-0a.pcapng`)
  await recordings.list()
  expect(await readdir(folder)).toEqual([`.view-p${process.pid}-0a.pcapng`])
})

it('a folder that is not there holds no recordings', async () => {
  expect(await new RecordingsFolder(join(folder, 'none')).list()).toEqual([])
})
it('finds a recording by its exact name only', async () => {
  await put('a.pcapng')
  await put('.session-0.pcapng')
  expect(await recordings.find('a.pcapng')).toMatchObject({ name: 'a.pcapng' })
  for (const name of ['A.pcapng', './a.pcapng', `../${folder.split('/').at(-1)}/a.pcapng`, 'a.pcapng/', 'a.pcapng\0', '.session-0.pcapng', '', '..']) {
    expect(await recordings.find(name), JSON.stringify(name)).toBeUndefined()
  }
})
it('keeps a finished session under a name with its time, and never overwrites', async () => {
  await put('watch-2026-11-22-120000.pcapng', 'the first')
  await put('.session-1.pcapng')
  expect(await recordings.keep(join(folder, '.session-1.pcapng'), 'watch', NOON)).toMatchObject({ ok: true, value: { name: 'watch-2026-11-22-120000-2.pcapng' } })
  expect((await recordings.list()).map(({ bytes }) => bytes).sort()).toEqual([6, 9])
})
it('gives each of several windows, and of several programs, that keep at the same instant a name of its own', async () => {
  const files = await Promise.all(['one', 'two', 'three', 'four'].map(async (text, i) => {
    await put(`.session-${i}.pcapng`, text)
    return join(folder, `.session-${i}.pcapng`)
  }))
  const kept = await Promise.all(files.map((file) => new RecordingsFolder(folder).keep(file, 'watch', NOON)))
  expect(kept.map((one) => one.ok && one.value.name).toSorted()).toEqual(['watch-2026-11-22-120000-2.pcapng', 'watch-2026-11-22-120000-3.pcapng', 'watch-2026-11-22-120000-4.pcapng', 'watch-2026-11-22-120000.pcapng'])
  expect((await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')))).toSorted()).toEqual(['four', 'one', 'three', 'two'])
})
it('leaves no empty file behind when the session file is gone', async () => {
  expect(await recordings.keep(join(folder, '.session-1.pcapng'), 'watch', NOON)).toMatchObject({ ok: false, error: { code: 'cannot-write' } })
  expect(await readdir(folder)).toEqual([])
})
it('asks a running engine for the next name while the one it tried exists, and for nothing after another failure', async () => {
  const tried: string[] = []
  const busy = await recordings.keepThrough(async (path) => {
    tried.push(path.slice(folder.length + 1))
    return tried.length < 3 ? fail('file-exists', { of: path }) : fail('cannot-write', { said: 'ENOSPC' })
  }, 'netcat', NOON)
  expect(busy).toEqual(fail('cannot-write', { said: 'ENOSPC' }))
  expect(tried).toEqual(['netcat-2026-11-22-120000.pcapng', 'netcat-2026-11-22-120000-2.pcapng', 'netcat-2026-11-22-120000-3.pcapng'])
})
it('session files of shells that were killed go after a week, younger ones and links\' targets stay', async () => {
  await put('.session-aa.pcapng')
  await put('.session-bb.pcapng')
  await put('precious.pcapng')
  await symlink(join(folder, 'precious.pcapng'), join(folder, '.session-cc.pcapng'))
  for (const name of ['.session-aa.pcapng', 'precious.pcapng']) await utimes(join(folder, name), 1, 1)
  await recordings.prepare()
  expect((await readdir(folder)).sort()).toEqual(['.session-bb.pcapng', 'precious.pcapng'])
})
it('a torn session of a shell that was killed is listed under a name, with its time; one of a shell that runs, or is still being written, is left alone', async () => {
  const gone = spawnSync('true').pid
  await put(`.session-p${gone}-aa.pcapng`, 'torn')
  await put(`.session-p${gone}-bb.pcapng`, 'still being written')
  await put(`.session-p${process.pid}-cc.pcapng`, 'mine')
  for (const name of [`.session-p${gone}-aa.pcapng`, `.session-p${process.pid}-cc.pcapng`]) await utimes(join(folder, name), NOON, NOON)
  expect((await recordings.list()).map(({ name, bytes, recovered }) => ({ name, bytes, recovered }))).toEqual([{ name: 'recovered-2026-11-22-120000.pcapng', bytes: 4, recovered: true }])
  // For the next shell it is a recording like any other.
  expect((await new RecordingsFolder(folder).list())[0]?.recovered).toBeUndefined()
  expect((await readdir(folder)).sort()).toEqual([`.session-p${process.pid}-cc.pcapng`, `.session-p${gone}-bb.pcapng`, 'recovered-2026-11-22-120000.pcapng'].sort())
})
