import { useQueryClient } from "@tanstack/react-query"
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useState } from "react"
import * as Refusal from "../../src/api/Refusal.ts"
import type { Session } from "../../src/api/Shapes.ts"
import * as Call from "./Call.ts"

/** Who is there: not known yet, nobody (and whether somebody was), or somebody. */
type Presence =
  | { readonly _tag: "Unknown" }
  | { readonly _tag: "Nobody"; readonly wasThere: boolean }
  | { readonly _tag: "Somebody"; readonly session: Session }

interface Door {
  readonly presence: Presence
  readonly signIn: (key: string) => Promise<void>
  readonly signOut: () => Promise<void>
}

const Context = createContext<Door | null>(null)

const address = "/dashboard/session"

/** Knows who is signed in. The key itself is forgotten as soon as it was exchanged. */
export const SessionProvider = ({ children }: { readonly children: ReactNode }) => {
  const [presence, setPresence] = useState<Presence>({ _tag: "Unknown" })
  const queries = useQueryClient()

  useEffect(() => {
    Call.read<Session>(address).then(
      (session) => setPresence({ _tag: "Somebody", session }),
      () => setPresence({ _tag: "Nobody", wasThere: false })
    )
  }, [])

  // Any answer may tell that the session is over.
  useEffect(
    () =>
      queries.getQueryCache().subscribe(({ query }) => {
        if (!Refusal.isSignedOut(query.state.error)) return
        setPresence((before) => (before._tag === "Somebody" ? { _tag: "Nobody", wasThere: true } : before))
      }),
    [queries]
  )

  const signIn = useCallback(
    async (key: string) => {
      const session = await Call.change<Session>(address, { method: "POST", csrf: null, body: { key } })
      queries.clear()
      setPresence({ _tag: "Somebody", session })
    },
    [queries]
  )

  const csrf = presence._tag === "Somebody" ? presence.session.csrf : null
  const signOut = useCallback(async () => {
    await Call.change(address, { method: "DELETE", csrf })
    queries.clear()
    setPresence({ _tag: "Nobody", wasThere: false })
  }, [csrf, queries])

  const door = useMemo((): Door => ({ presence, signIn, signOut }), [presence, signIn, signOut])
  return <Context value={door}>{children}</Context>
}

/** Who is there, and the way in and out. */
export const useDoor = (): Door => {
  const door = useContext(Context)
  if (door === null) throw new Error("this part is shown outside of SessionProvider")
  return door
}

/** Who is signed in; for parts that are shown to nobody else. */
export const useSession = (): Session => {
  const { presence } = useDoor()
  if (presence._tag !== "Somebody") throw new Error("this part is shown to nobody")
  return presence.session
}

/** Whether who is signed in may change something. */
export const useMayOperate = (): boolean => useSession().role !== "viewer"
