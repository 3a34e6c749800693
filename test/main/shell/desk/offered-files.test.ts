import { expect, it } from 'vitest'
import { OfferedFiles, type OfferedFile } from '../../../../src/main/shell/desk/offered-files'

it('a token finds its file, and no other text does', () => {
  const files = new OfferedFiles(2)
  const token = files.offer({ path: '/tmp/a', name: 'a.pcap' })
  expect(token).toMatch(/^[0-9a-f]{32}$/)
  expect(files.find(token)).toEqual({ path: '/tmp/a', name: 'a.pcap' })
  expect(files.find('/tmp/a')).toBeUndefined()
})
it('the oldest offer ends when there are more than the limit', () => {
  const ended: OfferedFile[] = []
  const files = new OfferedFiles(2, (file) => ended.push(file))
  const [first, second] = ['a', 'b', 'c'].map((name) => files.offer({ path: `/tmp/${name}`, name }))
  expect(ended.map(({ name }) => name)).toEqual(['a'])
  expect(files.find(first ?? '')).toBeUndefined()
  expect(files.find(second ?? '')?.name).toBe('b')
})
