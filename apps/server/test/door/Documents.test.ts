import { it } from "@effect/vitest"
import { Effect } from "effect"
import type { InjectOptions } from "fastify"
import { readFileSync } from "node:fs"
import { describe, expect } from "vitest"
import * as testServer from "../testServer.ts"

/** Every call of curl on a page of the documents, as it stands there. */
const calls = (page: string): ReadonlyArray<string> =>
  [
    ...readFileSync(new URL(`../../../../docs/${page}`, import.meta.url), "utf8").matchAll(/^```\n(curl [^]*?)\n```$/gm)
  ].map(([, call = ""]) => call)

/** The words of a command as a shell takes them apart: quotes of both kinds, and lines that go on behind a backslash. */
const words = (command: string): ReadonlyArray<string> =>
  [...command.replaceAll("\\\n", " ").matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(
    ([, double, single, bare]) => double ?? single ?? bare ?? ""
  )

const methods = { GET: "GET", POST: "POST", PUT: "PUT", DELETE: "DELETE" } as const
const isMethod = (text: string): text is keyof typeof methods => Object.hasOwn(methods, text)

/** The request that a call makes. */
const requestOf = (command: string, key: string): InjectOptions => {
  const given = words(command.replaceAll("$SLUICE_URL", "").replaceAll("$SLUICE_API_KEY", key))
  const after = (flag: string) => given.flatMap((word, index) => (word === flag ? [given[index + 1] ?? ""] : []))
  const [method = "GET"] = after("-X")
  const [payload] = after("-d")
  const headers = after("-H").map((header): [string, string] => {
    const colon = header.indexOf(":")
    return [header.slice(0, colon).toLowerCase(), header.slice(colon + 1).trim()]
  })
  return {
    method: isMethod(method) ? method : "GET",
    url: given.find((word) => word.startsWith("/")) ?? "",
    headers: Object.fromEntries(headers),
    ...(payload === undefined ? {} : { payload })
  }
}

describe("the documents", () => {
  it.scopedLive("every call of curl that they show does what they say", () =>
    Effect.gen(function* () {
      const server = yield* testServer.make()
      const key = yield* server.key("admin", "acme")
      const shown = ["api.md", "send-a-template.md", "your-own-sdk.md"].flatMap(calls)
      expect(shown.length).toBeGreaterThan(4)
      for (const call of shown) {
        const answer = yield* testServer.ask(server, requestOf(call, key))
        expect([call, answer.status, answer.status < 300 ? "" : answer.text]).toEqual([call, answer.status, ""])
      }
    })
  )
})
