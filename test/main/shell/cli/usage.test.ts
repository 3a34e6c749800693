import { afterAll, describe, expect, it, vi } from 'vitest'
import { joinOptionalValues } from '../../../../src/main/shell/cli/program'
import { CommandLine, type Ran } from './command-line'

const line = new CommandLine()
const twlab = (...argv: string[]): Promise<Ran> => line.run(argv)
afterAll(() => line.remove())

describe('wrong use', () => {
  it.each([
    [['lst'], 'there is no command lst; did you mean list? To mend it: twlab --help'],
    [['run', '--al'], 'there is no option --al; did you mean --all? To mend it: twlab --help'],
    [['run'], 'name at least one experiment, or --all. To mend it: twlab list'],
    [['run', '--all', 'active-close'], 'either --all or the names of experiments, not both. To mend it: twlab list'],
    [['run', 'activ-close'], 'There is no such experiment (activ-close; did you mean active-close?). To mend it: twlab list'],
    [['run', 'active-close', '--param', 'first'], '--param takes NAME=VALUE, not first'],
    [['run', 'active-close', '--param', 'first=nobody'], 'A parameter is wrong (active-close: first=nobody is not allowed; allowed: client, server)'],
    [['run', 'active-close', '--jobs', '0'], '--jobs takes 1..32, not 0'],
    [['run', 'active-close', '--source', 'tcpdump'], '--source takes libpcap, cap, not tcpdump'],
    [['watch', '--port', '70000'], '--port takes 1..65535, not 70000'],
    [['watch', '--duration', '-1'], '--duration takes 0..86400, not -1'],
    [['grade', 'a.pcapng'], 'the option --rubric <FILE> is needed. To mend it: twlab --help'],
    [['notes', 'a.pcapng', '--add', 'x'], 'say where the note of --add belongs, by one of --packet N, --at SECONDS, --span FROM..TO'],
    [['open'], 'file is missing. To mend it: twlab open --sample'],
    [['open', 'a', 'b'], 'too many arguments for open. To mend it: twlab --help'],
    [['list', '--lang', 'fr'], '--lang takes en, ko, not fr']
  ])('%j is told in one line, with 2', async (argv, message) => {
    expect(await twlab(...argv)).toEqual({ status: 2, out: '', err: `twlab: ${message}\n` })
  })

  it('a file that cannot be looked at, or read, is told in words', async () => {
    const name = 'x'.repeat(300)
    for (const argv of [['run', 'active-close', '--record', name], ['exec', '--events', name, '--', 'true'], ['export', 'a.pcapng', '--to', 'md', '-o', name]]) {
      expect(await twlab(...argv)).toEqual({ status: 2, out: '', err: expect.stringMatching(/^twlab: The file cannot be written \(.*x: the name is too long\)\n$/) })
    }
    expect((await twlab('check', '/no/such.yaml')).err).toMatch(/^twlab: The file cannot be read \(\/no\/such\.yaml: no such file or folder\)\n/)
    expect(await twlab('run', '/no/such.yaml')).toMatchObject({ status: 2, out: '', err: 'twlab: The file cannot be read (/no/such.yaml: no such file or folder)\n' })
  })

  it('a sample that cannot be unpacked anywhere is told in a line', async () => {
    vi.stubEnv('TMPDIR', '/no/such/folder')
    expect(await twlab('open', '--sample', 'reset')).toEqual({ status: 2, out: '', err: 'twlab: The file cannot be written (/no/such/folder: no such file or folder)\n' })
    vi.unstubAllEnvs()
  })

  it('is told in the language of the person', async () => {
    expect((await twlab('--lang', 'ko', 'lst')).err).toBe("twlab: 'lst' 명령은 없습니다 — 혹시 list인가요? 해결 방법: twlab --help\n")
    expect((await line.run(['run'], { LANG: 'ko_KR.UTF-8' })).err).toMatch(/^twlab: 실험을 하나 이상 고르거나/)
  })

  it('a file for the window that cannot be read is told before any window opens', async () => {
    expect(await twlab('app', '/no/such.pcapng')).toMatchObject({ status: 2, err: expect.stringContaining('/no/such.pcapng') as string })
  })

  it('no command at all is answered with the help, on standard error', async () => {
    expect(await twlab()).toMatchObject({ status: 2, out: '', err: expect.stringContaining('Usage: twlab [options] <command>') })
  })
})

describe('help, version and list', () => {
  it('every command has help in both languages', async () => {
    for (const command of ['doctor', 'list', 'run', 'exec', 'shell', 'watch', 'open', 'export', 'grade', 'compare', 'notes', 'serve', 'app']) {
      expect(await twlab(command, '--help')).toMatchObject({ status: 0, err: '', out: expect.stringMatching(new RegExp(`^Usage: twlab ${command} \\[options\\]`)) })
      expect((await twlab(command, '--help', '--lang', 'ko')).out).toMatch(new RegExp(`^사용법: twlab ${command} \\[옵션\\]`))
    }
  })

  it('the version is that of the package', async () => {
    expect(await twlab('--version')).toMatchObject({ status: 0, out: '0.1.0\n' })
  })

  it('list names each experiment; with --json, one object a line', async () => {
    expect((await twlab('list')).out).toMatch(/^active-close +\d+ /m)
    const [first] = (await twlab('list', '--json')).out.split('\n').map((text) => (text === '' ? {} : JSON.parse(text) as object))
    expect(first).toHaveProperty('seconds')
  })

  it('lab IDs that are none of ours are refused', async () => {
    for (const id of ['abc', '0', '1', String(process.pid)]) expect(await twlab('shell', '--join', id)).toEqual({ status: 2, out: '', err: `twlab: There is no such lab of yours (${id})\n` })
  })
})

describe('the value of --linger', () => {
  it('is joined to it by an equals sign alone, and what follows the program is left alone', () => {
    expect(joinOptionalValues(['exec', '--linger', 'curl', '--linger'])).toEqual(['exec', '--linger=', 'curl', '--linger'])
    expect(joinOptionalValues(['exec', '--record', 'a', '--linger', '--', 'x'])).toEqual(['exec', '--record', 'a', '--linger=', '--', 'x'])
    expect(joinOptionalValues(['exec', '--linger=5', 'curl'])).toEqual(['exec', '--linger=5', 'curl'])
    expect(joinOptionalValues(['run', '--linger'])).toEqual(['run', '--linger'])
  })
})
