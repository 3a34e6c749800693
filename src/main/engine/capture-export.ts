import { ok, type Result } from '../../shared/base/result'
import type { CaptureExported, CaptureExportRequest } from '../../shared/ipc/capture-export'
import { openCaptureFile } from './capture/file'
import { Annotations } from './recording/exports/annotations'
import { BlockFile } from './recording/exports/block-file'
import { CaptureRewriter } from './recording/exports/rewriter'
import { findSession } from './recording/find-session'
import { OwnPart } from './recording/own-part'
import { tellCapture } from './tell-capture'

/**
 * Writes a capture anew, in two looks at it: the first tells the session, and with it what is to be said on each packet and which of them are wanted; the second writes.
 * Memory is bounded by what is said, whatever the file's size.
 * @param onProgress bytes read, and bytes to read, of both looks
 */
export async function exportCapture(request: CaptureExportRequest, onProgress: (done: number, total: number) => void): Promise<Result<CaptureExported>> {
  const annotations = new Annotations(request.selection, request.comments)
  const told = await tellCapture(request.file, (event) => annotations.take(event), (done, total) => onProgress(done, 2 * total))
  if (!told.ok) return told
  const source = await openCaptureFile(request.file, { onProgress: (done, total) => onProgress(total + done, 2 * total) })
  if (!source.ok) return source
  const target = BlockFile.create(request.out)
  if (!target.ok) {
    await source.value.close()
    return target
  }
  const file = target.value
  const part = new OwnPart(await findSession(request.file))
  const rewriter = new CaptureRewriter(request, annotations, (block) => file.add(block))
  for await (const item of source.value.items()) {
    if (item.kind === 'failure') {
      file.abandon()
      return { ok: false, error: item.failure }
    }
    if (!part.take(item)) continue
    rewriter.take(item)
    if (file.broken !== undefined) break
  }
  const finished = file.finish()
  if (!finished.ok) return finished
  return ok({ packets: rewriter.packets, comments: rewriter.comments, bytes: file.bytes, lost: { ...Object.fromEntries(rewriter.lost), ...(part.left === 0 ? {} : { foreign: part.left }) } })
}
