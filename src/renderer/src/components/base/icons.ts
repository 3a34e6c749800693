/** Shapes on a 16 px square. */
export const PATHS = {
  play: 'M4.5 2.8v10.4L13 8z', stop: 'M4 4h8v8H4z',
  keep: 'M8 2v7.2M4.8 6.4 8 9.6l3.2-3.2M2.8 12.8h10.4', open: 'M1.8 12.6V3.4h4.1l1.4 1.7h6.9v7.5z',
  leave: 'M8 10V2.2M4.8 5.2 8 2l3.2 3.2M2.8 8.4v4.8h10.4V8.4',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z', first: 'M4 3v10M13 3.5 6.5 8l6.5 4.5z', stepBack: 'M11 3.5 5 8l6 4.5z', stepForward: 'M5 3.5 11 8l-6 4.5z',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3', check: 'm3 8.6 3.3 3.3L13 4.8', cross: 'm4 4 8 8M12 4l-8 8', warn: 'M8 2.4 14.4 13.4H1.6zM8 6.4v3.4M8 11.5v.4',
  note: 'M3.5 2.5v11M3.5 3h8.7l-2 2.7 2 2.7H3.5', sidebar: 'M2 3h12v10H2zM6.2 3v10', chevron: 'm5.5 3 5 5-5 5', back: 'M9.5 3l-5 5 5 5', eye: 'M1.6 8S4 3.6 8 3.6 14.4 8 14.4 8 12 12.4 8 12.4 1.6 8 1.6 8zM8 6.2a1.8 1.8 0 1 0 0 3.6 1.8 1.8 0 0 0 0-3.6',
  beside: 'M2 3h12v10H2zM2 8h12M4.5 5.5h4M6.5 10.5h5',
  terminal: 'M1.8 3h12.4v10H1.8zM4.4 6l2.2 2-2.2 2M8.4 10.2h3.2',
  again: 'M13 8a5 5 0 1 1-1.6-3.7M13.2 1.9v3.2H10', sun: 'M8 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6M8 1v1.6M8 13.4V15M1 8h1.6M13.4 8H15M3 3l1.2 1.2M11.8 11.8 13 13M3 13l1.2-1.2M11.8 4.2 13 3',
  moon: 'M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6 5.8 5.8 0 1 0 13.4 9.6z', system: 'M2 3h12v8H2zM6 13.5h4M8 11v2.5', contrast: 'M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2zM8 2v12M8.5 5h3.8M8.5 8h5M8.5 11h3.8', projector: 'M2 5h12v6H2zM10.5 6.3a1.7 1.7 0 1 0 0 3.4 1.7 1.7 0 0 0 0-3.4M4 8h2.5M4 11v1.5M12 11v1.5', search: 'M7 2.5a4.5 4.5 0 1 0 0 9 4.5 4.5 0 0 0 0-9M10.4 10.4l3.2 3.2', help: 'M6 6a2 2 0 1 1 2.8 1.8C8.2 8.1 8 8.5 8 9.3M8 11.4v.5'
} as const
export type IconName = keyof typeof PATHS
/** Drawn as areas; the others as lines. */
export const FILLED: ReadonlySet<IconName> = new Set<IconName>(['play', 'stop', 'pause'])
