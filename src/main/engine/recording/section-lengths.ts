import { open } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { ok } from '../../../shared/base/result'
import type { Result } from '../../../shared/base/result'
import { LENGTH_UNSPECIFIED } from '../pcapng/constants'
import { fileFailure } from './file-failure'
import type { Splice } from './rewrite-file'
import type { ScannedSection } from './scan-notes'

/** Section Length, within a Section Header Block: behind type, length, byte-order magic and version. */
const SECTION_LENGTH = 16

/** The same changes, and with them the lengths that sections say they have, where they say one (section 4.1). */
export async function sectionSplices(file: string, sections: readonly ScannedSection[], changes: readonly Splice[]): Promise<Result<readonly Splice[]>> {
  if (changes.length === 0) return ok(changes)
  let handle: FileHandle | undefined
  try {
    handle = await open(file, 'r')
    const lengths: Splice[] = []
    for (const [i, section] of sections.entries()) {
      const next = sections[i + 1]?.begins ?? Infinity
      const growth = changes.filter(({ offset }) => offset >= section.begins && offset < next).reduce((sum, { bytes, length }) => sum + bytes.length - length, 0)
      const splice = growth === 0 ? undefined : await lengthSplice(handle, section, growth)
      if (splice !== undefined) lengths.push(splice)
    }
    return ok([...changes, ...lengths])
  } catch (error) {
    return fileFailure('unreadable-file', file, error)
  } finally {
    await handle?.close()
  }
}

async function lengthSplice(handle: FileHandle, { begins, littleEndian }: ScannedSection, growth: number): Promise<Splice | undefined> {
  const view = new DataView(new ArrayBuffer(8))
  await handle.read(view, 0, 4, begins - 4)
  const offset = begins - view.getUint32(0, littleEndian) + SECTION_LENGTH
  await handle.read(view, 0, 8, offset)
  const length = view.getBigInt64(0, littleEndian)
  if (length === LENGTH_UNSPECIFIED) return undefined
  view.setBigInt64(0, length + BigInt(growth), littleEndian)
  return { offset, length: 8, bytes: new Uint8Array(view.buffer) }
}
