import { once } from "node:events"
import { Worker } from "node:worker_threads"
import { Pool } from "undici"

/** A platform that takes every message at once, in a thread of its own, so that its work is nobody's. */
export interface Platform {
  readonly url: string
  /** The call as every peer makes it: one request over a pool of open connections, answered with the platform's id of the message. */
  readonly send: (message: Message) => Promise<string>
  /** When each request came, by its recipient without the plus (`Clock`); none unless `start` was asked to keep them. */
  readonly arrivals: () => Promise<ReadonlyMap<string, number>>
  readonly close: () => Promise<void>
}

/** What a peer's job holds. */
export interface Message {
  readonly id: string
  readonly recipient: string
}

const isStarted = (value: unknown): value is { readonly port: number } =>
  typeof value === "object" && value !== null && "port" in value && typeof value.port === "number"

/** The id in the platform's answer. */
const idIn = (answer: unknown): string => {
  const messages = typeof answer === "object" && answer !== null && "messages" in answer ? answer.messages : null
  const first: unknown = Array.isArray(messages) ? messages[0] : null
  if (typeof first !== "object" || first === null || !("id" in first)) throw new Error("an answer without an id")
  return String(first.id)
}

const body = ({ id, recipient }: Message): string =>
  JSON.stringify({
    messaging_product: "whatsapp",
    recipient_type: "individual",
    to: recipient,
    type: "text",
    text: { body: "Your order is on its way." },
    biz_opaque_callback_data: id
  })

const headers = { authorization: "Bearer token", accept: "application/json", "content-type": "application/json" }

const isArrivals = (value: unknown): value is ReadonlyMap<string, number> => value instanceof Map

/** @param keepsArrivals also reads of each request to whom it goes, and when it came. */
export const start = async (keepsArrivals = false): Promise<Platform> => {
  const worker = new Worker(new URL("./instantPlatform.ts", import.meta.url), { workerData: { keepsArrivals } })
  const [started]: ReadonlyArray<unknown> = await once(worker, "message")
  if (!isStarted(started)) throw new Error("the platform did not tell its port")
  const url = `http://127.0.0.1:${started.port}`
  const pool = new Pool(url, { connections: 128 })
  return {
    url,
    send: async (message) => {
      const response = await pool.request({
        path: "/v25.0/1000/messages",
        method: "POST",
        headers,
        body: body(message)
      })
      return idIn(await response.body.json())
    },
    arrivals: async () => {
      worker.postMessage("arrivals")
      const [arrivals]: ReadonlyArray<unknown> = await once(worker, "message")
      if (!isArrivals(arrivals)) throw new Error("the platform did not tell what came")
      return arrivals
    },
    close: async () => {
      await pool.destroy()
      await worker.terminate()
    }
  }
}
