/** What a session can be exported to. `pcapng` is the engine's work, `png` a picture of `svg`; the others are text made of events. */
export const EXPORT_FORMATS = ['pcapng', 'html', 'md', 'csv', 'json', 'jsonl', 'svg', 'png'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]
export type TextFormat = Exclude<ExportFormat, 'pcapng' | 'png'>

export const FIGURES = ['lifecycle', 'overview', 'ladder', 'machine', 'countdown', 'comparison'] as const
export type FigureName = (typeof FIGURES)[number]

/** Internet media types, for downloads. */
export const MEDIA_TYPES: Readonly<Record<ExportFormat, string>> = {
  pcapng: 'application/x-pcapng', html: 'text/html; charset=utf-8', md: 'text/markdown; charset=utf-8', csv: 'text/csv; charset=utf-8', json: 'application/json',
  jsonl: 'application/jsonl', svg: 'image/svg+xml', png: 'image/png'
}

/** `hand-in.html`, `hand-in.export.pcapng`, `hand-in.ladder.svg`. @param source a file's name without its folder */
export function exportName(source: string, format: ExportFormat, figure: FigureName): string {
  const stem = source.replace(/\.(?:pcapng|pcap|cap|ntar)$/i, '') || 'export'
  if (format === 'pcapng') return `${stem}.export.pcapng`
  return format === 'svg' || format === 'png' ? `${stem}.${figure}.${format}` : `${stem}.${format}`
}
