import type * as Pacing from "../policy/Pacing.ts"
import type * as Throttle from "../throttle/Throttle.ts"
import type * as Campaign from "./Campaign.ts"
import * as Forecast from "./Forecast.ts"
import type * as Step from "./Step.ts"
import type * as Summary from "./Summary.ts"

/**
 * The same campaign under other circumstances, side by side (SPEC RL-12): more senders, a raise, another reputation, faster answers,
 * another policy.
 */

/** What is different; what is left out stays as it is. */
export interface Change {
  /** For people: `five senders`. */
  readonly name: string
  /** So many senders: the first of the campaign's, and beyond them copies of its last, with names of their own and nothing sent yet. */
  readonly senders?: number
  readonly tier?: Throttle.Standing["tier"]
  /** Learned factor on the limit, 0.7 to 1.3 (RL-03). */
  readonly reputation?: number
  readonly roundTripMillis?: Campaign.Campaign["roundTripMillis"]
  readonly pacing?: Pacing.Pacing
}

/** What one change of the campaign comes to. */
export interface Row {
  readonly name: string
  readonly summary: Summary.Summary
  /** From the start to the last departure, in milliseconds; null when nothing leaves. */
  readonly spanMillis: number | null
  /** What that is less than the campaign's as it stands; negative when it is more, null when either has no span. */
  readonly savedMillis: number | null
  /** What holds the senders up most of the time; null when nothing does. */
  readonly binding: Step.Binding | null
}

/** The campaign under a change. */
export const changed = (campaign: Campaign.Campaign, change: Change): Campaign.Campaign => {
  const { pacing, reputation, roundTripMillis = campaign.roundTripMillis, tier } = change
  const senders = (change.senders === undefined ? campaign.senders : sendersOf(campaign.senders, change.senders)).map(
    ({ context, state, templates }): Campaign.Sender => {
      const own = pacing ?? context.pacing
      const { senderWindow } = own
      const learned =
        reputation === undefined || senderWindow === null
          ? own
          : { ...own, senderWindow: { ...senderWindow, reputationInitial: reputation } }
      return {
        context: {
          ...context,
          pacing: learned,
          standing: { ...context.standing, tier: tier ?? context.standing.tier }
        },
        state:
          state === null || reputation === undefined
            ? state
            : { ...state, reputation: { ...state.reputation, factor: reputation } },
        templates
      }
    }
  )
  return { ...campaign, senders, roundTripMillis }
}

const sendersOf = (senders: ReadonlyArray<Campaign.Sender>, count: number): ReadonlyArray<Campaign.Sender> => {
  const last = senders.at(-1)
  if (last === undefined) return senders
  const names = new Set(senders.map(({ context }) => context.sender))
  const copies: Array<Campaign.Sender> = []
  for (let number = 2; senders.length + copies.length < count; number++) {
    const sender = `${last.context.sender}-${number}`
    if (!names.has(sender)) copies.push({ ...last, context: { ...last.context, sender }, state: null })
  }
  return [...senders.slice(0, Math.max(0, count)), ...copies]
}

const spanOf = ({ finishMillis, startMillis }: Summary.Summary): number | null =>
  finishMillis === null ? null : finishMillis - startMillis

/** The limit with the largest share over all senders. */
const bindingOf = ({ senders }: Summary.Summary): Step.Binding | null => {
  const sums: Array<{ readonly binding: Step.Binding; share: number }> = []
  for (const { limit, scope, share } of senders.flatMap(({ binding }) => binding)) {
    const known = sums.find(({ binding }) => binding.limit === limit && binding.scope === scope)
    if (known === undefined) sums.push({ binding: { limit, scope }, share })
    else known.share += share
  }
  return sums.reduce<{ readonly binding: Step.Binding | null; readonly share: number }>(
    (most, sum) => (sum.share > most.share ? sum : most),
    { binding: null, share: 0 }
  ).binding
}

/** The campaign as it stands, then under each change. The campaign's messages are read once for each row. */
export const table = (campaign: Campaign.Campaign, changes: ReadonlyArray<Change>): ReadonlyArray<Row> => {
  const asItStands = Forecast.summarize(campaign)
  const row = (name: string, summary: Summary.Summary): Row => {
    const spanMillis = spanOf(summary)
    const before = spanOf(asItStands)
    return {
      name,
      summary,
      spanMillis,
      savedMillis: spanMillis === null || before === null ? null : before - spanMillis,
      binding: bindingOf(summary)
    }
  }
  return [
    row("as it stands", asItStands),
    ...changes.map((change) => row(change.name, Forecast.summarize(changed(campaign, change))))
  ]
}
