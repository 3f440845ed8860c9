import * as Rotation from "@sluice/core/routing/Rotation"
import { Array, Clock, Context, Effect, Layer } from "effect"
import { type Known, Conversations } from "../ports/Conversations.ts"
import { Directory, type Pool, type Sender } from "../ports/Directory.ts"
import type { Holds } from "../ports/Holds.ts"
import type { LedgerStore } from "../ports/LedgerStore.ts"
import type { Dealt, Outbox } from "../ports/Outbox.ts"
import type { StoreUnavailable } from "../ports/StoreUnavailable.ts"
import * as Lately from "./Lately.ts"
import * as Standings from "./Standings.ts"
import * as Turns from "./Turns.ts"

/** A message that is to be given to one of a pool's senders. */
export interface Row {
  /** E.164. */
  readonly recipient: string
  readonly units: number
  /** Whether it may only go to somebody who wrote lately, where the policy knows of that: everything but templates (CLOUD_API 3.3, 131047). */
  readonly needsWindow: boolean
}

/** The sender of one row, and what its history tells of the choice. */
export interface Given {
  readonly sender: Sender
  readonly dealt: Dealt
}

/** How dealing runs; milliseconds of its clock. */
export interface Options {
  /** How old queues, holds and ledgers may be. */
  readonly refreshMillis: number
  /** How long it may take from being dealt to being durable. */
  readonly rememberMillis: number
}

/** For a clock that keeps real time; a faster one needs both spans longer by as much, since the store answers no sooner. */
export const defaults: Options = { refreshMillis: 1_000, rememberMillis: 10_000 }

/** Where the policy knows no window, who wrote within a day is still answered from the number that they wrote to. */
const dayMillis = 86_400_000

/** What one call deals. */
interface Round {
  readonly pool: Pool
  /** The senders that take part. */
  readonly senders: ReadonlyArray<Sender>
  readonly leaving: string | null
  readonly rows: ReadonlyArray<Row>
}

const make = (options: Options) =>
  Effect.gen(function* () {
    const directory = yield* Directory
    const conversations = yield* Conversations
    const standings = yield* Standings.make(options.refreshMillis)
    const lately = Lately.make(options.rememberMillis)
    const turnsOf = new Map<string, Rotation.State>()

    /** The accounts file was checked: each of them is there. */
    const sendersOf = (pool: Pool) => Effect.orDie(Effect.forEach(pool.senderIds, directory.sender))

    /** What the store knows of each person. */
    const knownOf = Effect.fnUntraced(function* (accountId: string, windowMillis: number, round: Round) {
      const { leaving, pool, rows } = round
      const recipients = [...new Set(rows.map(({ recipient }) => recipient))]
      const nowMillis = yield* Clock.currentTimeMillis
      const known = yield* conversations.known({
        accountId,
        senderIds: pool.senderIds,
        recipients,
        heardSinceMillis: nowMillis - windowMillis + 1,
        leaving
      })
      return new Map(Array.zip(recipients, known))
    })

    /** Chooses for each row, in their order; what is chosen counts for the rows after it, and for later calls only where it is `kept`. */
    const choose = Effect.fnUntraced(function* (
      round: Round,
      kept: (choice: Turns.Choice, row: Row, known: Known) => boolean
    ) {
      const { pool, rows, senders } = round
      const [first] = senders
      if (first === undefined || rows.length === 0) return { given: rows.map(() => null), remember: () => {} }
      const { accountId } = first
      const windowMillis = first.policy.templates.serviceWindowMillis
      const knowledge = yield* Effect.all(
        { known: knownOf(accountId, windowMillis ?? dayMillis, round), standing: standings.of(senders) },
        { concurrency: "unbounded" }
      )
      const nowMillis = yield* Clock.currentTimeMillis
      // From here on nothing is waited for, so calls beside each other take their turns one after the other.
      let standing = knowledge.standing
      let turns = turnsOf.get(pool.id) ?? Rotation.initial
      const here = new Map<string, string>()
      const choices = rows.map((row) => {
        const { recipient, units } = row
        const stored = knowledge.known.get(recipient) ?? { lastSenderId: null, isOpen: false, heardBy: [] }
        const recent = here.get(recipient) ?? lately.senderOf(accountId, recipient, nowMillis)
        const known =
          recent === null || recent === round.leaving ? stored : { ...stored, lastSenderId: recent, isOpen: true }
        const needsWindow = row.needsWindow && windowMillis !== null
        const [choice, next] = Turns.deal(turns, standing, { units, needsWindow, known })
        if (choice === null || !kept(choice, { ...row, needsWindow }, known)) return null
        turns = next
        here.set(recipient, choice.senderId)
        standing = standing.map((one) =>
          one.senderId === choice.senderId ? { ...one, queuedUnits: one.queuedUnits + units } : one
        )
        return choice
      })
      const remember = (): void => {
        turnsOf.set(pool.id, turns)
        for (const [row, choice] of Array.zip(rows, choices)) {
          if (choice === null) continue
          standings.joined(choice.senderId, row.units)
          lately.given(accountId, row.recipient, choice.senderId, nowMillis)
        }
      }
      const byId = new Map(senders.map((sender) => [sender.id, sender]))
      const given = choices.map((choice): Given | null => {
        const sender = choice === null ? undefined : byId.get(choice.senderId)
        if (choice === null || sender === undefined) return null
        return { sender, dealt: { pool: pool.id, because: choice.because, leaves: round.leaving ?? choice.leaves } }
      })
      return { given, remember }
    })

    const always = () => true

    const all = Effect.fnUntraced(function* (pool: Pool, rows: ReadonlyArray<Row>, counts: boolean) {
      const round = { pool, rows, senders: yield* sendersOf(pool), leaving: null }
      const { given, remember } = yield* choose(round, always)
      if (counts) remember()
      return yield* Effect.forEach(given, (one) =>
        one === null ? Effect.dieMessage(`pool ${pool.id} has no senders`) : Effect.succeed(one)
      )
    })

    const deal = Effect.fn("Deal.deal")(function* (pool: Pool, rows: ReadonlyArray<Row>) {
      return yield* all(pool, rows, true)
    })

    const rehearse = Effect.fn("Deal.rehearse")(function* (pool: Pool, rows: ReadonlyArray<Row>) {
      return yield* all(pool, rows, false)
    })

    const elsewhere = Effect.fn("Deal.elsewhere")(function* (pool: Pool, leaving: string, rows: ReadonlyArray<Row>) {
      const senders = (yield* sendersOf(pool)).filter(({ id }) => id !== leaving)
      const mayGo = ({ isHeld, senderId }: Turns.Choice, { needsWindow }: Row, { heardBy }: Known): boolean =>
        !isHeld && (!needsWindow || heardBy.length === 0 || heardBy.includes(senderId))
      const { given, remember } = yield* choose({ pool, rows, senders, leaving }, mayGo)
      remember()
      return given
    })

    return Deal.of({ deal, rehearse, elsewhere })
  })

/**
 * Gives messages of a pool to its senders, as `Turns` has it, many in one go (SPEC RL-10): the store is asked once for all of them.
 *
 * The turns are each process's own; what they have in common is what waits at each sender, which all of them read.
 */
export class Deal extends Context.Tag("@sluice/engine/Deal")<
  Deal,
  {
    /** The sender of each row, in their order. What is dealt counts: for those after it, here and in later calls. */
    readonly deal: (pool: Pool, rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyArray<Given>, StoreUnavailable>
    /** What `deal` would answer, without anything counting. */
    readonly rehearse: (pool: Pool, rows: ReadonlyArray<Row>) => Effect.Effect<ReadonlyArray<Given>, StoreUnavailable>
    /** The same for what is to leave one of the senders; null for a row that no other could take now. */
    readonly elsewhere: (
      pool: Pool,
      leaving: string,
      rows: ReadonlyArray<Row>
    ) => Effect.Effect<ReadonlyArray<Given | null>, StoreUnavailable>
  }
>() {
  static readonly layer = (
    options: Options = defaults
  ): Layer.Layer<Deal, never, Conversations | Directory | Holds | LedgerStore | Outbox> =>
    Layer.effect(Deal, make(options))
}
