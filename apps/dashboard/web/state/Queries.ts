import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query"
import type * as Shapes from "../../src/api/Shapes.ts"
import type { Act } from "../../src/figures/Steps.ts"
import * as Freshness from "../../src/live/Freshness.ts"
import * as Call from "./Call.ts"
import { useSession } from "./Session.tsx"

/** One read of the API, repeated now and then, and when an event made it old. */
const useRead = <A>(part: Freshness.Part, path: string) =>
  useQuery({
    queryKey: [part, path],
    queryFn: ({ signal }) => Call.read<A>(path, signal),
    refetchInterval: Freshness.pollMillis[part],
    placeholderData: keepPreviousData
  })

export const useSenders = () =>
  useQuery({
    queryKey: ["senders"],
    queryFn: ({ signal }) => Call.read<{ readonly senders: ReadonlyArray<Shapes.Sender> }>("/v1/senders", signal),
    staleTime: 60_000
  })
export const useSends = () => useRead<Shapes.SendFigures>("sends", "/v1/figures/sends?minutes=60")
export const useBudgets = () =>
  useRead<{ readonly budgets: ReadonlyArray<Shapes.Budget> }>("budgets", "/v1/figures/budgets")
export const useHolds = () => useRead<{ readonly holds: ReadonlyArray<Shapes.Hold> }>("holds", "/v1/holds?limit=500")
export const useStanding = () =>
  useRead<{ readonly standing: ReadonlyArray<Shapes.Standing> }>("standing", "/v1/standing")
export const useHold = (id: string) => useRead<Shapes.HoldDetail>("holds", `/v1/holds/${encodeURIComponent(id)}`)
export const useQueue = () => useRead<{ readonly depths: ReadonlyArray<Shapes.Depth> }>("queue", "/v1/queue")
export const useCampaigns = () => useRead<Shapes.CampaignPage>("campaigns", "/v1/campaigns?limit=50")
export const useCampaign = (id: string) =>
  useRead<Shapes.CampaignView>("campaigns", `/v1/campaigns/${encodeURIComponent(id)}`)
export const useForecast = (id: string) =>
  useQuery({
    queryKey: ["forecast", id],
    queryFn: ({ signal }) =>
      Call.read<Shapes.CampaignForecast>(`/v1/campaigns/${encodeURIComponent(id)}/forecast`, signal),
    // A forecast of a draft plans the whole list: it is made when it is looked at, and not every few seconds.
    staleTime: 60_000
  })
export const useFailures = (minutes: number) =>
  useRead<Shapes.FailureFigures>("failures", `/v1/figures/failures?minutes=${minutes}`)
export const useWaits = () => useRead<Shapes.WaitFigures>("callbacks", "/v1/figures/callbacks?minutes=60")
export const useCounts = () => useRead<Shapes.CallbackCounts>("callbacks", "/v1/callbacks/counts")
export const useDrift = () =>
  useRead<{ readonly places: ReadonlyArray<Shapes.Drift> }>("callbacks", "/v1/callbacks/drift")
export const useAlerts = () =>
  useRead<{ readonly alerts: ReadonlyArray<Shapes.Alert> }>("alerts", "/v1/alerts?state=all&limit=100")
export const useMessage = (id: string) =>
  useRead<Shapes.MessageDetail>("messages", `/v1/messages/${encodeURIComponent(id)}`)

/** Messages page after page; `query` is what was searched for, without its question mark. */
export const useMessages = (query: string) =>
  useInfiniteQuery({
    queryKey: ["messages", "pages", query],
    queryFn: ({ pageParam, signal }) => {
      const cursor = pageParam === null ? "" : `&cursor=${encodeURIComponent(pageParam)}`
      return Call.read<Shapes.MessagePage>(`/v1/messages?limit=50${query === "" ? "" : `&${query}`}${cursor}`, signal)
    },
    initialPageParam: null as string | null,
    getNextPageParam: ({ next }) => next
  })

/** Does something to a campaign. */
export const useActing = (id: string) => {
  const { csrf } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (act: Act) =>
      Call.change<Shapes.CampaignView>(`/v1/campaigns/${encodeURIComponent(id)}/${act}`, { method: "POST", csrf }),
    onSettled: () =>
      Promise.all(["campaigns", "queue", "forecast"].map((part) => queries.invalidateQueries({ queryKey: [part] })))
  })
}

/** Says that the reader looks after an alert. */
export const useAcknowledging = (id: number) => {
  const { csrf } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (note: string) =>
      Call.change<Shapes.Alert>(`/v1/alerts/${id}/acknowledge`, { method: "POST", csrf, body: { note } }),
    onSettled: () => queries.invalidateQueries({ queryKey: ["alerts"] })
  })
}

/** Reviews a hold. */
export const useReviewing = (id: string, evidence: string | null) => {
  const { csrf } = useSession()
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (note: string) =>
      Call.change<Shapes.Reviewed>(`/v1/holds/${encodeURIComponent(id)}/review`, {
        method: "POST",
        csrf,
        body: evidence === null ? { note } : { note, evidence }
      }),
    onSettled: () => Promise.all(["holds", "budgets"].map((part) => queries.invalidateQueries({ queryKey: [part] })))
  })
}
