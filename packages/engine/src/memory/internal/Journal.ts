import { Effect, Exit, FiberRef } from "effect"

/**
 * What makes the memory store atomic: one writer at a time, and a list of what to undo while a transaction is open.
 *
 * Steps are plain functions, so each is atomic by itself; the gate keeps them out while somebody else's transaction runs effects
 * between its steps. A step of the fiber that opened the transaction (or of a child of it) belongs to it.
 */
export interface Journal {
  /** Tells how to undo a change that is about to be made. */
  readonly onUndo: (undo: () => void) => void
  /** Runs a step: alone, or as part of the transaction that is open around it. */
  readonly step: <A>(f: () => A) => Effect.Effect<A>
  /** Runs `effect` so that all its steps count, or none when it fails or is interrupted. Joins one that is open around it. */
  readonly transaction: <A, E, R>(effect: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
}

export const make = (): Journal => {
  const gate = Effect.unsafeMakeSemaphore(1)
  const within = FiberRef.unsafeMake(false)
  let undos: Array<() => void> | null = null

  const open = Effect.sync(() => {
    undos = []
  })
  const close = <A, E>(exit: Exit.Exit<A, E>) =>
    Effect.sync(() => {
      const changes = undos ?? []
      undos = null
      if (Exit.isFailure(exit)) for (const undo of changes.reverse()) undo()
    })

  return {
    onUndo: (undo) => {
      undos?.push(undo)
    },
    step: (f) =>
      Effect.flatMap(FiberRef.get(within), (joined) => (joined ? Effect.sync(f) : gate.withPermits(1)(Effect.sync(f)))),
    transaction: (effect) =>
      Effect.flatMap(FiberRef.get(within), (joined) =>
        joined
          ? effect
          : gate.withPermits(1)(
              Effect.acquireUseRelease(
                open,
                () => Effect.locally(effect, within, true),
                (_, exit) => close(exit)
              )
            )
      )
  }
}
