const CHUNK = 65_536

/** File offsets of packets, by number: 8 bytes each, grown without copying. */
export class OffsetIndex {
  private readonly chunks: Float64Array[] = []
  private count = 0

  push(offset: number): void {
    const index = this.count % CHUNK
    if (index === 0) this.chunks.push(new Float64Array(CHUNK))
    const chunk = this.chunks.at(-1)
    if (chunk) chunk[index] = offset
    this.count++
  }

  /** @returns undefined outside 0 .. count-1 */
  at(index: number): number | undefined {
    return index >= 0 && index < this.count ? this.chunks[Math.floor(index / CHUNK)]?.[index % CHUNK] : undefined
  }
}
