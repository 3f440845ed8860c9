/** What the server answered instead of a result (RFC 9457), or that it did not answer: status 0. */
export class Refusal extends Error {
  override readonly name = "Refusal"
  readonly status: number
  /** `hold-not-reviewable` and others; empty where the server did not answer. */
  readonly kind: string
  readonly detail: string

  constructor(status: number, kind: string, detail: string) {
    super(detail)
    this.status = status
    this.kind = kind
    this.detail = detail
  }
}

const prefix = "urn:sluice:problem:"

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null

const textOf = (value: unknown): string => (typeof value === "string" ? value : "")

/** The refusal that a body is; anything else, as from a proxy, by its status alone. */
export const fromBody = (status: number, body: unknown): Refusal => {
  if (!isRecord(body)) return new Refusal(status, "", "")
  const type = textOf(body["type"])
  return new Refusal(status, type.startsWith(prefix) ? type.slice(prefix.length) : "", textOf(body["detail"]))
}

/** The server cannot be reached. */
export const unreachable = (): Refusal => new Refusal(0, "", "")

/** Somebody has to sign in again. */
export const isSignedOut = (error: unknown): boolean => error instanceof Refusal && error.status === 401

/** The key that was signed in with may not see this. */
export const isForbidden = (error: unknown): boolean => error instanceof Refusal && error.status === 403
