import { Array, Effect, Either, Stream } from "effect"
import type { Caller } from "../access/Caller.ts"
import type * as Finding from "../accept/Finding.ts"
import type { SendRequest } from "../accept/Judgement.ts"
import type * as Judging from "../accept/Judging.ts"
import type * as Queueing from "../accept/Queueing.ts"
import type { Decided, Judged, Row } from "../accept/Row.ts"
import { type Campaign, type CampaignRow, Campaigns, type List } from "../ports/Campaigns.ts"
import type { NewMessage } from "../ports/Outbox.ts"
import { CampaignUnknown, ListClosed, ListElsewhere } from "./Refusals.ts"

/** A row that was refused, and what for. */
export interface RefusedRow {
  /** Its place in the whole list, from 0. */
  readonly place: number
  readonly findings: ReadonlyArray<Finding.Finding>
}

/** What came of rows that were handed in. */
export interface Uploaded {
  readonly campaign: Campaign
  /** Rows of these that had come before, and were passed over. */
  readonly known: number
  readonly taken: number
  readonly refused: number
  /** The first of those that were refused. */
  readonly examples: ReadonlyArray<RefusedRow>
}

/** Refused rows that are shown. */
const examplesMax = 20

const suggestion = "leave it out, so that the campaign's senders take turns"

/** What a row may not say within a campaign: a pool, or a sender that is not the campaign's. */
const foreign = (senderIds: ReadonlyArray<string>, { pool = null, senderId }: SendRequest): Finding.Finding | null => {
  const found = { rule: "RL-10", suggestion }
  if (pool !== null) return { path: "pool", code: "unexpected", message: "is not for rows of a campaign", ...found }
  if (senderId === null || senderIds.includes(senderId)) return null
  const message = `${JSON.stringify(senderId)} is no sender of this campaign`
  return { path: "senderId", code: "sender-not-of-campaign", message, ...found }
}

/** What a list is after some more rows. */
const grown = (list: List, decided: ReadonlyArray<Decided>, messages: ReadonlyArray<NewMessage>): List => {
  const refusals: Record<string, number> = { ...list.refusals }
  for (const row of decided) {
    if (Either.isRight(row)) continue
    const code = row.left[0]?.code ?? "unknown"
    refusals[code] = (refusals[code] ?? 0) + 1
  }
  return {
    received: list.received + decided.length,
    refused: list.refused + decided.length - messages.length,
    refusals,
    units: messages.reduce((sum, { units }) => sum + units, list.units),
    media: list.media + messages.filter(({ kind }) => kind === "media").length,
    templates: (list.templates ?? 0) + messages.filter(({ content }) => content.type === "template").length
  }
}

/** A message as a row of a list: what it gets from being handed over is left out. */
const rowOf = (message: NewMessage, senderId: string | null): Omit<CampaignRow, "number"> => {
  const { acceptedMillis, content, id, idempotencyKey, kind, recipient, replyTo, requestDigest, units } = message
  return {
    senderId,
    message: { acceptedMillis, content, id, idempotencyKey, kind, recipient, replyTo, requestDigest, units }
  }
}

/** A chunk with the place of its first row. */
interface Placed {
  readonly place: number
  readonly rows: ReadonlyArray<Row>
}

/**
 * Fills a campaign's list: each row is judged in full as if it were to be sent now, and stored with the id of its message. A row that names
 * one of the campaign's senders keeps it; the others are judged as the first one's, and dealt when they are handed over.
 *
 * **Constant memory**: chunk by chunk, whatever the list's length. **Any interruption**: rows are counted as they come, in the transaction that
 * stores them; so whoever hands the same list in again from its beginning (or from anywhere that has come) adds only what is missing.
 */
export const make = Effect.fn("Uploading.make")(function* (judging: Judging.Judging, queueing: Queueing.Queueing) {
  const campaigns = yield* Campaigns

  const judge = Effect.fnUntraced(function* (caller: Caller, { senderIds }: Campaign, rows: ReadonlyArray<Row>) {
    const own = rows.map((row) =>
      Either.flatMap(row, (request) => {
        const finding = foreign(senderIds, request)
        return finding === null
          ? Either.right({ ...request, senderId: request.senderId ?? senderIds[0] })
          : Either.left([finding])
      })
    )
    return yield* judging.rows(caller, own)
  })

  /** Stores a chunk behind what is there, if that is where it belongs. */
  const store = Effect.fnUntraced(function* (
    campaignId: string,
    { place, rows }: Placed,
    decided: ReadonlyArray<Decided>
  ) {
    const sound: ReadonlyArray<Judged> = Array.getRights(decided)
    const { messages } = yield* queueing.prepare(sound, 200)
    const named = decided.flatMap((row, index) => {
      const request = rows[index]
      return Either.isLeft(row) || request === undefined || Either.isLeft(request) ? [] : [request.right.senderId]
    })
    const stored = yield* campaigns.add(campaignId, Array.zipWith(messages, named, rowOf), ({ lifecycle, list }) =>
      lifecycle._tag === "Draft" && list.received === place ? { list: grown(list, decided, messages) } : null
    )
    const campaign = yield* Effect.mapError(stored, () => new CampaignUnknown({ campaignId }))
    if (campaign.lifecycle._tag !== "Draft") {
      return yield* new ListClosed({ campaignId, state: campaign.lifecycle._tag })
    }
    const { received } = campaign.list
    if (received !== place + rows.length) return yield* new ListElsewhere({ campaignId, received, place })
    return campaign
  })

  return Effect.fn("Uploading.upload")(function* <E>(
    caller: Caller,
    campaign: Campaign,
    from: number | null,
    rows: Stream.Stream<ReadonlyArray<Row>, E>
  ) {
    const { id: campaignId, lifecycle, list } = campaign
    if (lifecycle._tag !== "Draft") return yield* new ListClosed({ campaignId, state: lifecycle._tag })
    const { received } = list
    const begin = from ?? received
    if (begin > received) return yield* new ListElsewhere({ campaignId, received, place: begin })

    const empty: Uploaded = { campaign, known: 0, taken: 0, refused: 0, examples: [] }
    return yield* rows.pipe(
      Stream.mapAccum(begin, (place, chunk) => {
        const known = Math.min(chunk.length, Math.max(0, received - place))
        return [place + chunk.length, { known, place: place + known, rows: chunk.slice(known) }]
      }),
      Stream.mapEffect((chunk) =>
        // Judging is all computation: other requests get their turn between chunks.
        Effect.zipRight(Effect.yieldNow(), judge(caller, campaign, chunk.rows)).pipe(
          Effect.map((decided) => ({ ...chunk, decided }))
        )
      ),
      // One chunk is judged while the one before it is stored.
      Stream.buffer({ capacity: 1 }),
      Stream.runFoldEffect(empty, (before, { decided, known, ...chunk }) =>
        Effect.gen(function* () {
          const told = { ...before, known: before.known + known }
          if (chunk.rows.length === 0) return told
          const stored = yield* store(campaignId, chunk, decided)
          const refused = decided.flatMap((row, index) =>
            Either.isLeft(row) ? [{ place: chunk.place + index, findings: row.left }] : []
          )
          return {
            ...told,
            campaign: stored,
            taken: told.taken + decided.length - refused.length,
            refused: told.refused + refused.length,
            examples: [...told.examples, ...refused.slice(0, examplesMax - told.examples.length)]
          }
        })
      )
    )
  })
})
