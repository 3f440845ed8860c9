import { Effect } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"

/**
 * Finds a number, if the caller may use it: one of another account is told like one that does not exist.
 *
 * A caller names it by the provider's id, as at the platform; by the platform's id that it is still known by after a move to another provider; or by our
 * own name of the sender, which stays the same wherever it is moved.
 */
export const make = Effect.map(Directory, (directory) =>
  Effect.fn("OwnNumber.find")(function* (caller: Caller.Caller, phoneNumberId: string) {
    const found = yield* Effect.orElse(directory.senderByPhoneNumberId(phoneNumberId), () =>
      directory.sender(phoneNumberId)
    )
    if (!Caller.mayUse(caller, found.accountId)) return yield* new SenderUnknown({ senderId: phoneNumberId })
    return found
  })
)
