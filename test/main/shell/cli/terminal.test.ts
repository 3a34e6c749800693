import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { Terminal } from '../../../../src/main/shell/cli/terminal'

/** Where a program's standard input is: a pipe we may write to. */
const readerOf = (script: string): { readonly fd: number; readonly child: ChildProcess } => {
  const path = join(tmpdir(), `twlab-pipe-${process.pid}-${scratch++}`)
  execFileSync('mkfifo', [path])
  const child = spawn('sh', ['-c', `exec <"$0"; ${script}`, path], { stdio: ['ignore', 'ignore', 'inherit'] })
  const fd = openSync(path, 'w')
  rmSync(path)
  return { fd, child }
}
let scratch = 0

describe('Terminal', () => {
  it('writes what goes to both descriptors in the order it was written', async () => {
    const path = join(tmpdir(), `twlab-terminal-${process.pid}`)
    const fd = openSync(path, 'w')
    const terminal = new Terminal({ out: fd, err: fd })
    void terminal.out('one\n')
    void terminal.err('two\n')
    await terminal.out(new TextEncoder().encode('three\n'))
    closeSync(fd)
    expect(readFileSync(path, 'utf8')).toBe('one\ntwo\nthree\n')
    rmSync(path)
  })

  it('a status line is for terminals only', async () => {
    const path = join(tmpdir(), `twlab-status-${process.pid}`)
    const fd = openSync(path, 'w')
    const terminal = new Terminal({ out: fd, err: fd })
    terminal.status('TIME-WAIT 41.3 s')
    await terminal.flushed()
    closeSync(fd)
    expect(readFileSync(path, 'utf8')).toBe('')
    rmSync(path)
  })

  it('a write is done only when a slow reader has taken it', async () => {
    const { fd, child } = readerOf('sleep 0.3; exec cat >/dev/null')
    const terminal = new Terminal({ out: fd, err: fd })
    const before = performance.now()
    await terminal.out(Buffer.alloc(1024 * 1024, 'x'))
    expect(performance.now() - before).toBeGreaterThan(200)
    closeSync(fd)
    await once(child, 'exit')
  })

  it('says quietly that nobody reads any more; what is written then is thrown away', async () => {
    const { fd, child } = readerOf('head -c 5 >/dev/null')
    const terminal = new Terminal({ out: fd, err: 2 })
    await terminal.out('hello')
    await once(child, 'exit')
    await terminal.out(Buffer.alloc(1024 * 1024, 'x'))
    expect(await terminal.gone).toBeUndefined()
    await terminal.out('more')
    closeSync(fd)
  })

  it('a full disk is told', async () => {
    const fd = openSync('/dev/full', 'w')
    const terminal = new Terminal({ out: fd, err: 2 })
    await terminal.out('x')
    expect(await terminal.gone).toBe('standard output: the disk is full')
    closeSync(fd)
  })
})
