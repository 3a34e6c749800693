import { computed, inject } from 'vue'
import { histogramOf, MANY_WAITING } from '../../../shared/figures/countdown'
import { countdownFigure, histogramFigure } from '../../../shared/figures/countdown-figure'
import { useClockStore } from '../stores/clock'
import { useReplayStore } from '../stores/replay'
import { useSelectionStore } from '../stores/selection'
import { useSessionStore } from '../stores/session'
import { useCountdown } from './use-countdown'
import type { LeavingFigure } from './use-figure-file'
import { useText } from './use-text'
import { THEME } from './use-theme'

/** The countdown as it stands at this instant, to be saved: the ring, or the histogram of many. */
export function useCountdownFigure(): () => LeavingFigure | null {
  const { t, numbers } = useText()
  const session = useSessionStore()
  const selection = useSelectionStore()
  const clock = useClockStore()
  const replay = useReplayStore()
  const theme = inject(THEME, computed(() => 'light' as const))
  const { target, countdown } = useCountdown()

  const waitingCount = (): number => replay.byTime?.waitingCount(replay.position) ?? session.rows.waiting.size
  const histogram = (): LeavingFigure => {
    const title = `${t('countdown.histogram')}: ${numbers.value.count(waitingCount())}`
    const { counts } = histogramOf((count) => {
      if (replay.byTime !== null) replay.byTime.eachExpected(replay.position, count)
      else for (const { timeWait } of session.rows.waiting.values()) count(timeWait.expectedEnd)
    }, clock.now)
    return { what: 'time-wait-left', about: { title }, figure: histogramFigure({ theme: theme.value, title, counts, overdue: t('countdown.overdue'), unit: t('unit.second') }) }
  }
  return () => {
    if (selection.conn === null && waitingCount() >= MANY_WAITING) return histogram()
    if (target.value === null || countdown.value === null) return null
    const { connection } = target.value.row
    const { phase, remainingMs, lateMs, lastedMs, share } = countdown.value
    const shownMs = phase === 'counting' ? remainingMs : phase === 'overdue' ? lateMs : lastedMs
    const who = `${connection.id} ${t(`terms.end.${target.value.end}`)}`
    const time = phase === 'unknown' ? '?' : numbers.value.exactSeconds(shownMs)
    return {
      what: 'countdown', conn: connection.id, about: { title: `${t('countdown.title')}: ${who}`, description: `${t(`countdown.${phase}`)} ${time}` },
      figure: countdownFigure({
        theme: theme.value, who, route: `${connection.client} → ${connection.server}`, time, phase: t(`countdown.${phase}`), share: phase === 'counting' ? share : phase === 'overdue' ? 1 : 0
      })
    }
  }
}
