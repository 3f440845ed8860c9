import { Data, Effect, Option, Stream } from "effect"
import { BlobStore } from "../../ports/BlobStore.ts"
import type { NewCallback } from "../../ports/CallbackLog.ts"
import { Crypto } from "../../ports/Crypto.ts"
import type { StoreUnavailable } from "../../ports/StoreUnavailable.ts"
import * as Base64Form from "./Base64Form.ts"
import * as Growing from "./Growing.ts"
import * as Naming from "../Naming.ts"
import * as Reference from "./Reference.ts"

/** The bytes of a stored callback cannot be given back: a blob is gone, or what is stored was changed. */
export class OriginalLost extends Data.TaggedError("OriginalLost")<{ readonly detail: string }> {
  override get message(): string {
    return `the original bytes of the callback cannot be given back: ${this.detail}`
  }
}

/** What a callback was as it came. */
export interface Original {
  readonly contentType: string | null
  /** Exactly as signed (WH-02). */
  readonly body: Uint8Array
}

const utf8 = new TextEncoder()

const contentOf = Effect.fnUntraced(function* ({ bytes, form, id }: Reference.Reference) {
  const blobs = yield* BlobStore
  const blob = yield* blobs.read(id)
  if (Option.isNone(blob)) return yield* new OriginalLost({ detail: `there is no blob ${id}` })
  const content = Growing.make()
  yield* Stream.runForEach(blob.value.content, (part) => Effect.sync(() => content.push(part)))
  if (content.length() !== bytes) return yield* new OriginalLost({ detail: `blob ${id} has not its length` })
  return utf8.encode(Base64Form.spell(content.bytes(), form))
})

/**
 * The bytes of a stored callback as they came, with every file back in its place (SPEC WH-02, WH-06). Proved by the digest under which the callback is
 * on record, which is one of the original bytes: what is answered is exactly what was signed, or it is an error.
 *
 * Of callbacks that were not believed, the files are not kept and at most 16 KB of the rest: theirs are answered where they are shorter and had none.
 */
export const of = (
  callback: Pick<NewCallback, "accountId" | "body" | "contentType" | "digest" | "verdict">
): Effect.Effect<Original, OriginalLost | Reference.ReferenceDamaged | StoreUnavailable, BlobStore | Crypto> =>
  Effect.gen(function* () {
    const { equal, sha256 } = yield* Crypto
    const { accountId, body, digest, verdict } = callback
    const { contentType, offsets } = Reference.offsetsIn(callback.contentType)
    const whole = Growing.make()
    let from = 0
    for (const offset of offsets) {
      const { end, reference } = yield* Reference.at(body, offset)
      whole.push(body.subarray(from, offset))
      whole.push(yield* contentOf(reference))
      from = end
    }
    whole.push(body.subarray(from))
    const original = whole.bytes()
    const prefixes = Naming.prefixes(accountId)
    const prefix = verdict === "bad-signature" ? prefixes.unsigned : prefixes.signed
    if (!equal(sha256(Naming.joined(prefix, original)), digest)) {
      return yield* new OriginalLost({ detail: "what is stored has not the digest of what came" })
    }
    return { contentType, body: original }
  })
