import type { ReactNode } from "react"
import * as Refusal from "../../src/api/Refusal.ts"
import { useShown } from "../state/Preferences.tsx"

/** What a read is, as far as showing it goes. */
interface Reading<A> {
  readonly data: A | undefined
  readonly error: unknown
}

/** Why something was refused, in the reader's language where it is known. */
export const Fault = ({ error }: { readonly error: unknown }) => {
  const { text } = useShown()
  const words =
    error instanceof Refusal.Refusal && error.status !== 0
      ? Refusal.isForbidden(error)
        ? error.kind === "csrf-refused"
          ? text.errors.csrf
          : text.errors.forbidden
        : text.errors.other(error.detail)
      : text.errors.unreachable
  return (
    <p className="fault" role="alert">
      {words}
    </p>
  )
}

/** Shows what was read; that it is on its way; or why it cannot be. What was read last stays while the server is away. */
export const Read = <A,>({
  children,
  of: { data, error }
}: {
  readonly of: Reading<A>
  readonly children: (data: A) => ReactNode
}) => {
  const { text } = useShown()
  return (
    <>
      {error === null ? null : <Fault error={error} />}
      {data === undefined ? error === null ? <p className="quiet">{text.loading}</p> : null : children(data)}
    </>
  )
}
