import * as Policy from "@sluice/core/policy/Policy"
import * as MessageChange from "@sluice/engine/ports/MessageChange"
import type { Message } from "@sluice/engine/ports/Outbox"
import * as Silence from "@sluice/engine/settle/Silence"
import { describe, expect, it } from "vitest"
import * as World from "../world.ts"

const policy = Policy.shipped["cloud-api"]
const minute = 60_000

/** The same message after it stayed silent for a day: whatever was heard, the policy decides. */
const silent = (message: Message): Message => {
  const heard = { processedMillis: 1_440 * minute, newestMillis: null, gaps: [] }
  const change = Silence.decide(policy, { ...message, state: "uncertain" }, 0, heard, 1_440 * minute)
  return change === null ? message : MessageChange.apply(message, change)
}

describe("What silence after a send means", () => {
  it("RT-04: refusals before it are no resends: a message that was refused and then stayed unknown is sent again", () => {
    const refused = World.stored(1, { attempts: 6, unsent: 1, tries: { transient: 2, throttled: 2 } })
    expect(silent(refused)).toMatchObject({ state: "queued", tries: { transient: 2, throttled: 2, resent: 1 } })
  })

  it("RT-04: it is sent again out of uncertainty as often as the policy says, whatever came between, and then no more", () => {
    let message = World.stored(1, { attempts: 1 })
    for (let resends = 1; resends <= policy.certainty.uncertainResendsMax; resends++) {
      message = silent({ ...message, attempts: message.attempts + 3 })
      expect(message).toMatchObject({ state: "queued", tries: { resent: resends } })
    }
    expect(silent(message)).toMatchObject({ state: "dead", failure: { cause: "unknown" } })
    // A replay is a decision of somebody's own.
    const replayed = MessageChange.apply(message, { startsOver: true, state: "queued", events: [] })
    expect(silent(replayed)).toMatchObject({ state: "queued", tries: { resent: 1 } })
  })
})
