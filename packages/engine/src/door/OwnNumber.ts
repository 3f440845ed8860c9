import { Effect } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"

/** Finds the number of an id of the platform's, if the caller may use it: one of another account is told like one that does not exist. */
export const make = Effect.map(Directory, (directory) =>
  Effect.fn("OwnNumber.find")(function* (caller: Caller.Caller, phoneNumberId: string) {
    const found = yield* directory.senderByPhoneNumberId(phoneNumberId)
    if (!Caller.mayUse(caller, found.accountId)) return yield* new SenderUnknown({ senderId: phoneNumberId })
    return found
  })
)
