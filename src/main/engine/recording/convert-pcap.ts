import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { PacketBlockEncoder } from '../pcapng/encode-packet'
import { encodeInterface, encodeSectionHeader } from '../pcapng/encode-section'
import type { CaptureItem } from '../pcapng/items'
import { PcapReader } from '../pcapng/pcap-reader'
import { fileFailure, notAFile } from './file-failure'

const CHUNK_BYTES = 1024 * 1024

/** Writes the packets of a classic pcap file as pcapng, which can hold comments. An existing file is refused; on failure nothing is left. */
export async function pcapToPcapng(path: string, output: string): Promise<Result<null>> {
  let source: FileHandle | undefined
  let target: FileHandle | undefined
  try {
    const refused = await notAFile(path)
    if (refused !== undefined) return refused
    source = await open(path, 'r')
    target = await open(output, 'wx')
    await convert(source, target)
    await target.close()
    return ok(null)
  } catch (error) {
    if (target === undefined) return fileFailure(source === undefined ? 'unreadable-file' : error instanceof Error && 'code' in error && error.code === 'EEXIST' ? 'file-exists' : 'cannot-write', source === undefined ? path : output, error)
    await target.close()
    await rm(output, { force: true })
    return fileFailure('cannot-write', output, error)
  } finally {
    await source?.close()
  }
}

async function convert(source: FileHandle, target: FileHandle): Promise<void> {
  const reader = new PcapReader()
  const encoder = new PacketBlockEncoder()
  const chunk = new Uint8Array(CHUNK_BYTES)
  const take = async (item: CaptureItem): Promise<void> => {
    if (item.kind === 'section') await target.appendFile(encodeSectionHeader({}))
    if (item.kind === 'interface') await target.appendFile(encodeInterface(item))
    if (item.kind === 'packets') await target.appendFile(encoder.encode(item.batch, 0))
  }
  for (let position = 0, more = true; more;) {
    const { bytesRead } = await source.read(chunk, 0, CHUNK_BYTES, position)
    position += bytesRead
    more = bytesRead > 0
    if (more) reader.push(chunk.subarray(0, bytesRead))
    else reader.end()
    for (let item = reader.next(); item !== undefined; item = reader.next()) await take(item)
  }
}
