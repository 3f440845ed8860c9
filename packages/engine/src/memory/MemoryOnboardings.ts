import type { State as Course } from "@sluice/core/onboarding/Course"
import { type Context, Effect } from "effect"
import type { Onboardings } from "../ports/Onboardings.ts"
import * as KeptStates from "./internal/KeptStates.ts"
import type { State } from "./internal/State.ts"

/** Accounts on their way to live, in a memory store. */
export const make = ({ journal, onboardings }: State): Context.Tag.Service<Onboardings> => {
  const { list, modify } = KeptStates.make<Course>(journal, onboardings)
  return { modify, list: Effect.map(list, (rows) => rows.map(({ key, state }) => ({ accountId: key, state }))) }
}
