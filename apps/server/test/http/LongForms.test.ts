import { it } from "@effect/vitest"
import { CallbackLog } from "@sluice/engine/ports/CallbackLog"
import { Context, Deferred, Effect, Fiber } from "effect"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"
import * as Signing from "./callbackSigning.ts"

const { ask, expectProblem } = testServer

const origin = "https://hooks.example.com"
const path = "/callbacks/twilio/twilio"

const accounts = {
  accounts: [
    {
      id: "twilio",
      provider: "twilio",
      policy: "guide",
      baseUrls: ["http://127.0.0.1:1"],
      accountSid: "AC1",
      authTokens: ["s"],
      businesses: [{ id: "acme", timeZone: "Asia/Taipei", senders: [{ id: "acme-tw", number: "+886912345671" }] }]
    }
  ]
}

/** A form of so many bytes, told apart by its number. */
const fieldsOf = (n: number, bytes: number) => {
  const fields = { MessageSid: `SM${n}`, MessageStatus: "delivered", To: "whatsapp:+886987654321", Pad: "" }
  return { ...fields, Pad: "x".repeat(bytes - new URLSearchParams(fields).toString().length) }
}

const post = (n: number, bytes: number, token = "s") => {
  const fields = fieldsOf(n, bytes)
  return {
    method: "POST" as const,
    url: path,
    headers: {
      "content-type": "application/x-www-form-urlencoded",
      ...Signing.twilio(origin + path, fields, token)
    },
    payload: new URLSearchParams(fields).toString()
  }
}

const limit = 3 * 1024 * 1024

describe("long forms at the door for callbacks", () => {
  it.scoped("CLOUD_API 3.9, WH-02: a form of 3 MB is believed and stored as it came, one byte more is refused", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make({ publicUrl: origin }, undefined, accounts)
      const log = Context.get(server.store, CallbackLog)
      const full = post(1, limit)
      expect((yield* ask(server, full)).status).toBe(200)
      expectProblem(yield* ask(server, post(2, limit + 1)), "body-too-large")
      expectProblem(yield* ask(server, post(3, limit, "another")), "signature-refused")
      expect(yield* log.counts).toEqual({ pending: 1, "bad-signature": 1 })
      yield* log.consume(1, ([callback]) => {
        expect(Buffer.from(callback?.body ?? []).equals(Buffer.from(full.payload))).toBe(true)
        return Effect.succeed([])
      })
    })
  )

  it.scopedLive("WH-06, TM-05: of 50 at once two are in memory until they are durable; each has its turn", () =>
    Effect.gen(function* () {
      const opened = yield* Deferred.make<void>()
      /** How many waited together to become durable: all that was read and not answered yet. */
      let togetherMax = 0
      const server = yield* testServer.make(
        { publicUrl: origin },
        (store) => {
          const log = Context.get(store, CallbackLog)
          const append: typeof log.append = (callbacks) => {
            togetherMax = Math.max(togetherMax, callbacks.length)
            return Effect.zipRight(Deferred.await(opened), log.append(callbacks))
          }
          return Context.add(store, CallbackLog, { ...log, append })
        },
        accounts
      )
      const posting = yield* Effect.fork(
        Effect.all(
          Array.from({ length: 50 }, (_, n) => ask(server, post(n, 100 * 1024))),
          { concurrency: "unbounded" }
        )
      )
      yield* Effect.repeat(Effect.sleep("10 millis"), { until: () => togetherMax > 0 })
      // Long enough for all others to be read, if nothing held them back.
      yield* Effect.sleep("500 millis")
      yield* Deferred.succeed(opened, undefined)
      const answers = yield* Fiber.join(posting)
      expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 50 }, () => 200))
      expect(togetherMax).toBeLessThanOrEqual(2)
    })
  )
})
