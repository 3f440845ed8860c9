import { Redacted } from "effect"
import { readFileSync } from "node:fs"
import { request } from "node:http"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import * as Tally from "../../src/stack/Tally.ts"
import * as Running from "./running.ts"

const gateway = Running.during("bad-input", (directory) => Running.start("bad-input", directory))
const { runtime } = gateway

describe("bad input at the doors", () => {
  const good = {
    senderId: "shop",
    recipient: "+886931999999",
    content: { type: "text", text: { body: "hello" } }
  }

  const post = async (path: string, body: string, headers: Readonly<Record<string, string>> = {}) => {
    const response = await fetch(`${gateway.up().stack.serverUrl}${path}`, {
      method: "POST",
      body,
      headers: {
        authorization: `Bearer ${Redacted.value(gateway.up().key)}`,
        "content-type": "application/json",
        ...headers
      }
    })
    const text = await response.text()
    return {
      status: response.status,
      type: response.headers.get("content-type") ?? "",
      text,
      problem: JSON.parse(text)
    }
  }

  const send = (body: unknown, headers?: Readonly<Record<string, string>>) =>
    post("/v1/messages", typeof body === "string" ? body : JSON.stringify(body), headers)

  /** Announces a body and sends the beginning of it: the answer must not wait for the rest. */
  const announce = (path: string, bytes: number) =>
    new Promise<Awaited<ReturnType<typeof post>>>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${Redacted.value(gateway.up().key)}`,
        "content-type": "application/json",
        "content-length": bytes
      }
      const asked = request(`${gateway.up().stack.serverUrl}${path}`, { method: "POST", headers }, (response) => {
        let text = ""
        response.setEncoding("utf8")
        response.on("data", (part: string) => {
          text += part
        })
        response.on("end", () => {
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers["content-type"] ?? "",
            text,
            problem: JSON.parse(text)
          })
          asked.destroy()
        })
      })
      asked.on("error", reject)
      asked.write('{"senderId":')
    })

  const onRecord = async () => {
    const { depths } = await runtime.runPromise(gateway.up().client.operations.queue({ urlParams: { all: true } }))
    return Tally.total(Tally.of(depths))
  }

  const cases: ReadonlyArray<
    readonly [name: string, ask: () => ReturnType<typeof send>, status: number, kind: string]
  > = [
    ["malformed JSON", () => send('{"senderId": "shop",'), 400, "malformed-request"],
    ["an empty body", () => send(""), 400, "malformed-request"],
    ["a list where an object belongs", () => send([good]), 400, "invalid-request"],
    ["an unknown field", () => send({ ...good, recipent: "+886931999999" }), 400, "invalid-request"],
    ["a wrong type", () => send({ ...good, recipient: 886931999999 }), 400, "invalid-request"],
    ["a number with several faults", () => send({ ...good, recipient: "886 931-999-999" }), 422, "message-refused"],
    ["an unknown sender", () => send({ ...good, senderId: "nobody" }), 404, "sender-unknown"],
    ["no key", () => send(good, { authorization: "" }), 401, "key-missing"],
    [
      "a key that opens nothing",
      () => send(good, { authorization: `Bearer sluice_${"0".repeat(16)}_${"A".repeat(43)}` }),
      401,
      "key-refused"
    ],
    [
      "a key that may only read",
      () => send(good, { authorization: `Bearer ${Redacted.value(gateway.up().viewer)}` }),
      403,
      "role-refused"
    ],
    ["a form", () => send(good, { "content-type": "application/x-www-form-urlencoded" }), 415, "media-type-refused"],
    ["a body of 100 MB", () => announce("/v1/messages", 100_000_000), 413, "body-too-large"],
    ["a batch of 1 GB", () => announce("/v1/messages/batch", 1_000_000_000), 413, "body-too-large"],
    ["an address that leads nowhere", () => post("/v1/nothing", "{}"), 404, "route-unknown"]
  ]

  it.each(cases)(
    "answers %s with a problem of its own, queues nothing and leaks nothing",
    async (_, ask, status, kind) => {
      const before = await onRecord()
      const answer = await ask()
      expect(answer.problem).toMatchObject({ status, type: `urn:sluice:problem:${kind}` })
      expect(answer.status).toBe(status)
      expect(answer.type).toContain("application/problem+json")
      expect(answer.text).not.toMatch(/node_modules|at \w+ \(|postgres:\/\/|\/work\/|\.ts:|\.js:/)
      for (const secret of secrets()) expect(answer.text).not.toContain(secret)
      expect(await onRecord()).toBe(before)
    }
  )

  const secrets = () => {
    const { accounts } = JSON.parse(readFileSync(join(gateway.directory, "accounts.json"), "utf8"))
    const [{ accessToken, appSecrets, verifyToken }] = accounts
    return [accessToken, verifyToken, ...appSecrets, Redacted.value(gateway.up().key)]
  }

  it("PH-02: a bad number comes back with every finding and the number that was meant", async () => {
    const { problem } = await send({ ...good, recipient: "886 931-999-999" })
    const codes = problem.findings.map((finding: { readonly code: string }) => finding.code)
    expect(codes).toEqual(expect.arrayContaining(["plus-missing", "separators"]))
    for (const { path, suggestion } of problem.findings) {
      expect(path).toBe("recipient")
      expect(suggestion).toBe("+886931999999")
    }
  })

  it("WH-02, GD-03: a callback with a bad signature is refused and recorded", async () => {
    const counts = async () =>
      (await runtime.runPromise(gateway.up().client.operations.callbackCounts({}))).counts["bad-signature"] ?? 0
    const before = await counts()
    const answer = await post("/callbacks/cloud-api/bad-input", '{"object":"whatsapp_business_account","entry":[]}', {
      "x-hub-signature-256": `sha256=${"0".repeat(64)}`
    })
    expect([answer.status, answer.problem.type]).toEqual([401, "urn:sluice:problem:signature-refused"])
    expect(await counts()).toBe(before + 1)
  })

  it("WH-01: the handshake answers the challenge for the right verify token alone", async () => {
    const ask = (token: string) =>
      fetch(
        `${gateway.up().stack.serverUrl}/callbacks/cloud-api/bad-input?hub.mode=subscribe&hub.challenge=4711&hub.verify_token=${token}`
      )
    const [, verifyToken] = secrets()
    const right = await ask(String(verifyToken))
    expect([right.status, await right.text()]).toEqual([200, "4711"])
    expect((await ask("guess")).status).toBe(403)
  })
})
