import { vi } from 'vitest'

export interface OfferedFile {
  readonly name: string
  readonly content: Blob
}

/** What the page hands to whoever looks at it, as a browser's download would; until the mocks are restored. */
export function offeredFiles(): OfferedFile[] {
  const offered: OfferedFile[] = []
  let content: Blob | null = null
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    content = blob instanceof Blob ? blob : null
    return 'blob:test'
  })
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function click(this: HTMLAnchorElement) {
    if (content !== null) offered.push({ name: this.download, content })
  })
  return offered
}
