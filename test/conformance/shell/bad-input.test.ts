import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { asNobody, readableRoot } from '../nobody'
import { TALK, tell, twlab } from './twlab'

const folder = mkdtempSync(join(tmpdir(), 'twlab-bad-input-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string): string => join(folder, name)
const BIN = join(import.meta.dirname, '../../../bin/twlab')
const exec = (record: string, program = 'true'): ReturnType<typeof twlab> => twlab('exec', '--quiet', '--record', record, '--', 'sh', '-c', program)
/** A name that would colour the terminal and hide what follows, if a terminal obeyed it. */
const HOSTILE = 'a\u001b[31mb\u202egnp.pcapng'

/** What the script says in a mount namespace of its own, where `disk` holds 16 kB. */
function onSmallDisk(disk: string, script: string): { readonly out: string; readonly err: string } {
  mkdirSync(disk)
  const ran = spawnSync('unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', `mount -t tmpfs -o size=16k none "$1" && ${script}`, 'sh', disk, BIN, folder], { encoding: 'utf8', env: { ...process.env, LANG: 'C' } })
  return { out: ran.stdout, err: ran.stderr }
}

describe('a disk that fills up while a session is recorded', () => {
  it('ends the recording and not the run: the program goes on, its status stays its own, what was written opens', async () => {
    const { out, err } = onSmallDisk(file('disk'), `"$2" exec --quiet --record "$1/a.pcapng" -- sh -c '${TALK}; ${TALK}; ${TALK}; exit 7'; echo "status $?"; cp "$1/a.pcapng" "$3/full.pcapng"`)
    expect(out).toBe('hi\nhi\nhi\nstatus 7\n')
    expect(err).toMatch(/^twlab: The file cannot be written \(.*a\.pcapng: the disk is full; the recording ends at byte \d+ and is whole up to there\)\n$/)
    const { size } = statSync(file('full.pcapng'))
    expect(size).toBe(Number(/at byte (\d+)/.exec(err)?.[1]))
    // Every block that fitted is there.
    expect(size).toBeGreaterThan(16 * 1024 - 2048)
    const opened = await tell('open', '--json', file('full.pcapng'))
    expect(opened.status).toBe(0)
    expect(opened.out).toContain('"to":"TIME-WAIT"')
    expect(opened.out).not.toContain('"type":"damage"')
    expect(spawnSync('capinfos', [file('full.pcapng')], { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' })
  })

  it('gives an experiment that was to be recorded a status of its own; where not even the beginning fits, nothing is run and no empty file is left', () => {
    const full = 'head -c 20000 /dev/zero > "$1/fill"; "$2" exec --quiet --record "$1/b.pcapng" -- echo ran; echo "status $?"; ls "$1"'
    const { out, err } = onSmallDisk(file('disk-2'), `"$2" run reset --quiet --record "$1/a.pcapng" >/dev/null; echo "status $?"; ${full}`)
    expect(err).toMatch(/^twlab: The file cannot be written \(.*the disk is full.*\)\n.*\ntwlab: The file cannot be written \(.*b\.pcapng: the disk is full\)\n$/)
    expect(out).toBe('status 2\nstatus 2\na.pcapng\nfill\n')
  })
})

describe('a recording', () => {
  it('goes nowhere where it cannot: one line says why, and nothing is run', async () => {
    const ran = file('ran')
    const cases: readonly (readonly [string, RegExp])[] = [
      [folder, /is a directory/], [file('no/a.pcapng'), /no such folder.*mkdir -p '.*\/no'/], [file('there.pcapng'), /exists already and is not overwritten/]
    ]
    writeFileSync(file('there.pcapng'), 'mine')
    for (const [record, said] of cases) {
      const { status, out, err } = await exec(record, `touch ${ran}`)
      expect({ status, out, err }).toEqual({ status: 2, out: '', err: expect.stringMatching(said) })
      expect(err.trimEnd().split('\n')).toHaveLength(1)
    }
    expect(readFileSync(file('there.pcapng'), 'utf8')).toBe('mine')
    expect(existsSync(ran)).toBe(false)
  })

  it('has its name alone: of several that want it at once one gets it, and the others say so', async () => {
    const record = file('one.pcapng')
    const ran = await Promise.all([0, 1, 2].map(() => exec(record, TALK)))
    expect(ran.map(({ status }) => status).sort()).toEqual([0, 2, 2])
    for (const { err } of ran.filter(({ status }) => status === 2)) expect(err).toContain('exists already and is not overwritten')
    expect((await tell('open', '--json', record)).out).toContain('"chain":"intact"')
  })

  it('in a folder that one may not write to: recordings and exports are refused in a line, and opening works', () => {
    // Root may write everywhere, and becomes nobody; whoever else runs the tests is refused in a folder that is closed to themselves.
    const asRoot = process.getuid?.() === 0
    const { root, remove } = asRoot ? readableRoot() : { root: resolve('.'), remove: undefined }
    const [program = '', ...before] = [...(asRoot ? asNobody : []), join(root, 'bin/twlab')]
    const readOnly = mkdtempSync(join(tmpdir(), 'twlab-read-only-'))
    try {
      writeFileSync(join(readOnly, 'a.pcap'), readFileSync('test/fixtures/captures/loopback-ns.pcap'))
      chmodSync(readOnly, 0o555)
      const asked = (...argv: readonly string[]): { readonly status: number | null; readonly err: string } => {
        const ran = spawnSync(program, [...before, ...argv], { encoding: 'utf8', cwd: readOnly, env: { ...process.env, LANG: 'C', HOME: readOnly } })
        return { status: ran.status, err: ran.stderr }
      }
      expect(asked('exec', '--quiet', '--record', 'b.pcapng', '--', 'true')).toEqual({ status: 2, err: expect.stringMatching(/^twlab: The file cannot be written \(.*b\.pcapng: permission denied\)\n$/) })
      for (const to of ['md', 'pcapng']) expect(asked('export', 'a.pcap', '--to', to)).toEqual({ status: 2, err: expect.stringMatching(/^twlab: The file cannot be written \(.*a(\.export)?\.(md|pcapng): permission denied\)\n$/) })
      expect(asked('notes', 'a.pcap', '--add', 'x', '--packet', '1', '--output', 'c.pcapng')).toEqual({ status: 2, err: expect.stringMatching(/^twlab: The file cannot be written \(.*permission denied\)\n$/) })
      expect(asked('open', '--quiet', 'a.pcap')).toEqual({ status: 0, err: '' })
      expect(readdirSync(readOnly)).toEqual(['a.pcap'])
    } finally {
      chmodSync(readOnly, 0o755)
      rmSync(readOnly, { recursive: true })
      remove?.()
    }
  })
})

describe('a name with control characters', () => {
  it('is shown and not obeyed, whatever is done with the file', async () => {
    const [hostile, report] = [file(HOSTILE), file(`${HOSTILE}.md`)]
    const did = [
      await exec(hostile, TALK), await tell('open', hostile), await tell('notes', hostile, '--add', 'x', '--packet', '1'), await tell('notes', hostile), await tell('export', hostile, '--to', 'md', '-o', report),
      await tell('export', hostile, '--to', 'md', '-o', report), await exec(hostile), await tell('open', file(`no${HOSTILE}`)), await tell('grade', hostile, '--rubric', 'resources/rubrics/lost-final-ack.yaml')
    ]
    expect(did.map(({ status }) => status)).toEqual([0, 0, 0, 0, 0, 2, 2, 2, 1])
    // eslint-disable-next-line no-control-regex
    for (const { out, err } of did) expect(out + err).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(existsSync(report)).toBe(true)
  })
})

describe('an export', () => {
  it('does not go over the file that it is made of, by whatever name', async () => {
    const before = readFileSync(file('one.pcapng'))
    symlinkSync(file('one.pcapng'), file('link.pcapng'))
    for (const [from, to] of [['one.pcapng', 'one.pcapng'], ['link.pcapng', 'one.pcapng'], ['one.pcapng', 'link.pcapng']] as const) {
      expect(await tell('export', file(from), '--to', 'pcapng', '--force', '-o', file(to))).toMatchObject({ status: 2, err: expect.stringContaining('that is the file itself') })
    }
    expect(readFileSync(file('one.pcapng')).equals(before)).toBe(true)
  })
})
