import type { Caller } from "@sluice/engine/access/Caller"
import { Context, type Effect } from "effect"
import type { Services } from "../Services.ts"
import type { Refusal } from "./ProblemTable.ts"

/** Who stands behind the request that is being answered; given to each handler by the interceptor. */
export class CurrentCaller extends Context.Tag("@sluice/server/CurrentCaller")<CurrentCaller, Caller>() {}

/** What a handler returns: the body of its answer, or a refusal. The interceptor runs it. */
export type Answer = Effect.Effect<unknown, Refusal, Services | CurrentCaller>
