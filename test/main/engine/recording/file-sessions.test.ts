import { expect, it } from 'vitest'
import { BLOCK } from '../../../../src/main/engine/pcapng/constants'
import { isMarked } from '../../../../src/main/engine/recording/file-sessions'

const MB = 1024 * 1024

it('a disk that fails further on is told when that piece has its turn, and not as a rejection that nobody has asked for', async () => {
  let first: (() => void) | undefined
  const failing = {
    read: (piece: Uint8Array, offset: number, length: number, position: number) => {
      if (position > 0) return Promise.reject(new Error(`EIO at ${position}`))
      new DataView(piece.buffer, piece.byteOffset).setUint32(offset, BLOCK.sectionHeader, true)
      return new Promise<{ readonly bytesRead: number }>((resolve) => (first = () => resolve({ bytesRead: length })))
    }
  }
  const marked = isMarked(failing, 3 * MB)
  // A turn of the event loop, in which Node looks for rejections without a listener: they would end the engine.
  await new Promise((resolve) => setImmediate(resolve))
  first?.()
  await expect(marked).rejects.toThrow(`EIO at ${MB}`)
})
