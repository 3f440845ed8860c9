import * as NodeContext from "@effect/platform-node/NodeContext"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Layer } from "effect"

/** What commands, and stacks that are started from elsewhere, stand on: files, paths, the terminal, HTTP. */
export const layer = Layer.merge(NodeContext.layer, NodeHttpClient.layerUndici)
