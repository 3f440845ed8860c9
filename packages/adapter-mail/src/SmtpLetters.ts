import type { Reply } from "@sluice/core/subscription/DeliveryPlan"
import type { Configured } from "@sluice/engine/alerts/ChannelsConfig"
import * as Wording from "@sluice/engine/alerts/Wording"
import type { Deliver } from "@sluice/engine/ports/AlertChannels"
import { Effect, Redacted } from "effect"
import nodemailer from "nodemailer"

/** Where mail is handed over, and to whom it goes. */
export type Mailbox = Extract<Configured, { readonly kind: "email" }>

/** Real milliseconds. */
export interface Options {
  readonly connectMillisMax: number
  /** Of a silence within the exchange. */
  readonly silenceMillisMax: number
}

const defaults: Options = { connectMillisMax: 5_000, silenceMillisMax: 15_000 }

/** Words for people, from the code of an error: never its text, which may hold what the server said of the login. */
const words: Readonly<Record<string, string>> = {
  EAUTH: "the mail server refused the login",
  ECONNECTION: "the mail server cannot be reached",
  ECONNREFUSED: "the mail server cannot be reached",
  EDNS: "the mail server's name is not known",
  EENVELOPE: "the mail server refused the sender or a recipient",
  EMESSAGE: "the mail server refused the letter",
  ESOCKET: "the connection to the mail server failed",
  ETIMEDOUT: "the mail server did not answer in time",
  ETLS: "the mail server offers no encryption that is trusted"
}

const field = (error: unknown, name: "code" | "responseCode"): unknown =>
  typeof error === "object" && error !== null && name in error ? Reflect.get(error, name) : undefined

/** What a failure means. A refusal for good (5xx) is tried again like any other: it is the configuration that is wrong, and that is mended. */
const replyOf = (error: unknown): Reply => {
  const code = field(error, "code")
  const answered = field(error, "responseCode")
  const status = typeof answered === "number" ? answered : null
  const name = typeof code === "string" ? code : "unknown"
  return {
    _tag: "Untaken",
    status,
    detail: `${words[name] ?? "the letter could not be handed over"} (${name})`,
    askedMillis: null
  }
}

/**
 * Letters as mail, over SMTP: one connection each, bounded in time, encrypted unless the server is this machine. A repeat has the `Message-ID` of
 * the try before it, by which mail programs drop it.
 */
export const make = ({ from, server, to }: Mailbox, options: Options = defaults): Deliver => {
  const { host, login, port, security } = server
  const transport = nodemailer.createTransport({
    host,
    port,
    secure: security === "tls",
    requireTLS: security === "starttls",
    ignoreTLS: security === "none",
    connectionTimeout: options.connectMillisMax,
    greetingTimeout: options.connectMillisMax,
    socketTimeout: options.silenceMillisMax,
    disableFileAccess: true,
    disableUrlAccess: true,
    ...(login === null ? {} : { auth: { user: login.user, pass: Redacted.value(login.password) } })
  })
  const domain = /@([^\s<>@]+)>?$/.exec(from)?.[1] ?? "localhost"
  return (letter) =>
    Effect.tryPromise({
      try: () =>
        transport.sendMail({
          from,
          to: [...to],
          subject: Wording.subject(letter),
          text: Wording.text(letter),
          messageId: `<${Wording.nameOf(letter)}@${domain}>`,
          headers: { "Auto-Submitted": "auto-generated" }
        }),
      catch: (error) => error
    }).pipe(
      Effect.as<Reply>({ _tag: "Taken", status: 250 }),
      Effect.catchAll((error) => Effect.succeed(replyOf(error))),
      Effect.withSpan("SmtpLetters.deliver")
    )
}
