import * as Ready from "@sluice/engine/health/Ready"
import type { ApiKeys } from "@sluice/engine/ports/ApiKeys"
import type { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Effect, Ref, type Scope } from "effect"

/** Why this worker could not work now, in a few words; null where it could. */
type Fault = Effect.Effect<string | null>

const fixed = (fault: string): Fault => Effect.succeed(fault)

/** Whether this worker is one that lanes can be given to: from the end of its start to the beginning of its end, while its stores answer. */
export interface Readiness {
  readonly fault: Fault
  /** Started: from now on its stores are asked, until the scope closes. */
  readonly begun: Effect.Effect<void, never, ApiKeys | CallbackLog | Scope.Scope>
}

/** Of a process that is starting. */
export const make: Effect.Effect<Readiness> = Effect.map(Ref.make(fixed("it is starting")), (current) => ({
  fault: Effect.flatten(Ref.get(current)),
  begun: Effect.gen(function* () {
    const context = yield* Effect.context<ApiKeys | CallbackLog>()
    yield* Ref.set(current, Effect.provide(Ready.fault, context))
    yield* Effect.addFinalizer(() => Ref.set(current, fixed("it is ending")))
  })
}))
