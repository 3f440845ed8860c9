import { QueryClient } from "@tanstack/react-query"
import { Refusal } from "../../src/api/Refusal.ts"

/** Refusals are answers and are not asked for again; a server that cannot be reached is. */
const isWorthAnotherTry = (failures: number, error: unknown): boolean =>
  failures < 2 && (!(error instanceof Refusal) || error.status === 0 || error.status >= 500)

/** What was read, kept while it is fresh. */
export const queryClient = (): QueryClient =>
  new QueryClient({
    defaultOptions: { queries: { retry: isWorthAnotherTry, staleTime: 1_000, refetchOnWindowFocus: true } }
  })
