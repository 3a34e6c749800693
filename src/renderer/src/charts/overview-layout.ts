import { type End, ENDS } from '../../../shared/tcp/state'

/** Connections from which they are drawn as a raster first: sixty lanes. */
export const MANY_CONNECTIONS = 30
/** Connections that a zoom shows at least, and at once: as many as the lanes can be told apart. */
export const ZOOM = { least: 4, most: 60 } as const

/** Two rasters one above the other: the clients' ends, the servers' ends. px from the top of the plot. */
export interface OverviewLayout {
  readonly panels: readonly { readonly end: End; readonly top: number; readonly height: number }[]
  readonly axisTop: number
}

export const OVERVIEW = { title: 18, gap: 8, axis: 22 } as const

export function layoutOverview(height: number): OverviewLayout {
  const each = Math.max(8, Math.floor((height - OVERVIEW.axis - OVERVIEW.gap) / 2) - OVERVIEW.title)
  const panels = ENDS.map((end, i) => ({ end, top: OVERVIEW.title + i * (each + OVERVIEW.title + OVERVIEW.gap), height: each }))
  const last = panels.at(-1)
  return { panels, axisTop: (last?.top ?? 0) + each }
}

/** Which end's raster a height belongs to, and which connection of so many; null between the rasters. */
export function connectionAt(layout: OverviewLayout, y: number, count: number): { readonly end: End; readonly index: number } | null {
  const panel = layout.panels.find(({ top, height }) => y >= top && y < top + height)
  return panel === undefined ? null : { end: panel.end, index: Math.min(count - 1, Math.max(0, Math.floor(((y - panel.top) / panel.height) * count))) }
}

/** The connections between two of them, widened to what a zoom shows at least. `count` of `total`. */
export function zoomRange(a: number, b: number, total: number): { readonly first: number; readonly count: number } {
  const count = Math.min(total, Math.max(ZOOM.least, Math.abs(a - b) + 1))
  const first = Math.max(0, Math.min(Math.round((a + b) / 2 - (count - 1) / 2), total - count))
  return { first, count }
}
