import { fail, type Result } from '../../../shared/base/result'
import { type UploadAnswer, WINDOW_PATHS } from '../../../shared/ipc/window'

/** Gives a capture to the browser shell. @returns the token to start with */
export async function uploadCapture(file: File, send: typeof fetch = fetch): Promise<Result<{ readonly token: string; readonly name: string }>> {
  try {
    const answer = await send(`${WINDOW_PATHS.upload}?name=${encodeURIComponent(file.name)}`, { method: 'POST', body: file })
    if (!answer.headers.get('content-type')?.startsWith('application/json')) return fail('unreadable-file', { reason: { kind: 'upload-refused' }, said: `${answer.status} ${answer.statusText}` })
    return (await answer.json()) as UploadAnswer
  } catch (error) {
    return fail('unreadable-file', { reason: { kind: 'upload-not-arrived' }, said: error instanceof Error ? error.message : String(error) })
  }
}
