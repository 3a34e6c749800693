import type { TcpState } from '../../../shared/tcp/state'
import type { ThemeName } from '../../../shared/figures/palette'
import { type Hatch, sceneHatches, stateHatch } from '../../../shared/figures/hatches'
import type { Fill, Patterns } from '../charts/patterns'

/** Patterns drawn on small canvases; each is made once for a theme. */
export function canvasPatterns(theme: ThemeName): Patterns {
  const stripes = new Map<TcpState, Fill>()
  const { reserved, overdue, gap } = sceneHatches(theme)
  return {
    striped: (state) => {
      let fill = stripes.get(state)
      if (fill === undefined) {
        fill = paint(stateHatch(state, theme))
        stripes.set(state, fill)
      }
      return fill
    },
    reserved: paint(reserved), overdue: paint(overdue), gap: paint(gap)
  }
}

/** A square tile whose diagonals meet those of its neighbours. */
function paint(hatch: Hatch): Fill {
  const image = document.createElement('canvas')
  image.width = image.height = hatch.pitch
  const context = image.getContext('2d')
  if (context === null) return hatch.ground ?? hatch.line
  if (hatch.ground !== null) {
    context.fillStyle = hatch.ground
    context.fillRect(0, 0, hatch.pitch, hatch.pitch)
  }
  context.strokeStyle = hatch.line
  context.lineWidth = hatch.weight
  for (const shift of [-hatch.pitch, 0, hatch.pitch]) {
    const [y0, y1] = hatch.direction === 'up' ? [hatch.pitch * 1.5, -hatch.pitch * 0.5] : [-hatch.pitch * 0.5, hatch.pitch * 1.5]
    context.beginPath()
    context.moveTo(shift - hatch.pitch * 0.5, y0)
    context.lineTo(shift + hatch.pitch * 1.5, y1)
    context.stroke()
  }
  return { image, repeat: 'repeat' }
}
