import { it } from "@effect/vitest"
import * as SmtpLetters from "@sluice/adapter-mail/SmtpLetters"
import * as Letter from "@sluice/core/alert/Letter"
import { Effect, Redacted } from "effect"
import { createServer } from "node:net"
import { SMTPServer } from "smtp-server"
import type { SMTPServerOptions } from "smtp-server"
import { describe, expect } from "vitest"

const letter: Letter.Letter = Letter.begun(
  7,
  "mail",
  "token-dead acme",
  {
    kind: "fired",
    alertId: 12,
    ruleId: "token-dead",
    severity: "critical",
    key: "token-dead account acme",
    place: { account: "acme" },
    sinceMillis: 1_800_000_000_000,
    atMillis: 1_800_000_000_000
  },
  1_800_000_000_000
)

interface Mail {
  readonly to: ReadonlyArray<string>
  readonly text: string
  readonly user: string | undefined
}

/** A mail server on this machine that keeps what it is handed. */
const served = (options: SMTPServerOptions = {}) =>
  Effect.gen(function* () {
    const mails: Array<Mail> = []
    const server = new SMTPServer({
      authOptional: true,
      hideSTARTTLS: true,
      logger: false,
      onData: (stream, session, done) => {
        const parts: Array<Buffer> = []
        stream.on("data", (part: Buffer) => parts.push(part))
        stream.on("end", () => {
          const { envelope, user } = session
          mails.push({
            to: envelope.rcptTo.map(({ address }) => address),
            // Without the soft line breaks of quoted-printable.
            text: Buffer.concat(parts).toString("utf8").replaceAll("=\r\n", ""),
            user: typeof user === "string" ? user : undefined
          })
          done()
        })
      },
      ...options
    })
    const port = yield* Effect.acquireRelease(
      Effect.async<number>((resume) => {
        const listening = server.listen(0, "127.0.0.1", () => {
          const address = listening.address()
          resume(Effect.succeed(typeof address === "object" && address !== null ? address.port : 0))
        })
      }),
      () => Effect.async<void>((resume) => server.close(() => resume(Effect.void)))
    )
    return { mails, port }
  })

const mailbox = (port: number, change: Partial<SmtpLetters.Mailbox["server"]> = {}): SmtpLetters.Mailbox => ({
  kind: "email",
  name: "mail",
  least: "warning",
  server: { host: "127.0.0.1", port, security: "none", login: null, ...change },
  from: "Sluice <alerts@example.com>",
  to: ["ops@example.com", "night@example.com"]
})

const short = { connectMillisMax: 500, silenceMillisMax: 500 }

describe("letters by mail", () => {
  it.scopedLive("a letter arrives with what happened, what it means, and what to do; a repeat has its name", () =>
    Effect.gen(function* () {
      const { mails, port } = yield* served()
      const deliver = SmtpLetters.make(mailbox(port))
      expect(yield* deliver(letter)).toEqual({ _tag: "Taken", status: 250 })
      expect(yield* deliver({ ...letter, attempts: 2 })).toMatchObject({ _tag: "Taken" })
      const [first, second] = mails
      expect(first?.to).toEqual(["ops@example.com", "night@example.com"])
      expect(first?.text).toContain("Subject: [critical] token-dead fired: acme")
      expect(first?.text).toContain("Auto-Submitted: auto-generated")
      expect(first?.text).toContain("docs/operations/token-dead.md")
      const name = /^Message-ID: (.*)$/im
      expect(name.exec(first?.text ?? "")?.[1]).toBe("<alert_7_1800000000000@example.com>")
      expect(name.exec(second?.text ?? "")?.[1]).toBe(name.exec(first?.text ?? "")?.[1])
    })
  )

  it.scopedLive(
    "a login is presented; one that is refused is a try that was not taken, without a word of the password",
    () =>
      Effect.gen(function* () {
        const { mails, port } = yield* served({
          allowInsecureAuth: true,
          authOptional: false,
          onAuth: ({ password, username }, _session, done) =>
            password === "right" ? done(null, { user: username ?? "" }) : done(new Error(`no ${password}`))
        })
        const login = (password: string) => ({ user: "sluice", password: Redacted.make(password) })
        const deliver = SmtpLetters.make(mailbox(port, { login: login("right") }))
        expect(yield* deliver(letter)).toMatchObject({ _tag: "Taken" })
        expect(mails[0]?.user).toBe("sluice")
        const refused = yield* SmtpLetters.make(mailbox(port, { login: login("hunter2") }))(letter)
        expect(refused).toMatchObject({ _tag: "Untaken", detail: "the mail server refused the login (EAUTH)" })
        expect(JSON.stringify(refused)).not.toContain("hunter2")
      })
  )

  it.scopedLive("a server that refuses a recipient, offers no encryption, is silent, or is not there: not taken", () =>
    Effect.gen(function* () {
      const picky = yield* served({ onRcptTo: (_address, _session, done) => done(new Error("nobody here")) })
      expect(yield* SmtpLetters.make(mailbox(picky.port))(letter)).toMatchObject({
        _tag: "Untaken",
        detail: "the mail server refused the sender or a recipient (EENVELOPE)"
      })
      const plain = yield* served()
      const encrypted = yield* SmtpLetters.make(mailbox(plain.port, { security: "starttls" }))(letter)
      expect(encrypted).toMatchObject({ _tag: "Untaken" })
      expect(plain.mails).toEqual([])
      const silent = yield* Effect.acquireRelease(
        Effect.async<ReturnType<typeof createServer>>((resume) => {
          const server = createServer()
          server.listen(0, "127.0.0.1", () => resume(Effect.succeed(server)))
        }),
        (server) => Effect.sync(() => server.close())
      )
      const address = silent.address()
      const port = typeof address === "object" && address !== null ? address.port : 0
      expect(yield* SmtpLetters.make(mailbox(port), short)(letter)).toMatchObject({ _tag: "Untaken" })
      expect(yield* SmtpLetters.make(mailbox(1), short)(letter)).toMatchObject({ _tag: "Untaken" })
    })
  )
})
