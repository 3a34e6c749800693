/** TIME-WAIT's length in Linux, ms: TCP_TIMEWAIT_LEN = 60 * HZ (include/net/tcp.h). A constant of the kernel, not a setting. */
export const TIME_WAIT_MS = 60_000

// kernel/time/timer.c: 64 buckets a level; each level's are 8 times as long (LVL_BITS 6, LVL_CLK_SHIFT 3; depth 9 for HZ > 100).
const LEVEL_SHIFT = 3
const LEVEL_SIZE = 64
const LAST_LEVEL = 8

/**
 * How much later than asked the kernel's timer wheel may fire, in ms: its buckets get longer with distance (`calc_wheel_index`), and an expiry is
 * rounded up to the next one (`calc_index`). For 60 s: 2048 ms at HZ=250, 4096 at 1000, 5120 at 100.
 * @param ms asked for; @param hz the kernel's ticks a second
 */
export function wheelSlackMs(ms: number, hz: number): number {
  const jiffies = (ms * hz) / 1000
  let level = 0
  // Level n begins at 63 << (3 * (n - 1)) jiffies (LVL_START).
  while (level < LAST_LEVEL && jiffies >= (LEVEL_SIZE - 1) * 2 ** (level * LEVEL_SHIFT)) level++
  return (2 ** (level * LEVEL_SHIFT) * 1000) / hz
}
