/** Diagonal lines over a rectangle, cut at its edges, as the `d` of a path: a pattern for pictures that have none. px */
export function hatchPath(x: number, y: number, width: number, height: number, pitch: number, direction: 'up' | 'down'): string {
  const lines: string[] = []
  // Each line is x' = k - y' (up) or x' = k - (height - y') (down), within 0..width and 0..height.
  for (let k = pitch / 2; k < width + height; k += pitch) {
    const from = { x: Math.min(k, width), y: Math.max(0, k - width) }
    const to = { x: Math.max(0, k - height), y: Math.min(k, height) }
    if (from.x === to.x) continue
    const at = (point: { readonly x: number; readonly y: number }): string => `${(x + point.x).toFixed(1)} ${(y + (direction === 'up' ? point.y : height - point.y)).toFixed(1)}`
    lines.push(`M${at(from)}L${at(to)}`)
  }
  return lines.join('')
}
