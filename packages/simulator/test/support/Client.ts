import { Effect } from "effect"

/** What came back: status, headers, and the body as JSON where it is JSON. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: Readonly<Record<string, unknown>>
  readonly bytes: Uint8Array
}

const parsed = (bytes: Uint8Array): Answer["body"] => {
  const text = new TextDecoder().decode(bytes)
  return text.startsWith("{") ? JSON.parse(text) : {}
}

/** One request; fails with "no answer" when the connection closes or nothing comes within `waitMillis`. */
export const request = (
  url: string,
  init: RequestInit & { readonly waitMillis?: number } = {}
): Effect.Effect<Answer, "no answer"> =>
  Effect.tryPromise({
    try: async (signal) => {
      const response = await fetch(url, { ...init, signal })
      const bytes = new Uint8Array(await response.arrayBuffer())
      return { status: response.status, headers: response.headers, bytes, body: parsed(bytes) }
    },
    catch: () => "no answer" as const
  }).pipe(Effect.timeoutFail({ duration: init.waitMillis ?? 10_000, onTimeout: () => "no answer" as const }))

/** A client with a token, for one simulator. */
export const make = (root: string, token = "sample-token") => {
  const authorization = `Bearer ${token}`
  const call = (method: string, path: string, body?: string | FormData, waitMillis?: number) =>
    request(`${root}${path}`, {
      method,
      headers: { authorization },
      ...(body === undefined ? {} : { body }),
      ...(waitMillis === undefined ? {} : { waitMillis })
    })
  return {
    call,
    get: (path: string) => call("GET", path),
    post: (path: string, value: unknown) => call("POST", path, JSON.stringify(value)),
    /** A text from the sample sender. */
    text: (
      to: string,
      opaque?: string,
      { phoneNumberId = "100200300400500", waitMillis }: { phoneNumberId?: string; waitMillis?: number } = {}
    ) =>
      call(
        "POST",
        `/v23.0/${phoneNumberId}/messages`,
        JSON.stringify({
          messaging_product: "whatsapp",
          to,
          text: { body: "Hello" },
          ...(opaque === undefined ? {} : { biz_opaque_callback_data: opaque })
        }),
        waitMillis
      )
  }
}

/** The error code of an answer, null when it is not an error. */
export const code = ({ body }: Answer): unknown => {
  const error = body["error"]
  return typeof error === "object" && error !== null && "code" in error ? error.code : null
}

/** Asks again and again until it is so; gives up after 25 seconds, with what it saw last. */
export const until = <A, E, R>(effect: Effect.Effect<A, E, R>, test: (value: A) => boolean) => {
  let last: A | undefined
  return effect.pipe(
    Effect.tap((value) => Effect.sync(() => (last = value))),
    Effect.delay("5 millis"),
    Effect.repeat({ until: test }),
    Effect.timeoutFail({ duration: "25 seconds", onTimeout: () => new Error(`still ${JSON.stringify(last)}`) })
  )
}
