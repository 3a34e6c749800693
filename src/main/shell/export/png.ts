import type { Resvg } from '@resvg/resvg-js'
import { fail, ok, type Result } from '../../../shared/base/result'

/** The families that the pictures name, and what the system offers where none of them is there. */
const SANS = 'Noto Sans CJK KR'

export interface Png {
  readonly bytes: Uint8Array
  /** A text of the picture could not be drawn for want of a font. */
  readonly withoutFonts: boolean
}

/**
 * A picture of the SVG, drawn with the system's fonts. The library is asked for here alone: it is a native module, and only this format needs it.
 * @param scale px of the picture for each px of the drawing
 */
export async function pngOf(svg: string, scale: number): Promise<Result<Png>> {
  const library = await load()
  if (library === undefined) return fail('no-png', { of: process.platform })
  const drawn = new library.Resvg(svg, { fitTo: { mode: 'zoom', value: scale }, font: { loadSystemFonts: true, defaultFontFamily: SANS, sansSerifFamily: SANS } })
  const bytes = drawn.render().asPng()
  // A picture with words and one without them differ, unless no font was found to draw the words with.
  const words = /<text[^>]*>([^<]+)<\/text>/.exec(svg)
  return ok({ bytes, withoutFonts: words !== null && !drawsText(library) })
}

interface Library {
  readonly Resvg: typeof Resvg
}

async function load(): Promise<Library | undefined> {
  try {
    return await import('@resvg/resvg-js')
  } catch {
    // No build of it for this system: that is what the answer says.
    return undefined
  }
}

/** Whether a Latin and a Korean letter leave a mark. */
function drawsText({ Resvg }: Library): boolean {
  return ['A', '가'].every((letter) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20"><text y="16" font-size="16" font-family="sans-serif">${letter}</text></svg>`
    return new Resvg(svg, { font: { loadSystemFonts: true, defaultFontFamily: SANS, sansSerifFamily: SANS } }).render().pixels.some((value) => value !== 0)
  })
}
