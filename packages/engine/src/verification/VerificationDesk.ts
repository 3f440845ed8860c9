import * as Course from "@sluice/core/onboarding/Course"
import { Clock, Context, Effect, Either, Layer } from "effect"
import * as Caller from "../access/Caller.ts"
import { Directory, SenderUnknown } from "../ports/Directory.ts"
import type { Sender } from "../ports/Directory.ts"
import { Onboardings } from "../ports/Onboardings.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Verifying from "./Verifying.ts"

/** A number of ours and what proves it, before people. */
export interface ShownNumber {
  readonly sender: Sender
  readonly standing: Verifying.Standing
}

const make = Effect.gen(function* () {
  const directory = yield* Directory
  const onboardings = yield* Onboardings

  const own = Effect.fnUntraced(function* (caller: Caller.Caller, senderId: string) {
    const sender = yield* directory.sender(senderId)
    return Caller.mayUse(caller, sender.accountId) ? sender : yield* new SenderUnknown({ senderId })
  })

  const list = Effect.fn("VerificationDesk.list")(function* (caller: Caller.Caller) {
    const nowMillis = yield* Clock.currentTimeMillis
    const courses = new Map((yield* onboardings.list).map(({ accountId, state }) => [accountId, state]))
    return (yield* directory.senders)
      .filter(({ accountId }) => Caller.mayUse(caller, accountId))
      .map((sender): ShownNumber => {
        const course = courses.get(sender.accountId) ?? Course.initial
        return { sender, standing: Verifying.at(sender, course, nowMillis) }
      })
  })

  const show = Effect.fn("VerificationDesk.show")(function* (caller: Caller.Caller, senderId: string) {
    const sender = yield* own(caller, senderId)
    const course = yield* onboardings.modify(sender.accountId, (known) => [known, null])
    const nowMillis = yield* Clock.currentTimeMillis
    const shown: ShownNumber = { sender, standing: Verifying.at(sender, course ?? Course.initial, nowMillis) }
    return shown
  })

  const act = Effect.fn("VerificationDesk.act")(function* (
    caller: Caller.Caller,
    senderId: string,
    act: Verifying.Act
  ) {
    const sender = yield* own(caller, senderId)
    const nowMillis = yield* Clock.currentTimeMillis
    const course = yield* yield* onboardings.modify(sender.accountId, (known) => {
      const next = Verifying.after(sender, known ?? Course.initial, act, nowMillis)
      return [next, Either.getOrNull(next)] as const
    })
    const shown: ShownNumber = { sender, standing: Verifying.at(sender, course, nowMillis) }
    return shown
  })

  return { list, show, act }
})

/**
 * What proves our numbers, before the people who see to it (SPEC NV-01, NV-02). The code goes out from the provider, and a person types it in there; the
 * papers lie where the business keeps them. What is kept here is that it was done, by which attempt and which submission.
 */
export class VerificationDesk extends Context.Tag("@sluice/engine/VerificationDesk")<
  VerificationDesk,
  {
    /** Every number of the caller, in the order of the accounts file. */
    readonly list: (caller: Caller.Caller) => Effect.Effect<ReadonlyArray<ShownNumber>, StoreUnavailable>
    /** A number of another account is told like one that does not exist. */
    readonly show: (
      caller: Caller.Caller,
      senderId: string
    ) => Effect.Effect<ShownNumber, SenderUnknown | StoreUnavailable>
    readonly act: (
      caller: Caller.Caller,
      senderId: string,
      act: Verifying.Act
    ) => Effect.Effect<ShownNumber, SenderUnknown | Verifying.Conflict | StoreUnavailable>
  }
>() {
  static readonly layer: Layer.Layer<VerificationDesk, never, Directory | Onboardings> = Layer.effect(
    VerificationDesk,
    make
  )
}
