/**
 * The name a person probably meant: the nearest by edits (insert, delete, replace: Levenshtein), if it is near enough to be no wild guess.
 */
export function nearest(given: string, names: readonly string[]): string | undefined {
  const limit = Math.max(2, Math.floor(given.length / 3))
  let best: { readonly name: string; readonly edits: number } | undefined
  for (const name of names) {
    const edits = name.startsWith(given) ? 1 : distance(given, name)
    if (edits <= limit && edits < (best?.edits ?? Infinity)) best = { name, edits }
  }
  return best?.name
}

function distance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, i) => i)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      row.push(Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)))
    }
    above = row
  }
  return above[b.length] ?? 0
}
