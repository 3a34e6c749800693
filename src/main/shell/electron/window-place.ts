import * as v from 'valibot'

/** A rectangle of the desktop, in device-independent pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

const coordinate = v.pipe(v.number(), v.integer(), v.minValue(-100_000), v.maxValue(100_000))
const extent = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(100_000))
export const areaSchema = v.object({ x: coordinate, y: coordinate, width: extent, height: extent })
export const windowPlaceSchema = v.object({ bounds: areaSchema, maximized: v.boolean(), fullScreen: v.boolean() })

/** Where a window was: `bounds` are those it has when it is neither maximized nor full screen. */
export type WindowPlace = v.InferOutput<typeof windowPlaceSchema>

/** The layout's own: below it panes would be cut. */
export const SMALLEST = { width: 960, height: 600 }
const USUAL = { width: 1280, height: 800 }
/** So much of a window's upper edge must be on a display for a hand to reach it. */
const REACH = { width: 120, height: 32 }
/** A second window does not hide the first. */
const CASCADE = 28

/**
 * Where a window opens: where it was last, as far as the displays of now allow; else in the middle of the first one. Never larger than the display it is on,
 * and never where its upper edge cannot be reached, because a display is gone or has become smaller.
 * @param workAreas of each display, the primary one first
 * @param others how many windows are open already
 */
export function placeWindow(last: WindowPlace | undefined, workAreas: readonly Area[], others: number): Area {
  const [primary = { x: 0, y: 0, ...USUAL }] = workAreas
  const display = last === undefined ? undefined : workAreas.find((area) => reachable(last.bounds, area))
  if (last === undefined || display === undefined) return shifted(centred(last?.bounds ?? { x: 0, y: 0, ...USUAL }, primary), primary, others)
  return shifted(inside(last.bounds, display), display, others)
}

/** Is enough of the window's upper edge on this display? */
function reachable(bounds: Area, area: Area): boolean {
  const width = Math.min(bounds.x + bounds.width, area.x + area.width) - Math.max(bounds.x, area.x)
  return width >= REACH.width && bounds.y >= area.y && bounds.y + REACH.height <= area.y + area.height
}

function sized(bounds: Area, area: Area): { readonly width: number; readonly height: number } {
  return { width: Math.min(Math.max(bounds.width, SMALLEST.width), area.width), height: Math.min(Math.max(bounds.height, SMALLEST.height), area.height) }
}

function centred(bounds: Area, area: Area): Area {
  const { width, height } = sized(bounds, area)
  return { x: area.x + Math.floor((area.width - width) / 2), y: area.y + Math.floor((area.height - height) / 2), width, height }
}

const clamp = (value: number, from: number, room: number): number => Math.min(Math.max(value, from), from + room)

/** Moved as little as possible, so that all of it is on the display. */
function inside(bounds: Area, area: Area): Area {
  const { width, height } = sized(bounds, area)
  return { x: clamp(bounds.x, area.x, area.width - width), y: clamp(bounds.y, area.y, area.height - height), width, height }
}

function shifted(bounds: Area, area: Area, others: number): Area {
  return others === 0 ? bounds : inside({ ...bounds, x: bounds.x + CASCADE * others, y: bounds.y + CASCADE * others }, area)
}
