import type { Channel } from "@sluice/core/alert/Round"
import { Layer } from "effect"
import { AlertChannels } from "../ports/AlertChannels.ts"
import type { Configured } from "./ChannelsConfig.ts"

const toChannel = ({ accounts, kind, least, name, rules }: Configured): Channel & { readonly kind: string } => ({
  kind,
  name,
  least,
  ruleIds: rules === undefined ? null : new Set(rules),
  accountIds: accounts === undefined ? null : new Set(accounts)
})

/** Which channels there are, for whoever writes letters. */
export const layer = (configured: ReadonlyArray<Configured>): Layer.Layer<AlertChannels> =>
  Layer.succeed(AlertChannels, configured.map(toChannel))
