import * as HttpServer from "@effect/platform/HttpServer"
import * as HttpServerRequest from "@effect/platform/HttpServerRequest"
import * as HttpServerResponse from "@effect/platform/HttpServerResponse"
import * as NodeHttpServer from "@effect/platform-node/NodeHttpServer"
import * as Platform from "@sluice/cli/Platform"
import type { Sandbox } from "@sluice/cli/stack/Sandbox"
import * as Seat from "@sluice/cli/stack/Seat"
import * as SimulatorControl from "@sluice/cli/stack/SimulatorControl"
import * as Stack from "@sluice/cli/stack/Stack"
import { Effect, Layer, Redacted, Schema } from "effect"
import { randomBytes } from "node:crypto"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:http"
import { tmpdir } from "node:os"
import { join } from "node:path"

/** What the caller's own system was called with. */
export interface Called {
  readonly signature: string
  readonly body: string
}

/** A whole gateway of real processes, as a company's system sees it: an address, a key, and callbacks of its own. */
export interface Gateway {
  readonly url: string
  readonly key: string
  readonly simulatorUrl: string
  readonly phoneNumberId: string
  /** What callbacks are signed with. */
  readonly appSecret: string
  readonly called: ReadonlyArray<Called>
}

/** The number is at the platform's own pace, so that a test with forty messages does not wait for the guide's. */
const sandbox: Sandbox = {
  accountId: "sdk",
  policy: "cloud-api",
  senders: [{ id: "shop", number: "+886912000001", callingCode: "886", tier: "initial" }]
}

/** Everybody reads, and soon. */
const fates = {
  failureShare: 0,
  delivered: { minMillis: 100, maxMillis: 300 },
  deliveredAbroad: { minMillis: 100, maxMillis: 300 },
  read: { minMillis: 100, maxMillis: 300 },
  readLostShare: 0,
  deliveredOmittedShare: 0
}

/** Each status once and in its order: what is made of others is tried elsewhere. */
const callbacks = { duplicateShare: 0, disorderShare: 0 }

const directory = Effect.acquireRelease(
  Effect.promise(() => mkdtemp(join(tmpdir(), "sluice-sdk-"))),
  (path) => Effect.promise(() => rm(path, { recursive: true, force: true }))
)

/** Takes every callback, and keeps it. */
const receiver = Effect.gen(function* () {
  const called: Array<Called> = []
  const app = Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest
    const body = yield* Effect.orDie(request.text)
    called.push({ signature: request.headers["x-hub-signature-256"] ?? "", body })
    return HttpServerResponse.empty({ status: 200 })
  })
  const server = yield* Layer.build(NodeHttpServer.layer(createServer, { port: 0, host: "127.0.0.1" }))
  yield* Effect.provide(HttpServer.serveEffect(app), server)
  const url = yield* Effect.provide(HttpServer.addressFormattedWith(Effect.succeed), server)
  return { called, url }
})

const json = (key: string, body: unknown): RequestInit => ({
  method: "POST",
  headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
  body: JSON.stringify(body)
})

/** Server, worker and simulator on a database of their own, and a system behind it that is told in the platform's own shape. */
export const open = Effect.fn("Gateway.open")(function* (databaseUrl: string) {
  const stack = yield* Stack.start({
    name: "sdk",
    sandbox,
    databaseUrl: Redacted.make(databaseUrl),
    directory: yield* directory,
    seed: "sdk",
    clock: null,
    portsFrom: null,
    simulator: { fates, callbacks },
    env: { SLUICE_SECRET_KEYS: `k1:${randomBytes(32).toString("base64")}` }
  })
  yield* stack.startWorker(1)
  const key = Redacted.value(yield* stack.issueKey("sdk", "admin"))
  const appSecret = randomBytes(16).toString("hex")
  const { called, url } = yield* receiver
  const subscribed = yield* Effect.promise(() =>
    fetch(
      `${stack.serverUrl}/v1/subscriptions`,
      json(key, { name: "shop", accountId: sandbox.accountId, target: { kind: "cloud-api", url, appSecret } })
    )
  )
  if (subscribed.status !== 201) {
    return yield* Effect.dieMessage(yield* Effect.promise(() => subscribed.text()))
  }
  const gateway: Gateway = {
    url: stack.serverUrl,
    key,
    simulatorUrl: stack.simulatorUrl,
    phoneNumberId: Seat.phoneNumberId(0),
    appSecret,
    called
  }
  return gateway
})

/** Types of the messages that the platform has accepted to these people, in the order in which they came. */
export const accepted = (gateway: Gateway, people: ReadonlyArray<string>): Promise<ReadonlyArray<string>> =>
  Effect.runPromise(
    SimulatorControl.messages(gateway.simulatorUrl).pipe(
      Effect.map((messages) =>
        messages.filter((one) => people.includes(one.to.replace(/\D/g, ""))).map(({ type }) => type)
      ),
      Effect.provide(Platform.layer),
      Effect.orDie
    )
  )

const Written = Schema.Struct({ wamids: Schema.Array(Schema.String) })

/** Somebody writes to the number; answers the platform's name of what they wrote. */
export const write = async (gateway: Gateway, inbound: Readonly<Record<string, unknown>>): Promise<string> => {
  const answer = await fetch(
    `${gateway.simulatorUrl}/simulator/inbound`,
    json(gateway.key, { phoneNumberId: gateway.phoneNumberId, ...inbound })
  )
  const { wamids } = Schema.decodeUnknownSync(Written)(await answer.json())
  return wamids[0] ?? ""
}
