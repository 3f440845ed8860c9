import * as Options from "@effect/cli/Options"
import { Option } from "effect"

/** `--account`, the same on every command about what belongs to an account. */
export const account = Options.text("account").pipe(
  Options.optional,
  Options.withDescription("the account it is about; a key of one account need not name it")
)

/** The account as a request names it. */
export const named = (given: Option.Option<string>): { readonly accountId?: string } =>
  Option.match(given, { onNone: () => ({}), onSome: (accountId) => ({ accountId }) })
