import { it } from "@effect/vitest"

import * as DatabaseOption from "@sluice/cli/database/DatabaseOption"
import * as KeyRing from "@sluice/cli/keys/KeyRing"
import { Effect, Redacted } from "effect"
import { afterAll, beforeAll, describe, expect } from "vitest"
import * as commandLine from "../commandLine.ts"
import * as installation from "../doctor/installation.ts"
import * as examples from "./examples.ts"
import * as Words from "./Words.ts"

let leave = () => {}
beforeAll(() => {
  leave = examples.folder().leave
})
afterAll(() => leave())

/** The first id of what a command printed as JSON. */
const idOf = ({ err, out }: commandLine.Ran) => {
  const id = /"id":"?([^",}]+)/.exec(out)?.[1]
  return id === undefined ? Effect.dieMessage(`no id in ${out}${err}`) : Effect.succeed(id)
}

/**
 * Examples that are refused here with a reason, since what they name is not in a state for it: nothing was silenced, no pool is set up,
 * the platform is not the real one. What they print is checked all the same.
 */
const refused: ReadonlyArray<RegExp> = [
  /--pool orders/,
  /--sender a --sender b/,
  /messages retry/,
  /holds (?:show|clear) 7/,
  /recipients erasure/,
  /alerts (?:show|ack|silence|resolve|test)/,
  /campaign (?:pause|resume|start)/,
  /callbacks (?:show|replay --yes) 4711/,
  // Nobody has sent a file.
  /media get/,
  // Over all accounts, and the key is of one.
  /callbacks (?:drift|reports)/,
  /subscriptions test/,
  /accounts token set/,
  /campaign add/,
  /--wait 30/,
  /templates (?:submit|status)/,
  /verify-url/,
  // The number sends for less than a month, the day lies ahead or long ago, and the address is plain HTTP.
  /standing request/,
  /standing complaints shop --day/,
  /onboarding check/,
  // Nothing was handed in that could be reviewed.
  /verification (?:answer|accept|refuse)/,
  /doctor --strict/
]

describe("examples of help texts, on a stack", () => {
  it.scopedLive(
    "every example is understood, and does its work or says why not",
    () =>
      Effect.gen(function* () {
        const { variables } = yield* installation.make()
        const key = yield* KeyRing.issue({ name: "test", role: "admin", accountId: "acme", expiresMillis: null }).pipe(
          Effect.provide(DatabaseOption.layer(Redacted.make(variables.SLUICE_DATABASE_URL)))
        )
        const surroundings = {
          variables: {
            ...variables,
            SLUICE_URL: variables.SLUICE_PUBLIC_URL,
            SLUICE_API_KEY: Redacted.value(key.token),
            SLUICE_APP_SECRET: installation.secrets.appSecret,
            SLUICE_VERIFY_TOKEN: installation.secrets.verifyToken
          }
        }
        const sluice = (...args: ReadonlyArray<string>) => commandLine.run(args, surroundings)
        const sent = yield* sluice("send", "--sender", "shop", "--to", "+886912345678", "--text", "hello", "--json")
        const campaign = yield* sluice(
          "campaign",
          "create",
          "autumn",
          "list.csv",
          "--sender",
          "shop",
          "--text",
          "hi",
          "--json"
        )
        const to = ["--to", "https://hooks.example.com/in"]
        const made = yield* sluice("subscriptions", "create", "--name", "crm", ...to, "--json")
        const replaced: ReadonlyArray<readonly [RegExp, string]> = [
          [/019a2c3e-7b10-7cde-8f00-0123456789ab/, yield* idOf(sent)],
          [/0195…/, yield* idOf(campaign)],
          [/(?<=subscriptions \w+ )ID/, yield* idOf(made)],
          [/3f9a1c2b4d5e6f70/, key.key.id],
          [/SLUICE_APP_SECRET=… SLUICE_VERIFY_TOKEN=… /, ""],
          [/https:\/\/hooks\.example\.com(?=\/(?:callbacks|wa))/, variables.SLUICE_PUBLIC_URL],
          [/postgres:\/\/sluice@127\.0\.0\.1\/sluice/, variables.SLUICE_DATABASE_URL],
          [/ --follow/, ""],
          [/ --wait 30/, ""]
        ]
        // The key that the others are asked with is rotated, and revoked, last.
        const last = (text: string): boolean => /keys (?:revoke|rotate)/.test(text)
        const order = [...examples.onStack.filter((text) => !last(text)), ...examples.onStack.filter(last)]
        const faults: Array<string> = []
        for (const text of order) {
          const real = replaced.reduce((so, [pattern, value]) => so.replace(pattern, value), text)
          const { args, stdin, variables: own } = Words.line(real)
          // Redirected input has been read by a process of its own, in the examples that need no stack.
          const given = stdin === null ? args : [...args, "--file", stdin]
          const ran = yield* commandLine.run(given, { variables: { ...surroundings.variables, ...own } })
          const isRefused = refused.some((pattern) => pattern.test(text))
          const isWrong =
            ran.code === 2 ||
            // An empty list is no line at all for a program.
            (`${ran.out}${ran.err}` === "" && !real.includes("--json")) ||
            ran.err.includes("internal error") ||
            (ran.code !== 0 && !isRefused)
          if (isWrong) faults.push(`${real} (${ran.code})\n${ran.out}\n${ran.err}`)
        }
        expect(faults).toEqual([])
      }),
    180_000
  )
})
