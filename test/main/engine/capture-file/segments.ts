import { join } from 'node:path'
import { openCaptureFile, type CaptureFile, type FileItem, type FileOptions } from '../../../../src/main/engine/capture/file'
import { DECODED_NAMES } from '../../../../src/main/engine/wire/decoded'
import { decodeSegment } from '../../../../src/main/engine/wire/decode-segment'
import { AddressBook } from '../../../../src/shared/model/address'
import { formatEndpoint } from '../../../../src/shared/model/endpoint'
import { emptySegment } from '../../../../src/shared/model/segment'
import { flagsText } from '../../../../src/shared/tcp/flags'

export const FIXTURES = join(import.meta.dirname, '../../../fixtures/captures')

export async function opened(path: string, options?: FileOptions): Promise<CaptureFile> {
  const file = await openCaptureFile(path, options)
  if (!file.ok) throw new Error(JSON.stringify(file.error))
  return file.value
}

/** What a file holds, one line an item: packets as they would be read in a list, everything else by its kind. */
export async function outline(path: string, options?: FileOptions): Promise<string[]> {
  const lines: string[] = []
  const book = new AddressBook()
  for await (const item of (await opened(path, options)).items()) {
    if (item.kind === 'packets') lines.push(...packetLines(item, book))
    else if (item.kind === 'failure') lines.push(`failure ${item.failure.code}`)
    else lines.push(item.kind === 'damage' ? `damage ${item.offset} ${item.reason} ${item.skipped}` : item.kind)
  }
  return lines
}

function packetLines({ batch }: Extract<FileItem, { readonly kind: 'packets' }>, book: AddressBook): string[] {
  const segment = emptySegment()
  return Array.from({ length: batch.count }, (_, i) => {
    const [offset = 0, captured = 0, length = 0, linkType = 0] = [batch.offsets[i], batch.capturedLengths[i], batch.lengths[i], batch.linkTypes[i]]
    const decoded = decodeSegment(batch.bytes, offset, captured, length, linkType, book, segment)
    const at = `${batch.seconds[i]}.${String(batch.nanoseconds[i]).padStart(9, '0')}`
    if (decoded !== 0) return `${at} ${DECODED_NAMES[decoded]}`
    const from = formatEndpoint(book.text(segment.source), segment.sourcePort)
    const to = formatEndpoint(book.text(segment.destination), segment.destinationPort)
    return `${at} ${from} > ${to} ${flagsText(segment.flags)} len ${segment.payloadLength}`
  })
}
