import { Effect, Redacted, Schema } from "effect"
import { createServer } from "node:http"
import { describe, expect, it, vi } from "vitest"
import * as Running from "./running.ts"

/** The built server and worker before a collector of the test's own: what a message leaves there, from the request to its last status. */

interface Got {
  readonly service: string
  readonly name: string
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId?: string
  readonly startTimeUnixNano: string
  readonly endTimeUnixNano: string
  readonly links?: ReadonlyArray<{ readonly traceId: string; readonly spanId: string }>
}

interface Posted {
  readonly resourceSpans: ReadonlyArray<{
    readonly resource: { readonly attributes: ReadonlyArray<{ key: string; value: { stringValue?: string } }> }
    readonly scopeSpans: ReadonlyArray<{ readonly spans: ReadonlyArray<Omit<Got, "service">> }>
  }>
}

/** Takes whatever is posted to `/v1/traces` with the right header. */
const collector = Effect.acquireRelease(
  Effect.promise(
    () =>
      new Promise<{ readonly url: string; readonly texts: ReadonlyArray<string>; readonly close: () => void }>(
        (resolve) => {
          const texts: Array<string> = []
          const server = createServer((request, response) => {
            const chunks: Array<Buffer> = []
            request.on("data", (chunk: Buffer) => chunks.push(chunk))
            request.on("end", () => {
              const taken = request.url === "/v1/traces" && request.headers["x-tenant"] === "acme corp"
              if (taken) texts.push(Buffer.concat(chunks).toString("utf8"))
              response.writeHead(taken ? 200 : 403, { "content-type": "application/json" }).end("{}")
            })
          })
          server.listen(0, "127.0.0.1", () => {
            const address = server.address()
            const port = typeof address === "object" && address !== null ? address.port : 0
            resolve({
              url: `http://127.0.0.1:${port}`,
              texts,
              close: () => {
                server.closeAllConnections()
                server.close()
              }
            })
          })
        }
      )
  ),
  ({ close }) => Effect.sync(close)
)

const spansOf = (text: string): ReadonlyArray<Got> => {
  const { resourceSpans }: Posted = JSON.parse(text)
  return resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service = resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "none"
    return scopeSpans.flatMap(({ spans }) => spans.map((span) => ({ ...span, service })))
  })
}

const gateway = Running.during("traced", (directory) =>
  Effect.gen(function* () {
    const { texts, url } = yield* collector
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: url,
      OTEL_EXPORTER_OTLP_HEADERS: "x-tenant=acme%20corp",
      OTEL_BSP_SCHEDULE_DELAY: "200",
      SLUICE_LOG_LEVEL: "All"
    }
    // Each status once: how many spans tell of them is counted.
    return { ...(yield* Running.start("traced", directory, { env, callbacks: { duplicateShare: 0 } })), texts }
  })
)

const Taken = Schema.Struct({ id: Schema.String })

const recipient = "+886930012345"
const callersTrace = "4bf92f3577b34da6a3ce929d0e0e4736"
const traceIdOf = (id: string): string => id.replaceAll("-", "")

const seen = (traceId: string): ReadonlyArray<Got> =>
  gateway
    .up()
    .texts.flatMap(spansOf)
    .filter((span) => span.traceId === traceId)

const send = async (): Promise<string> => {
  const answer = await fetch(`${gateway.up().stack.serverUrl}/v1/messages`, {
    method: "POST",
    headers: {
      authorization: `Bearer ${Redacted.value(gateway.up().key)}`,
      "content-type": "application/json",
      traceparent: `00-${callersTrace}-00f067aa0ba902b7-01`
    },
    body: JSON.stringify({ senderId: "shop", recipient, content: { type: "text", text: { body: "a secret text" } } })
  })
  return Schema.decodeUnknownSync(Taken)(await answer.json()).id
}

describe("the traces of a running gateway", () => {
  it("one message is one trace: taken in by the server, begun and sent by the worker, and told of by callbacks", async () => {
    const id = await send()
    // Server and worker hand over when it suits each of them: what one tells of may come before what it follows from.
    const { callbacks, spans } = await vi.waitFor(
      () => {
        const found = seen(traceIdOf(id))
        const links = found.flatMap(({ links: of = [], name }) => (name === "status" ? of : []))
        expect(found.map(({ name }) => name).toSorted()).toEqual([
          "accept",
          "begin",
          "send",
          "status",
          "status",
          "status"
        ])
        for (const traceId of [callersTrace, ...links.map((link) => link.traceId)]) {
          expect(seen(traceId)).not.toEqual([])
        }
        return { callbacks: links, spans: found }
      },
      { timeout: 60_000, interval: 100 }
    )
    const services = new Map(spans.map(({ name, service }) => [name, service]))
    expect(Object.fromEntries(services)).toEqual({
      accept: "sluice-server",
      begin: "sluice-worker",
      send: "sluice-worker",
      status: "sluice-worker"
    })
    const root = spans.find(({ name }) => name === "accept")
    const parents = spans.filter((span) => span !== root).map(({ parentSpanId }) => parentSpanId)
    expect(new Set(parents)).toEqual(new Set([root?.spanId]))
    // The caller's own trace leads there, and the callbacks' traces were begun by the server.
    expect(seen(callersTrace).map(({ name }) => name)).toContain("POST /v1/messages")
    expect(root?.links?.map(({ traceId }) => traceId)).toEqual([callersTrace])
    expect(callbacks.length).toBe(3)
    const begun = new Set(
      callbacks.flatMap(({ traceId }) => seen(traceId)).map(({ name, service }) => `${service} ${name}`)
    )
    expect([...begun]).toEqual(["sluice-server callback"])
  })

  it("nothing that leaves for the collector says to whom, from which number, or what", () => {
    const all = gateway.up().texts.join("\n")
    for (const word of [
      recipient.slice(1),
      "886912000001",
      "a secret text",
      Redacted.value(gateway.up().key),
      "wamid."
    ]) {
      expect(all).not.toContain(word)
    }
  })

  it("nor do the lines that the processes print, however much they tell", async () => {
    const { server } = gateway.up().stack
    const printed = await gateway.runtime.runPromise(Effect.all([server.output, gateway.up().worker.output]))
    for (const lines of printed) expect(lines.length).toBeGreaterThan(0)
    const all = printed.flat().join("\n")
    for (const word of [recipient.slice(1), "a secret text", Redacted.value(gateway.up().key), "wamid."]) {
      expect(all).not.toContain(word)
    }
  })

  it("what waits when a process is told to end is handed over before it does", async () => {
    const id = await send()
    await vi.waitFor(
      async () => {
        const { state } = await gateway.runtime.runPromise(gateway.up().client.messages.get({ path: { id } }))
        expect(state).toBe("accepted")
      },
      { timeout: 60_000, interval: 50 }
    )
    await gateway.runtime.runPromise(gateway.up().worker.kill("SIGTERM"))
    expect(seen(traceIdOf(id)).map(({ name }) => name)).toEqual(expect.arrayContaining(["begin", "send"]))
  })
})
