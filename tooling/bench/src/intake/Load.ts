import { connect, type Socket } from "node:net"

/**
 * A generator of load that costs little: connections that stay open, requests that are bytes already, and of an answer only its status line and
 * its length are read. Servers and generator share the cores of one machine, so what it costs is missing elsewhere.
 */
export interface Load {
  /** Sends a request on a connection of its own for that time; the status of its answer. */
  readonly ask: (request: Buffer) => Promise<number>
  readonly close: () => void
}

interface Waiting {
  readonly request: Buffer
  readonly answered: (status: number) => void
  readonly failed: (error: Error) => void
}

const headEnd = Buffer.from("\r\n\r\n")
const lengthHeader = /\r\ncontent-length: *(\d+)/i

/** The first answer in the bytes: its status, and where it ends; null while it is not whole. */
const answerIn = (bytes: Buffer): { readonly status: number; readonly end: number } | null => {
  const head = bytes.indexOf(headEnd)
  if (head === -1) return null
  const text = bytes.toString("latin1", 0, head)
  const end = head + headEnd.length + Number(lengthHeader.exec(text)?.[1] ?? 0)
  return end > bytes.length ? null : { status: Number(text.slice(9, 12)), end }
}

const opened = (host: string, port: number): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port, noDelay: true }, () => resolve(socket))
    socket.once("error", reject)
  })

/**
 * Opens the connections; a request that finds none free waits for one. They are used in turn: those on which nothing comes for long a server closes, all
 * that were opened together at the same moment, and what it costs to open others in their place would be measured with what is asked then.
 */
export const open = async (url: string, connections: number): Promise<Load> => {
  const { hostname, port } = new URL(url)
  const sockets = new Set<Socket>()
  const queue: Array<Waiting> = []
  const idle: Array<(next: Waiting) => void> = []
  let isOver = false

  const free = (start: (next: Waiting) => void): void => {
    const next = queue.shift()
    if (next === undefined) idle.push(start)
    else start(next)
  }

  const connectOne = async (): Promise<void> => {
    const socket = await opened(hostname, Number(port))
    let current: Waiting | null = null
    let bytes: Buffer = Buffer.alloc(0)
    const start = (next: Waiting): void => {
      current = next
      socket.write(next.request)
    }
    socket.on("data", (chunk: Buffer) => {
      bytes = bytes.length === 0 ? chunk : Buffer.concat([bytes, chunk])
      const answer = answerIn(bytes)
      if (answer === null || current === null) return
      const done = current
      bytes = bytes.subarray(answer.end)
      current = null
      free(start)
      done.answered(answer.status)
    })
    // A close follows, and tells.
    socket.on("error", () => {})
    socket.once("close", () => {
      sockets.delete(socket)
      const at = idle.indexOf(start)
      if (at >= 0) idle.splice(at, 1)
      current?.failed(new Error("the connection was closed"))
      if (!isOver) connectOne().catch((error: unknown) => queue.shift()?.failed(new Error(String(error))))
    })
    sockets.add(socket)
    free(start)
  }
  await Promise.all(Array.from({ length: connections }, connectOne))

  return {
    ask: (request) =>
      new Promise((answered, failed) => {
        const waiting = { request, answered, failed }
        const start = idle.shift()
        if (start === undefined) queue.push(waiting)
        else start(waiting)
      }),
    close: () => {
      isOver = true
      for (const socket of sockets) socket.destroy()
    }
  }
}
