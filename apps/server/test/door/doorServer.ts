import type { Role } from "@sluice/client/Access"
import * as DoorId from "@sluice/engine/door/GivenId"
import { type Message, Outbox } from "@sluice/engine/ports/Outbox"
import { Context, Effect } from "effect"
import type { InjectOptions } from "fastify"
import { createHash } from "node:crypto"
import * as testServer from "../testServer.ts"

/** The number of `acme-tw`, as the platform calls it. */
export const numberId = "1001"

const sha256 = (bytes: Uint8Array): Uint8Array => createHash("sha256").update(bytes).digest()

/** Our id behind a name that the door gave out. */
export const idOf = (name: unknown): string => DoorId.read(sha256, String(name)) ?? ""
export const nameOf = (id: string): string => DoorId.write(sha256, id)

type Method = "GET" | "POST" | "PUT" | "DELETE"

/** A request as an SDK makes it. */
export const request = (
  key: string | null,
  method: Method,
  path: string,
  body?: unknown,
  headers: Readonly<Record<string, string>> = {}
): InjectOptions => ({
  method,
  url: path,
  headers: {
    ...(key === null ? {} : { authorization: `Bearer ${key}` }),
    ...(body === undefined ? {} : { "content-type": "application/json" }),
    ...headers
  },
  ...(body === undefined ? {} : { payload: typeof body === "string" ? body : JSON.stringify(body) })
})

/** A body that goes to somebody. */
export const bodyTo = (to: string, more: object = {}) => ({
  messaging_product: "whatsapp",
  to,
  type: "text",
  text: { body: "Your order is on its way." },
  ...more
})

/** A server and ways to ask it, as one caller. */
export const open = (role: Role = "operator", accountId: string | null = null) =>
  Effect.gen(function* () {
    const server = yield* testServer.make()
    const key = yield* server.key(role, accountId)
    const ask = (
      ...[method, path, body, headers]: [
        method: Method,
        path: string,
        body?: unknown,
        headers?: Readonly<Record<string, string>>
      ]
    ) => testServer.ask(server, request(key, method, path, body, headers))
    const post = (body: unknown, headers?: Readonly<Record<string, string>>) =>
      ask("POST", `/v25.0/${numberId}/messages`, body, headers)
    const outbox = Context.get(server.store, Outbox)
    const stored: Effect.Effect<ReadonlyArray<Message>> = Effect.orDie(outbox.list({ limit: 1_000 }))
    return { server, key, ask, post, outbox, stored }
  })

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value)

/** What lies under a path of keys and places. */
export const at = (value: unknown, ...steps: ReadonlyArray<string | number>): unknown =>
  steps.reduce<unknown>(
    (inner, step) =>
      Array.isArray(inner) && typeof step === "number"
        ? inner[step]
        : isRecord(inner)
          ? inner[String(step)]
          : undefined,
    value
  )
