import { CHART_TONES } from '../../figures/palette'

const { light, dark } = CHART_TONES

/** The report's style sheet: screen in light and dark, paper in light. */
export const REPORT_STYLE = `
:root { color-scheme: light dark; --ground: ${light.band}; --pane: ${light.ground}; --line: ${light.line}; --grid: ${light.grid}; --text: ${light.text}; --muted: ${light.muted}; --sel: ${light.selected}; --good: #1c7a44; --bad: ${light.bad}; --warn: ${light.warn}; --focus: #1f62d6 }
@media screen and (prefers-color-scheme: dark) { :root { --ground: #0a0d12; --pane: ${dark.ground}; --line: ${dark.line}; --grid: ${dark.grid}; --text: ${dark.text}; --muted: ${dark.muted}; --sel: ${dark.selected}; --good: #5fce8f; --bad: ${dark.bad}; --warn: ${dark.warn}; --focus: #6fa8ff } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--text); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Noto Sans CJK KR", "Malgun Gothic", sans-serif; font-variant-numeric: tabular-nums; padding-bottom: 56px }
main { max-width: 1240px; margin: 0 auto; padding: 24px 20px 40px }
header h1 { overflow-wrap: anywhere; margin: 0 0 4px; font-size: 26px; line-height: 1.25 }
header p { margin: 0; max-width: none; color: var(--muted) }
#paths td.mono, #packets td.mono { white-space: nowrap }
#checks th:nth-child(2) { width: 36% }
#checks th:nth-child(3) { width: 22% }
nav { margin: 14px 0 18px; line-height: 2 }
nav a { margin-right: 14px; white-space: nowrap }
a { color: var(--focus) }
section { background: var(--pane); border: 1px solid var(--line); border-radius: 8px; padding: 14px 18px 18px; margin: 0 0 16px }
h2 { font-size: 17px; margin: 0 0 10px }
h3 { font-size: 13.5px; font-weight: 500; color: var(--muted); margin: 0 0 6px }
p { margin: 0 0 8px; max-width: 76ch; overflow-wrap: break-word }
code, .mono { font-family: ui-monospace, "SF Mono", Consolas, "DejaVu Sans Mono", "Noto Sans Mono CJK KR", monospace; font-size: 12.5px; overflow-wrap: anywhere }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 3px 18px; margin: 0 }
dt { color: var(--muted) }
dd { margin: 0; overflow-wrap: anywhere }
.scroll { overflow-x: auto }
.long { max-height: 420px; overflow: auto }
table { border-collapse: collapse; width: 100%; font-size: 13.5px }
th { text-align: left; color: var(--muted); font-weight: 500; border-bottom: 1px solid var(--line); padding: 4px 12px 4px 0; white-space: nowrap; position: sticky; top: 0; background: var(--pane) }
td { border-bottom: 1px solid var(--grid); padding: 4px 12px 4px 0; vertical-align: top; overflow-wrap: break-word }
th.number, td.number { text-align: right; white-space: nowrap }
td.run { overflow-wrap: anywhere }
:lang(ko) p, :lang(ko) td, :lang(ko) dd, :lang(ko) li { word-break: keep-all }
td.good { color: var(--good); font-weight: 600; white-space: nowrap }
td.bad { color: var(--bad); font-weight: 600; white-space: nowrap }
td.open { color: var(--warn); font-weight: 600; white-space: nowrap }
tr.sel td, button.sel { background: var(--sel) }
tr[data-t] { cursor: pointer }
button.place { font: inherit; color: var(--focus); background: none; border: 0; border-radius: 4px; padding: 0 3px; margin: 0 6px 0 -3px; cursor: pointer; text-align: left }
button.place:hover { text-decoration: underline }
:focus { outline: 2px solid var(--focus); outline-offset: 1px }
:focus:not(:focus-visible) { outline: none }
.figure { overflow-x: auto; position: relative }
.figure svg { display: block; max-width: 100%; height: auto }
.figure .dark { display: none }
@media screen and (prefers-color-scheme: dark) { .figure .light { display: none } .figure .dark { display: block } }
.figure g[data-t] { cursor: pointer }
.figure g.hot > *, .figure g.sel > * { filter: drop-shadow(0 0 2px var(--focus)) }
.figure g.sel > text { font-weight: 700 }
.cursor { stroke: var(--focus); stroke-width: 1.5; stroke-dasharray: 4 3; pointer-events: none }
.choose { display: flex; align-items: center; margin: 0 0 10px }
.choose label { margin-right: 8px; color: var(--muted) }
.choose select { font: inherit; color: inherit; background: var(--pane); border: 1px solid var(--line); border-radius: 5px; padding: 3px 8px }
#detail { position: fixed; left: 0; right: 0; bottom: 0; background: var(--pane); border-top: 1px solid var(--line); padding: 9px 20px; min-height: 42px; font-size: 13.5px }
#detail .keys { color: var(--muted) }
footer { color: var(--muted); font-size: 13px }
.hidden { display: none }
@media (max-width: 700px) { main { padding: 12px 8px } section { padding: 10px } }
@media print {
  @page { size: A4; margin: 14mm }
  body { background: #fff; font-size: 10.5pt; padding: 0 } main { max-width: none; padding: 0 }
  header { margin-bottom: 12pt } nav, .choose, #detail { display: none } .hidden { display: block }
  section { border: 0; padding: 0 0 8pt; break-inside: auto } h2 { break-after: avoid } tr, .figure { break-inside: avoid }
  .long { max-height: none; overflow: visible } .scroll, .figure { overflow: visible } th { position: static }
  table { font-size: 8.5pt } code, .mono { font-size: 7.5pt } button.place { color: inherit }
}
`
