import type { OptOut } from "../../ports/OptOuts.ts"
import type { Message } from "../../ports/Outbox.ts"
import * as Messages from "./Messages.ts"
import type { State } from "./State.ts"

/** What stands of one addressee. */
export const standing = (
  { optOuts }: Pick<State, "optOuts">,
  accountId: string,
  recipient: string
): ReadonlyArray<OptOut> =>
  [...optOuts.values()].filter((optOut) => optOut.accountId === accountId && optOut.recipient === recipient)

const advertises = ({ templates }: Pick<State, "templates">, { accountId, content }: Message): boolean => {
  if (content.type !== "template") return false
  const { language, name } = content.template
  const known = templates.get(Messages.pair(accountId, Messages.pair(name, language.code)))
  return known === undefined || known.draft.category === "MARKETING"
}

/** Whether a message must not leave, as `OptOuts.unwanted` has it. */
export const is = (state: Pick<State, "optOuts" | "templates">, message: Message): boolean =>
  standing(state, message.accountId, message.recipient).some(
    ({ scope }) => scope === "all" || advertises(state, message)
  )
