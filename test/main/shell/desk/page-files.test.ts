import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { contentPolicy, pageFiles } from '../../../../src/main/shell/desk/page-files'

it('is the table of exactly the files a page loads', async () => {
  const root = await mkdtemp(join(tmpdir(), 'page-'))
  onTestFinished(() => rm(root, { recursive: true }))
  await mkdir(join(root, 'assets'))
  for (const name of ['index.html', 'assets/index-1a.js', 'assets/index-1a.js.map', 'assets/index.html', 'secret']) await writeFile(join(root, name), '')
  await symlink('/etc/passwd', join(root, 'passwd.json'))
  const files = await pageFiles(root)
  expect([...files.keys()].sort()).toEqual(['/', '/assets/index-1a.js', '/assets/index.html', '/index.html'])
  expect(files.get('/')).toEqual({ path: join(root, 'index.html'), type: 'text/html; charset=utf-8' })
  expect(files.get('/assets/index-1a.js')?.type).toBe('text/javascript; charset=utf-8')
})
it('the policy lets a page load and reach itself alone, and run no inline script', () => {
  expect(contentPolicy()).toContain("script-src 'self';")
  expect(contentPolicy()).toContain("default-src 'none'")
  expect(contentPolicy(['ws://127.0.0.1:4711'])).toContain("connect-src 'self' ws://127.0.0.1:4711;")
})
