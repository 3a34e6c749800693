/** What an experiment says of itself, in one language: for reports. */
export interface ExperimentTexts {
  readonly title: string
  readonly question: string
  readonly explanation: string
  /** Texts of options and of segments to order, by the prediction's id, a space, and theirs. */
  readonly choices: ReadonlyMap<string, string>
  /** Titles of checks, by their id. */
  readonly checks: ReadonlyMap<string, string>
  readonly params: readonly { readonly title: string; readonly value: string }[]
  readonly references: readonly { readonly text: string; readonly about: string; readonly url?: string }[]
}
