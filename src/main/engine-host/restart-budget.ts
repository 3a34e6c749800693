import { RESTART_BUDGET } from '../../shared/ipc/engine'

/** How often the engine has died lately: a shell offers a restart only while `mayRestart`. */
export class RestartBudget {
  private deaths: number[] = []

  constructor(private readonly limit: { readonly deaths: number; readonly periodMs: number } = RESTART_BUDGET) {}

  /** @param now ms of a steady clock */
  died(now: number): void {
    this.deaths.push(now)
    this.forget(now)
  }

  mayRestart(now: number): boolean {
    this.forget(now)
    return this.deaths.length < this.limit.deaths
  }

  private forget(now: number): void {
    this.deaths = this.deaths.filter((death) => now - death < this.limit.periodMs)
  }
}
