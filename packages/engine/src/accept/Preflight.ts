import * as Policy from "@sluice/core/policy/Policy"
import type { Numbers } from "@sluice/core/policy/Numbers"
import * as CorePreflight from "@sluice/core/phone/Preflight"
import { Array, Chunk, Data, Effect, Either, Option, Stream } from "effect"
import type { Caller } from "../access/Caller.ts"
import { Crypto } from "../ports/Crypto.ts"
import * as Finding from "./Finding.ts"
import type * as Judging from "./Judging.ts"
import type { List, Unread } from "./List.ts"

/** The list would fail more often than its caller allows: nothing was queued (PH-08). */
export class PreflightStopped extends Data.TaggedError("PreflightStopped")<{
  readonly projection: CorePreflight.Projection
  readonly stopAbove: number
  /** Of the first sampled rows that would be refused, each under its row. */
  readonly findings: ReadonlyArray<Finding.Finding>
}> {
  override get message(): string {
    const { failed, rate, rows, sampled } = this.projection
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`
    return `${failed} of ${sampled} sampled rows would be refused, so about ${percent(rate)} of ${rows}: more than ${percent(this.stopAbove)}`
  }
}

/** Refused rows that are shown as examples. */
const examplesMax = 20

/** 32 random bits for each row. */
const unitsOf = (random: Uint8Array) => {
  const view = new DataView(random.buffer, random.byteOffset, random.byteLength)
  return (row: number): number => view.getUint32(row * 4) / 2 ** 32
}

/** The policy of the list: that of the first sender it names; the guide's where it names none that is known. */
const policyOf = Effect.fnUntraced(function* <E>(judging: Judging.Judging, caller: Caller, list: List<E>) {
  const first = yield* Stream.runHead(list.rows)
  const row = Option.flatMap(first, Array.head)
  if (Option.isNone(row)) return Policy.shipped.guide.numbers
  const request = row.value()
  if (Either.isLeft(request)) return Policy.shipped.guide.numbers
  const sender = yield* judging.exampleOf(caller, request.right)
  return Option.match(sender, { onNone: () => Policy.shipped.guide.numbers, onSome: ({ policy }) => policy.numbers })
})

/** The rows at some places, in their order; the others are not even read. */
const at = <E>({ rows }: List<E>, places: ReadonlyArray<number>) => {
  const wanted = new Set(places)
  return Stream.mapAccum(rows, 0, (start, chunk: ReadonlyArray<Unread>) => [
    start + chunk.length,
    chunk.flatMap((row, index) => (wanted.has(start + index) ? [{ place: start + index, row }] : []))
  ])
}

/**
 * Judges a uniform sample of a list before anything of it is queued, and projects how much of it would be refused (SPEC PH-08).
 *
 * A short list is not sampled, unless its caller asks for it.
 *
 * `asked.stopAbove`: the share (0 to 1) above which the list is refused as a whole; null only tells.
 */
export const make = (judging: Judging.Judging, crypto: typeof Crypto.Service) =>
  Effect.fn("Preflight.run")(function* <E>(
    caller: Caller,
    list: List<E>,
    asked: { readonly always: boolean; readonly stopAbove: number | null }
  ) {
    const policy: Numbers = yield* policyOf(judging, caller, list)
    if (!asked.always && asked.stopAbove === null && !CorePreflight.isDue(policy, list.count)) return null
    const random = yield* crypto.randomBytes(list.count * 4)
    const places = CorePreflight.sampleOf(policy, list.count, unitsOf(random))
    const sampled = yield* at(list, places).pipe(
      Stream.mapEffect((chunk) =>
        Effect.map(
          judging.sample(
            caller,
            chunk.map(({ row }) => row())
          ),
          (decided) =>
            Array.zip(chunk, decided).flatMap(([{ place }, one]) =>
              Either.isLeft(one) ? [one.left.map((finding) => Finding.within(`[${place}]`, finding))] : []
            )
        )
      ),
      Stream.runCollect,
      Effect.map((chunks) => Chunk.toReadonlyArray(chunks).flat())
    )
    const projection = CorePreflight.project(list.count, places.length, sampled.length)
    const { stopAbove } = asked
    if (stopAbove !== null && CorePreflight.decide(projection, stopAbove)._tag === "Stop") {
      return yield* new PreflightStopped({
        projection,
        stopAbove,
        findings: sampled.slice(0, examplesMax).flat()
      })
    }
    return projection
  })
