import type { IncomingMessage, Server, ServerResponse } from "node:http"
import type { Socket } from "node:net"

/**
 * Reads no more connections than there is room for what they carry (WH-06).
 *
 * Of every connection that is ready, node reads up to 64 KB before anybody is asked: five hundred callbacks with a file in each are in memory as a whole
 * before the first of them is looked at. So while bodies that wait to be taken hold `bytesMax`, the connections that have none are not read: what they
 * send waits in the buffers of the system, and with their senders. They are read again in the order in which they were stopped, a few at a time.
 *
 * What counts is what a body holds, not what it says that it will have: senders that are slow hold nothing, and stop nobody.
 *
 * States: open -- bodies hold `bytesMax` --> shut -- bodies hold less --> as many are read as there is room for -- none waits --> open.
 */

/** The most that node reads of a connection at once. */
const readBytesMax = 65_536

/** Bodies up to this go through unseen: they cost less than their request does. */
const smallBytesMax = 8_192

/** How often a shut gate is looked at, beside the end of every request: room also comes of bodies that are read and not answered yet. */
const lookMillis = 20

/**
 * For so long after its head a body counts as what it may bring at once: many senders write head and body one after the other. Who is slower than that
 * counts as what has come.
 *
 * Where bodies that were waited for do not come, the next are waited for half as long, down to `promptMillisMin`; where they come, twice as long again. So a
 * thousand senders that promise and bring nothing keep the others waiting for a second, and not for as many half seconds as there are fillings of
 * the room.
 */
const promptMillisMax = 500
const promptMillisMin = 20

/** A body under way. */
interface Body {
  readonly request: IncomingMessage
  readonly promisedBytes: number
  readonly promptUntilMillis: number
  /** What had come over its connection with its head. */
  readonly readBytes: number
  /** It is still waited for. */
  isDue: boolean
}

const declaredBytes = ({ headers }: IncomingMessage): number =>
  headers["content-length"] === undefined
    ? headers["transfer-encoding"] === undefined
      ? 0
      : readBytesMax
    : Number(headers["content-length"])

/** All of it, or so much that it is no mere sign of life. */
const hasCome = ({ readBytes, request }: Body): boolean =>
  request.complete || Math.max(request.readableLength, request.socket.bytesRead - readBytes) > smallBytesMax

const bytesOf = ({ promisedBytes, promptUntilMillis, request }: Body, nowMillis: number): number =>
  Math.max(nowMillis < promptUntilMillis ? promisedBytes : 0, request.readableLength)

/** @param bytesMax what bodies may hold together before other connections wait; one read of each that is let in comes on top. */
export const install = (server: Server, bytesMax: number): void => {
  const connections = new Set<Socket>()
  const bodies = new Map<Socket, Body>()
  /** In the order in which they were stopped. */
  const waiting = new Set<Socket>()
  let looking: NodeJS.Timeout | null = null
  let letting = false
  let promptMillis = promptMillisMax

  /** Bodies whose time is up: one look at them halves the time of the next once, however many there are. */
  const judge = (nowMillis: number): void => {
    let isEmpty = false
    for (const body of bodies.values()) {
      if (!body.isDue || nowMillis < body.promptUntilMillis) continue
      body.isDue = false
      isEmpty ||= !hasCome(body)
    }
    if (isEmpty) promptMillis = Math.max(promptMillisMin, promptMillis / 2)
  }

  const room = (): number => {
    const nowMillis = performance.now()
    judge(nowMillis)
    let left = bytesMax
    for (const body of bodies.values()) left -= bytesOf(body, nowMillis)
    return left
  }

  const stop = (socket: Socket): void => {
    if (bodies.has(socket) || waiting.has(socket)) return
    waiting.add(socket)
    socket.pause()
  }

  const shut = (): void => {
    for (const socket of connections) stop(socket)
    looking ??= setInterval(letIn, lookMillis).unref()
  }

  /** Lets in whom there is room for, and looks again when what they had ready has been read. */
  const letIn = (): void => {
    if (letting) return
    const next = [...waiting].slice(0, Math.max(0, Math.floor(room() / readBytesMax)))
    for (const socket of next) {
      waiting.delete(socket)
      socket.resume()
    }
    if (next.length > 0) {
      letting = true
      // The first comes before the connections are read, the second after.
      setImmediate(() =>
        setImmediate(() => {
          letting = false
          letIn()
        })
      )
    } else if (waiting.size === 0 && looking !== null) {
      clearInterval(looking)
      looking = null
    }
  }

  server.on("connection", (socket: Socket) => {
    connections.add(socket)
    socket.once("close", () => {
      connections.delete(socket)
      waiting.delete(socket)
    })
    if (looking === null || room() >= readBytesMax) return
    // Node itself starts every new connection on its next tick, which is before ours.
    process.nextTick(() => {
      if (connections.has(socket)) stop(socket)
    })
  })

  server.prependListener("request", (request: IncomingMessage, response: ServerResponse) => {
    const declared = declaredBytes(request)
    if (declared <= smallBytesMax) return
    const { socket } = request
    const body: Body = {
      request,
      promisedBytes: Math.min(declared, readBytesMax),
      promptUntilMillis: performance.now() + promptMillis,
      readBytes: socket.bytesRead,
      isDue: true
    }
    bodies.set(socket, body)
    response.once("close", () => {
      bodies.delete(socket)
      if (body.isDue && hasCome(body)) promptMillis = Math.min(promptMillisMax, promptMillis * 2)
      letIn()
    })
    if (room() < readBytesMax) shut()
  })
}
