/** ms after which the file's text may be forgotten: whoever saves it has it by then, or is being asked where to put it and holds a copy. */
const KEPT_MS = 60_000

/** Gives a person a file: the browser's own download; in Electron its shell asks where to put it. */
export function offerFile(name: string, content: Blob): void {
  const address = URL.createObjectURL(content)
  downloadFrom(address, name)
  setTimeout(() => URL.revokeObjectURL(address), KEPT_MS)
}

/** Begins a download of what stands at an address of this page's origin. */
export function downloadFrom(address: string, name: string): void {
  const link = document.createElement('a')
  link.href = address
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
}

/** Letters and digits of any language, `.`, `_` and `-`; everything else, which some file system forbids, becomes `-`. */
export const fileName = (parts: readonly string[], extension: string): string =>
  `${parts.filter((part) => part !== '').map((part) => part.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^[-.]+|[-.]+$/g, '').slice(0, 80)).filter((part) => part !== '').join('-')}.${extension}`
