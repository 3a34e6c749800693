// What runs in the page: text, because this side of the bench knows no DOM.

/** Begins to watch how long the page's animation frames are apart. */
export const WATCH_GAPS = `(() => {
  const seen = { last: performance.now(), longest: 0 }
  window.gaps = seen
  const look = () => {
    const now = performance.now()
    seen.longest = Math.max(seen.longest, now - seen.last)
    seen.last = now
    if (window.gaps === seen) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`
/** ms: the longest since then. */
export const LONGEST_GAP = 'window.gaps.longest'

/** One thing moves, from frame to frame, and nothing else: what a page costs here at least. For so long, ms. */
export const moveOneThing = (ms: number): string => `(async () => {
  const thing = document.createElement('div')
  thing.style.cssText = 'position: fixed; z-index: 9; top: 0; left: 0; width: 40px; height: 40px; background: red'
  document.body.append(thing)
  for (const began = performance.now(); performance.now() - began < ${ms};) await new Promise((drawn) => requestAnimationFrame((now) => {
    thing.style.transform = 'translateX(' + (now % 400) + 'px)'
    drawn()
  }))
  thing.remove()
})()`

/**
 * ms from a move of the replay's slider until the frame in which its clock shows the instant, and the packets' table the packet at it, has been drawn.
 * @param share of the session's length
 */
export const seekTo = (share: number): string => `(async () => {
  const slider = document.querySelector('[data-testid="replay-seek"]')
  const time = document.querySelector('[data-testid="replay"] .time')
  const selected = () => document.querySelector('[role="grid"] [aria-selected="true"]')?.getAttribute('aria-rowindex')
  const before = { time: time.textContent, row: selected() }
  const began = performance.now()
  slider.value = String(Math.round(Number(slider.max) * ${share}))
  slider.dispatchEvent(new Event('input', { bubbles: true }))
  const shows = () => time.textContent !== before.time && selected() !== undefined && selected() !== before.row
  do await new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)))
  while (!shows() && performance.now() - began < 5000)
  if (!shows()) throw new Error('the window does not show what was sought: ' + time.textContent + ', row ' + selected())
  return performance.now() - began
})()`

/** Begins to note how long each animation frame of the page takes, ms from its beginning to that of the next, and what Chromium tells of the long ones. */
export const WATCH_FRAMES = `(() => {
  const seen = window.frames = { lengths: [], begins: [], long: [] }
  new PerformanceObserver((list) => seen.long.push(...list.getEntries())).observe({ type: 'long-animation-frame' })
  let last
  const frame = (now) => {
    if (last !== undefined) {
      seen.lengths.push(now - last)
      seen.begins.push(last)
    }
    last = now
    requestAnimationFrame(frame)
  }
  requestAnimationFrame(frame)
})()`
/** The five longest of them, the longest one first, and how much of each was script, and layout with all that comes after it. ms */
export const LONG_FRAMES = `(() => {
  const { lengths, begins, long } = window.frames
  return lengths.map((length, i) => ({ at: begins[i], length })).sort((a, b) => b.length - a.length).slice(0, 5).map(({ at, length }) => {
    // Work before a frame's callbacks belongs to the long frame that they end: its middle says where it lies.
    const own = long.filter(({ startTime, duration }) => startTime + duration / 2 >= at && startTime + duration / 2 < at + length)
    const sum = (of) => own.reduce((total, entry) => total + of(entry), 0)
    return {
      at: performance.timeOrigin + at, length, script: sum(({ scripts }) => scripts.reduce((total, { duration }) => total + duration, 0)),
      layout: sum(({ startTime, duration, styleAndLayoutStart }) => styleAndLayoutStart === 0 ? 0 : startTime + duration - styleAndLayoutStart)
    }
  })
})()`
