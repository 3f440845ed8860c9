import * as Ledger from "../../throttle/Ledger.ts"

/**
 * What the senders of a plan share: unique recipients and requests, and what the platform has reported.
 *
 * The engine's lanes run in many processes and spend from leases; the lanes of a plan stand beside each other, and so count in one place. A
 * business, an account and an app can each be shared by other senders than the next, so each part is kept under its own key.
 */
export interface SharedCells {
  readonly of: (context: Ledger.Context) => Ledger.Shared
  readonly put: (context: Ledger.Context, shared: Ledger.Shared) => void
}

export const make = (): SharedCells => {
  const businesses = new Map<string, Pick<Ledger.Shared, "unique"> & { readonly calls: Calls; readonly usage: Usage }>()
  const accounts = new Map<string, Calls>()
  const apps = new Map<string, { readonly calls: Calls; readonly usage: Usage }>()

  return {
    of: (context) => {
      const fresh = Ledger.initial(context).shared
      const business = businesses.get(context.business)
      const app = apps.get(context.app)
      return {
        unique: business?.unique ?? fresh.unique,
        calls: {
          business: business?.calls ?? fresh.calls.business,
          account: accounts.get(context.account) ?? fresh.calls.account,
          app: app?.calls ?? fresh.calls.app
        },
        usage: { business: business?.usage ?? fresh.usage.business, app: app?.usage ?? fresh.usage.app },
        tenures: fresh.tenures
      }
    },
    put: (context, { calls, unique, usage }) => {
      businesses.set(context.business, { unique, calls: calls.business, usage: usage.business })
      accounts.set(context.account, calls.account)
      apps.set(context.app, { calls: calls.app, usage: usage.app })
    }
  }
}

type Calls = Ledger.Shared["calls"]["business"]
type Usage = Ledger.Shared["usage"]["business"]
