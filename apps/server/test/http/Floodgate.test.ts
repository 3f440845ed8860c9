import * as Floodgate from "@sluice/server/http/Floodgate"
import { createServer, request, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
import { afterEach, describe, expect, it, vi } from "vitest"

const bytesMax = 256 * 1024

/** A server that answers when it is told to, and what has come to it. */
const listening = async () => {
  const begun: Array<ServerResponse> = []
  const server = createServer((_, response) => void begun.push(response))
  Floodgate.install(server, bytesMax)
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
  const { port } = server.address() as AddressInfo
  return { begun, port, server }
}
type Listening = Awaited<ReturnType<typeof listening>>

/** Posts a body whose head says that it has `declared` bytes; the status of its answer. */
const post = ({ port }: Listening, declared: number, sent = declared): Promise<number> =>
  new Promise((resolve, reject) => {
    const posting = request(
      { port, host: "127.0.0.1", method: "POST", headers: { "content-length": declared } },
      (response) => {
        response.resume().once("end", () => resolve(response.statusCode ?? 0))
      }
    )
    posting.once("error", reject)
    if (sent < declared) posting.write(Buffer.alloc(sent))
    else posting.end(Buffer.alloc(sent))
  })

/** Reads a request to its end and answers it. */
const answer = (response: ServerResponse): void => void response.req.resume().once("end", () => response.end())

/** Waits until it holds; long enough for a machine that does much else. */
const eventually = (holds: () => void): Promise<void> => vi.waitFor(holds, { timeout: 8_000 })

const opened: Array<Listening> = []
const open = async (): Promise<Listening> => {
  const made = await listening()
  opened.push(made)
  return made
}

afterEach(() => {
  for (const { server } of opened.splice(0)) server.close().closeAllConnections()
})

describe("the floodgate", () => {
  it("TM-05, WH-06: while bodies hold what they may, nothing more is read; then all are, and each is answered", async () => {
    const door = await open()
    const statuses = Promise.all(Array.from({ length: 60 }, () => post(door, 50_000)))
    await eventually(() => expect(door.begun.length).toBeGreaterThanOrEqual(4))
    await new Promise((resolve) => setTimeout(resolve, 700))
    // As many as fill the room, and one read of each that was let in at the last.
    expect(door.begun.length).toBeLessThanOrEqual(2 * Math.ceil(bytesMax / 50_000))
    let answered = 0
    while (answered < 60) {
      await eventually(() => expect(door.begun.length).toBeGreaterThan(answered))
      for (const response of door.begun.slice(answered)) answer(response)
      answered = door.begun.length
    }
    expect(await statuses).toEqual(Array.from({ length: 60 }, () => 200))
  })

  it("WH-06: a connection that is kept open is held back as a new one is, and goes on afterwards", async () => {
    const door = await open()
    const first = post(door, 50_000)
    await eventually(() => expect(door.begun.length).toBe(1))
    for (const response of door.begun) answer(response)
    expect(await first).toBe(200)
    const flood = Array.from({ length: 30 }, () => post(door, 50_000))
    await eventually(() => expect(door.begun.length).toBeGreaterThan(4))
    let answered = 1
    while (answered < 31) {
      for (const response of door.begun.slice(answered)) answer(response)
      answered = door.begun.length
      await new Promise(setImmediate)
    }
    expect(await Promise.all(flood)).toEqual(Array.from({ length: 30 }, () => 200))
  })

  // Behind very many, half a second for each filling of the room would be a quarter of a minute.
  for (const count of [12, 120]) {
    it(`TM-04, WH-06: senders that announce much and send little keep nobody else waiting for long, ${count} of them`, async () => {
      const door = await open()
      const slow = Array.from({ length: count }, () => post(door, 1_000_000, 1).catch(() => "gone"))
      await eventually(() => expect(door.begun.length).toBeGreaterThanOrEqual(4))
      const quick = post(door, 50_000)
      const isQuick = (response: ServerResponse): boolean => response.req.headers["content-length"] === "50000"
      await eventually(() => expect(door.begun.some(isQuick)).toBe(true))
      for (const response of door.begun.filter(isQuick)) answer(response)
      expect(await quick).toBe(200)
      door.server.closeAllConnections()
      expect(await Promise.all(slow)).toEqual(slow.map(() => "gone"))
    })
  }

  it("WH-06: small requests are never counted", async () => {
    const door = await open()
    const statuses = Promise.all(Array.from({ length: 200 }, () => post(door, 8_000)))
    await eventually(() => expect(door.begun.length).toBe(200))
    for (const response of door.begun) answer(response)
    expect(new Set(await statuses)).toEqual(new Set([200]))
  })
})
