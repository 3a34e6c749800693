/** Browsers refuse canvases larger than this in one direction, px. */
const LARGEST = 16_000
const SHARPNESS = 2

/** An SVG's text as a PNG, twice as fine as it is on the screen, or as fine as a canvas may be. @returns null when the page cannot draw it */
export async function pictureOf(svg: string, width: number, height: number): Promise<Blob | null> {
  const scale = Math.min(SHARPNESS, LARGEST / Math.max(width, height, 1))
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svg)}`
  try {
    await image.decode()
  } catch {
    return null
  }
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(width * scale)
  canvas.height = Math.ceil(height * scale)
  const context = canvas.getContext('2d')
  if (context === null) return null
  context.drawImage(image, 0, 0, canvas.width, canvas.height)
  return new Promise((resolve) => {
    canvas.toBlob(resolve, 'image/png')
  })
}
