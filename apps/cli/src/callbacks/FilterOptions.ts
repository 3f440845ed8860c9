import * as Options from "@effect/cli/Options"
import { Verdict } from "@sluice/client/Callbacks"
import { Provider } from "@sluice/core/callback/providers/Provider"
import { DateTime, Option } from "effect"
import * as AccountOption from "../server/AccountOption.ts"

/** Which stored callbacks a command is about, as far as the command line says. */
export interface Given {
  readonly account: Option.Option<string>
  readonly provider: Option.Option<Provider>
  readonly verdict: Option.Option<Verdict>
  readonly since: Option.Option<Date>
  readonly until: Option.Option<Date>
}

/** `--account`, `--provider`, `--verdict`, `--since` and `--until`. */
export const filter: Options.Options<Given> = Options.all({
  account: AccountOption.account,
  provider: Options.choice("provider", Provider.literals).pipe(
    Options.optional,
    Options.withDescription("only those of this provider")
  ),
  verdict: Options.choice("verdict", Verdict.literals).pipe(
    Options.optional,
    Options.withDescription("only those of which this became")
  ),
  since: Options.date("since").pipe(
    Options.optional,
    Options.withDescription("only those received at this time or later")
  ),
  until: Options.date("until").pipe(Options.optional, Options.withDescription("only those received before this time"))
})

/** The filter as a request names it. */
export const named = ({ account, provider, since, until, verdict }: Given) => ({
  ...AccountOption.named(account),
  ...Option.match(provider, { onNone: () => ({}), onSome: (one) => ({ provider: one }) }),
  ...Option.match(verdict, { onNone: () => ({}), onSome: (one) => ({ verdict: one }) }),
  ...Option.match(since, { onNone: () => ({}), onSome: (date) => ({ since: DateTime.unsafeFromDate(date) }) }),
  ...Option.match(until, { onNone: () => ({}), onSome: (date) => ({ until: DateTime.unsafeFromDate(date) }) })
})
