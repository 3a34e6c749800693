/** A ring as one dashed circle: what is left is drawn, clockwise from the top. @param radius px */
export function ringDash(share: number, radius: number): { readonly dashArray: string; readonly length: number } {
  const length = 2 * Math.PI * radius
  const left = Math.min(Math.max(share, 0), 1) * length
  return { dashArray: `${left.toFixed(2)} ${(length - left + 0.01).toFixed(2)}`, length }
}
