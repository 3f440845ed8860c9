import * as Refusal from "../../src/api/Refusal.ts"

/** What is asked of the server besides reading. */
interface Change {
  readonly method: "POST" | "DELETE"
  /** Null for signing in, when there is no session yet. */
  readonly csrf: string | null
  readonly body?: unknown
}

const bodyOf = async (response: Response): Promise<unknown> => {
  try {
    return await response.json()
  } catch {
    return null
  }
}

const ask = async <A>(path: string, init: RequestInit): Promise<A> => {
  let response: Response
  try {
    response = await fetch(path, { credentials: "same-origin", ...init })
  } catch {
    throw Refusal.unreachable()
  }
  const body = await bodyOf(response)
  if (!response.ok) throw Refusal.fromBody(response.status, body)
  // The server checks what it answers against the same description that the types are taken from.
  return body as A
}

/** Reads from the server. Rejects with `Refusal`. */
export const read = <A>(path: string, signal?: AbortSignal): Promise<A> =>
  ask(path, signal === undefined ? {} : { signal })

/** Changes something. Rejects with `Refusal`. */
export const change = <A>(path: string, { body, csrf, method }: Change): Promise<A> =>
  ask(path, {
    method,
    headers: {
      ...(csrf === null ? {} : { "x-sluice-csrf": csrf }),
      ...(body === undefined ? {} : { "content-type": "application/json" })
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) })
  })
