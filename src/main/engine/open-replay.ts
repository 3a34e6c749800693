import { inBytes } from '../../shared/base/brand'
import { quoted } from '../../shared/base/quoted'
import type { Failure, Result } from '../../shared/base/result'
import { ok } from '../../shared/base/result'
import type { CaptureNamed } from '../../shared/ipc/capture-named'
import { openCaptureFile, type FileItem } from './capture/file'
import type { SessionPlace } from './recording/file-sessions'
import { OwnItems } from './recording/own-items'
import { Replay, type ReplayParts } from './replay'
import { readBeginning } from './replay-beginning'

/**
 * Opens a capture and reads as far as its beginning: the header of its session, ours or made for a foreign file.
 * @param follows somebody still writes to it: at its end reading goes on as it grows, until it is stopped or a recording of ours has come to its end
 */
export function openReplay(capture: CaptureNamed, parts: ReplayParts, follows = false): Promise<Result<Replay>> {
  const { file, session } = capture
  return openWith(() => OwnItems.in(file, session, follows ? (place, number) => parts.onTrouble?.(begun(file, place, number)) : undefined), capture, parts, follows)
}

/**
 * The same of a capture that is most likely foreign, read once instead of twice: no recording of ours is looked for behind its beginning. When one is met there, reading ends (`Replay.metSession`), and the
 * capture must be opened by openReplay: what was told of it by then is not what it is.
 */
export async function openUnlooked(capture: CaptureNamed, parts: ReplayParts): Promise<Result<Replay>> {
  if (capture.session !== undefined) return openReplay(capture, parts)
  const replay = await openWith(() => Promise.resolve(ok(OwnItems.ofAll())), capture, parts, false)
  if (!replay.ok || replay.value.isForeign) return replay
  await replay.value.stop()
  return openReplay(capture, parts)
}

async function openWith(look: () => Promise<Result<OwnItems>>, { file: path }: CaptureNamed, parts: ReplayParts, follows: boolean): Promise<Result<Replay>> {
  const stopping = new AbortController()
  const own = await look()
  if (!own.ok) return own
  let told: Replay | undefined
  const follow = { over: () => told?.isOver === true, last: () => told?.isLast === true, onLost: (read: number) => parts.onTrouble?.(lost(path, read)) }
  const file = await openCaptureFile(path, { signal: stopping.signal, onProgress: parts.onProgress, ...(follows ? { follow } : {}), onChanged: (sizes) => parts.onTrouble?.(changing(path, sizes)) })
  if (!file.ok) return file
  const source = { own: own.value, items: own.value.inPlace ? file.value.items() : inRecordedOrder(file.value.items(), own.value), frames: file.value.frames, stopping }
  const beginning = await readBeginning(source)
  if (!beginning.ok) {
    await file.value.close()
    return beginning
  }
  told = new Replay(beginning.value, source, parts)
  return ok(told)
}

const changing = (path: string, { opened, read, now }: { readonly opened: number; readonly read: number; readonly now: number }): Failure =>
  ({ code: 'file-changing', of: path, reason: { kind: 'grown', opened: inBytes(opened), now: inBytes(now), read: inBytes(read) } })

const begun = (path: string, { at, header }: SessionPlace, number: number): Failure =>
  ({ code: 'another-session', of: path, reason: { kind: 'later-session', number, session: header.id ?? '', offset: inBytes(at) }, remedy: `twlab open --follow --session ${number} ${quoted(path)}` })

const lost = (path: string, read: number): Failure =>
  ({ code: 'file-changing', of: path, reason: { kind: 'lost-while-followed', read: inBytes(read) } })

/** What of a file's items belongs to the session, each when its turn was. */
async function* inRecordedOrder(items: AsyncGenerator<FileItem, void, undefined>, own: OwnItems): AsyncGenerator<FileItem, void, undefined> {
  for await (const item of items) {
    if (item.kind === 'failure') yield item
    else yield* own.after(item)
  }
  yield* own.rest()
}
