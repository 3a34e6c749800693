import { array, assert, integer, nat, property, record } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { placeWindow, SMALLEST, type WindowPlace } from '../../../../src/main/shell/electron/window-place'

const LAPTOP = { x: 0, y: 24, width: 1366, height: 744 }
const PROJECTOR = { x: 1366, y: 0, width: 1920, height: 1080 }
const at = (x: number, y: number, width = 1280, height = 700): WindowPlace => ({ bounds: { x, y, width, height }, maximized: false, fullScreen: false })

describe('where a window opens', () => {
  it('at the first start: in the middle, as large as usual, or as the display allows', () => {
    expect(placeWindow(undefined, [PROJECTOR], 0)).toEqual({ x: 1366 + 320, y: 140, width: 1280, height: 800 })
    expect(placeWindow(undefined, [LAPTOP], 0)).toEqual({ x: 43, y: 24, width: 1280, height: 744 })
  })
  it('where it was', () => {
    expect(placeWindow(at(1500, 40), [LAPTOP, PROJECTOR], 0)).toEqual(at(1500, 40).bounds)
  })
  it('on the display that is left, when its own is gone', () => {
    expect(placeWindow(at(1500, 40), [LAPTOP], 0)).toEqual({ x: 43, y: 46, width: 1280, height: 700 })
  })
  it('smaller, when its display has become so', () => {
    expect(placeWindow(at(1400, 10, 1900, 1060), [LAPTOP, { ...PROJECTOR, width: 1280, height: 720 }], 0)).toEqual({ x: 1366, y: 0, width: 1280, height: 720 })
  })
  it('a second one does not hide the first', () => {
    expect(placeWindow(at(1500, 40), [LAPTOP, PROJECTOR], 1)).toMatchObject({ x: 1528, y: 68 })
  })
  it('always within a display, and never smaller than the layout or larger than the display', () => {
    const number = integer({ min: -5000, max: 5000 })
    const size = integer({ min: 1, max: 5000 })
    const area = record({ x: number, y: number, width: integer({ min: 640, max: 4000 }), height: integer({ min: 480, max: 3000 }) })
    assert(property(record({ x: number, y: number, width: size, height: size }), array(area, { minLength: 1, maxLength: 3 }), nat(7), (bounds, areas, others) => {
      const placed = placeWindow({ bounds, maximized: false, fullScreen: false }, areas, others)
      const on = areas.find((each) => placed.x >= each.x && placed.y >= each.y && placed.x + placed.width <= each.x + each.width && placed.y + placed.height <= each.y + each.height)
      expect(on).toBeDefined()
      if (on !== undefined) expect([placed.width >= Math.min(SMALLEST.width, on.width), placed.height >= Math.min(SMALLEST.height, on.height)]).toEqual([true, true])
    }))
  })
})
