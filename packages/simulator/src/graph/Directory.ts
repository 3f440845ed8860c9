import type * as Front from "../config/Front.ts"
import type * as World from "../config/World.ts"

/**
 * The world by its ids, as requests look it up, with the two things that change while it runs: tokens and callback URLs.
 */
export interface Directory {
  readonly senders: ReadonlyArray<Sender>
  readonly sender: (phoneNumberId: string) => Sender | undefined
  readonly sendersOf: (wabaId: string) => ReadonlyArray<Sender>
  readonly token: (value: string) => Token | undefined
  /** Adds a token or replaces the one of the same value; false when its app does not exist. */
  readonly putToken: (token: World.Token) => boolean
  readonly app: (appId: string) => World.App | undefined
  readonly apps: () => ReadonlyArray<World.App>
  readonly fronts: ReadonlyArray<Front.Front>
  /** Where the callbacks of a front go now, unless a message says otherwise; null: nowhere. */
  readonly frontUrl: (id: string) => string | null
  /** Changes where the callbacks of an app, or of a front, go; false when there is none of that id. */
  readonly subscribe: (appId: string, callbackUrl: string | null) => boolean
}

/** A sender with what it inherits from its business. */
export interface Sender extends World.Sender {
  readonly accountId: string
  readonly messagingLimit: World.Business["messagingLimit"]
}

/** A token with the account whose senders it may act for. */
export interface Token extends World.Token {
  readonly accountId: string
}

/** The world as it is at the start. A sender whose business is not in it is left out, and so is a token without its app. */
export const make = (world: World.World): Directory => {
  const businesses = new Map(world.businesses.map((business) => [business.businessId, business]))
  const apps = new Map(world.apps.map((app) => [app.appId, app]))
  const senders = world.senders.flatMap((sender): ReadonlyArray<Sender> => {
    const business = businesses.get(sender.businessId)
    return business === undefined
      ? []
      : [{ ...sender, accountId: business.accountId, messagingLimit: business.messagingLimit }]
  })
  const byId = new Map(senders.map((sender) => [sender.phoneNumberId, sender]))
  const tokens = new Map<string, Token>()

  const putToken = (token: World.Token): boolean => {
    const app = apps.get(token.appId)
    if (app === undefined) return false
    tokens.set(token.value, { ...token, accountId: app.accountId })
    return true
  }
  for (const token of world.tokens) putToken(token)
  const frontUrls = new Map(world.fronts.map(({ callbackUrl, id }) => [id, callbackUrl]))

  return {
    senders,
    sender: (phoneNumberId) => byId.get(phoneNumberId),
    sendersOf: (wabaId) => senders.filter((sender) => sender.wabaId === wabaId),
    token: (value) => tokens.get(value),
    putToken,
    app: (appId) => apps.get(appId),
    apps: () => [...apps.values()],
    fronts: world.fronts,
    frontUrl: (id) => frontUrls.get(id) ?? null,
    subscribe: (appId, callbackUrl) => {
      if (frontUrls.has(appId)) {
        frontUrls.set(appId, callbackUrl)
        return true
      }
      const app = apps.get(appId)
      if (app === undefined) return false
      apps.set(appId, { ...app, callbackUrl })
      return true
    }
  }
}
