import { ok, type Result } from '../../shared/base/result'
import type { CaptureExported, CaptureExportRequest } from '../../shared/ipc/capture-export'
import { openCaptureFile } from './capture/file'
import { Annotations } from './recording/exports/annotations'
import { BlockFile } from './recording/exports/block-file'
import { CaptureRewriter } from './recording/exports/rewriter'
import { OwnItems } from './recording/own-items'
import { tellCapture } from './tell-capture'

/**
 * Writes a capture anew, in two looks at it: the first tells the session, and with it what is to be said on each packet and which of them are wanted; the second writes.
 * Memory is bounded by what is said, whatever the file's size.
 * @param onProgress bytes read, and bytes to read, of both looks
 */
export async function exportCapture(request: CaptureExportRequest, onProgress: (done: number, total: number) => void): Promise<Result<CaptureExported>> {
  const annotations = new Annotations(request.selection, request.comments)
  const told = await tellCapture(request, (event) => annotations.take(event), (done, total) => onProgress(done, 2 * total))
  if (!told.ok) return told
  const source = await openCaptureFile(request.file, { onProgress: (done, total) => onProgress(total + done, 2 * total) })
  if (!source.ok) return source
  const own = await OwnItems.in(request.file, request.session)
  if (!own.ok) {
    await source.value.close()
    return own
  }
  const target = BlockFile.create(request.out)
  if (!target.ok) {
    await source.value.close()
    return target
  }
  const file = target.value
  const rewriter = new CaptureRewriter(request, annotations, (block) => file.add(block))
  for await (const item of source.value.items()) {
    if (item.kind === 'failure') {
      file.abandon()
      return { ok: false, error: item.failure }
    }
    for (const one of own.value.after(item)) rewriter.take(one)
    if (file.broken !== undefined) break
  }
  for (const one of own.value.rest()) rewriter.take(one)
  const finished = file.finish()
  if (!finished.ok) return finished
  return ok({ packets: rewriter.packets, comments: rewriter.comments, bytes: file.bytes, lost: { ...Object.fromEntries(rewriter.lost), ...(own.value.left === 0 ? {} : { foreign: own.value.left }) } })
}
