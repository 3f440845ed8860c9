import { useQueryClient } from "@tanstack/react-query"
import { useEffect, useRef } from "react"
import * as Freshness from "../../src/live/Freshness.ts"
import { useShown } from "../state/Preferences.tsx"
import { useHolds } from "../state/Queries.ts"
import { useAnnounce } from "./Announcer.tsx"

/** Listens to the feed; what its events make old is read again, at most every other second. */
const useFeed = (onConnection: (isThere: boolean) => void): void => {
  const queries = useQueryClient()
  const told = useRef(onConnection)
  told.current = onConnection
  useEffect(() => {
    const stale = new Set<Freshness.Part>()
    let timer: number | undefined
    const refresh = (): void => {
      timer = undefined
      for (const part of stale) void queries.invalidateQueries({ queryKey: [part] })
      stale.clear()
    }
    const feed = new EventSource("/v1/events")
    for (const [type, parts] of Object.entries(Freshness.touched)) {
      feed.addEventListener(type, () => {
        for (const part of parts) stale.add(part)
        timer ??= window.setTimeout(refresh, Freshness.calmMillis)
      })
    }
    feed.addEventListener("open", () => told.current(true))
    feed.addEventListener("error", () => told.current(false))
    return () => {
      window.clearTimeout(timer)
      feed.close()
    }
  }, [queries])
}

/** Keeps the page up to date, and tells a screen reader of what is worth an interruption: a hold that began, a connection that was lost. */
export const LiveUpdates = () => {
  const { text } = useShown()
  const announce = useAnnounce()
  const wasThere = useRef(true)
  useFeed((isThere) => {
    if (isThere === wasThere.current) return
    wasThere.current = isThere
    announce(isThere ? text.errors.found : text.errors.lost)
  })

  const { data } = useHolds()
  const known = useRef<ReadonlySet<number> | null>(null)
  useEffect(() => {
    if (data === undefined) return
    const now = new Set(data.holds.map(({ id }) => id))
    const before = known.current
    known.current = now
    if (before === null) return
    const added = [...now].filter((id) => !before.has(id)).length
    if (added > 0) announce(text.announce.holds(added))
    else if (before.size > 0 && now.size === 0) announce(text.announce.clear)
  }, [data, announce, text])
  return null
}
