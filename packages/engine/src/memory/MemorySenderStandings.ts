import type { State as Standing } from "@sluice/core/standing/SenderStanding"
import { type Context, Effect } from "effect"
import type { SenderStandings } from "../ports/SenderStandings.ts"
import * as KeptStates from "./internal/KeptStates.ts"
import type { State } from "./internal/State.ts"

/** How senders stand, in a memory store. */
export const make = ({ journal, standings }: State): Context.Tag.Service<SenderStandings> => {
  const { list, modify, revision } = KeptStates.make<Standing>(journal, standings)
  return {
    modify,
    list: Effect.map(list, (rows) => rows.map(({ key, state }) => ({ senderId: key, state }))),
    revision
  }
}
