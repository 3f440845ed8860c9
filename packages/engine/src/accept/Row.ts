import type { Either } from "effect"
import type { Sender } from "../ports/Directory.ts"
import type { Dealt } from "../ports/Outbox.ts"
import type { Finding } from "./Finding.ts"
import type { SendRequest, Sound } from "./Judgement.ts"

/** A row of a batch: a request, or what made it unreadable. */
export type Row = Either.Either<SendRequest, ReadonlyArray<Finding>>

/** A request that may be queued. */
export interface Judged {
  readonly sender: Sender
  readonly request: SendRequest
  readonly sound: Sound
  /** Why it has this sender; null where the request names it. */
  readonly dealt: Dealt | null
}

/** A row that may be queued, or everything that stands against it. */
export type Decided = Either.Either<Judged, ReadonlyArray<Finding>>
