// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest'
import { uploadCapture } from '../../../src/renderer/src/engine/upload'

const file = new File([new Uint8Array([1, 2, 3])], 'lecture 1.pcapng')
const answering = (body: string, init: ResponseInit): typeof fetch => vi.fn(() => Promise.resolve(new Response(body, init)))

describe('giving a capture to the browser shell', () => {
  it('sends its bytes under its name and takes the token', async () => {
    const send = answering('{"ok":true,"value":{"token":"t1","name":"lecture 1.pcapng"}}', { status: 200, headers: { 'content-type': 'application/json' } })
    expect(await uploadCapture(file, send)).toEqual({ ok: true, value: { token: 't1', name: 'lecture 1.pcapng' } })
    expect(send).toHaveBeenCalledWith('/upload?name=lecture%201.pcapng', { method: 'POST', body: file })
  })
  it('tells a refusal of the shell as a failure', async () => {
    const answer = await uploadCapture(file, answering('no', { status: 403, headers: { 'content-type': 'text/html' } }))
    expect(answer).toMatchObject({ ok: false, error: { code: 'unreadable-file' } })
  })
  it('tells a connection that breaks as a failure', async () => {
    const answer = await uploadCapture(file, () => Promise.reject(new TypeError('Failed to fetch')))
    expect(answer).toMatchObject({ ok: false, error: { reason: { kind: 'upload-not-arrived' }, said: expect.stringContaining('Failed to fetch') as string } })
  })
})
