import { DateTime, Schema } from "effect"
import { describe, expect, it } from "vitest"
import * as MessageBirdToken from "@sluice/core/callback/signature/MessageBirdToken"
import * as TwilioSignature from "@sluice/core/callback/signature/TwilioSignature"
import * as Samples from "../Samples.ts"
import { bytes, digests } from "./digests.ts"

const Twilio = Schema.Struct({
  scheme: Schema.Literal("X-Twilio-Signature"),
  auth_token: Schema.String,
  url: Schema.String,
  params: Schema.Record({ key: Schema.String, value: Schema.String }),
  header: Schema.String
})

const MessageBird = Schema.Struct({
  scheme: Schema.Literal("MessageBird-Signature-JWT"),
  name: Schema.String,
  secret: Schema.String,
  url: Schema.String,
  payload: Schema.NullOr(Schema.String),
  timestamp: Schema.String,
  header: Schema.String,
  valid: Schema.Boolean,
  reason: Schema.NullOr(Schema.String)
})

/** What the vectors call the reasons for which they are refused. */
const reasons: Readonly<Record<string, string>> = {
  "claim nbf is in the future": "early",
  "claim exp is in the past": "late",
  "claim url_hash is invalid": "address",
  "claim payload_hash is invalid": "body"
}

/** Recorded vectors of one scheme. */
const vectors = <A, I>(schema: Schema.Schema<A, I>): ReadonlyArray<A> => {
  const all = Samples.present ? Samples.json("signatures.json") : []
  return Array.isArray(all) ? all.filter(Schema.is(schema)) : []
}

describe.skipIf(!Samples.present)("Recorded signatures of other providers", () => {
  it.each(vectors(Twilio))("WH-02: $url of Twilio is valid", (vector) => {
    const verdict = TwilioSignature.verify(digests, {
      header: vector.header,
      secrets: [vector.auth_token],
      url: vector.url,
      contentType: "application/x-www-form-urlencoded",
      body: bytes(new URLSearchParams({ ...vector.params }).toString())
    })
    expect(verdict._tag).toBe("Valid")
  })

  it.each(vectors(MessageBird))("WH-02: «$name» of MessageBird is judged as recorded", (vector) => {
    const verdict = MessageBirdToken.verify(digests, {
      header: vector.header,
      secrets: [vector.secret],
      url: vector.url,
      body: bytes(vector.payload ?? ""),
      nowMillis: DateTime.toEpochMillis(DateTime.unsafeMake(vector.timestamp))
    })
    expect(verdict).toMatchObject(
      vector.valid ? { _tag: "Valid" } : { _tag: "Refused", reason: reasons[vector.reason ?? ""] }
    )
  })

  it("WH-02: both schemes are among the vectors", () => {
    expect([vectors(Twilio).length, vectors(MessageBird).length]).toEqual([1, 7])
  })
})
