import type { SenderWindow } from "../policy/Pacing.ts"
import { mediaReferences } from "./MediaReference.ts"
import type { Content } from "./OutboundMessage.ts"

/**
 * Whether a content counts as media (SPEC RL-02, MD-03).
 *
 * The guide names images and videos. The stricter reading is taken: whatever shows a file is media, be it an audio, a document,
 * a sticker, or a template or interactive message with a file in its header or on a card.
 */
export const kindOf = (content: Content): "text" | "media" => (mediaReferences(content).length > 0 ? "media" : "text")

/** What a content weighs in its sender's window, in units: 1 or 1.8 under the guide (SPEC RL-02). Several files weigh as one. */
export const units = (senderWindow: Pick<SenderWindow, "textUnits" | "mediaUnits">, content: Content): number =>
  kindOf(content) === "media" ? senderWindow.mediaUnits : senderWindow.textUnits
