import { Either } from "effect"
import { describe, expect, it } from "vitest"
import type { Issue } from "@sluice/core/message/Issue"
import * as OutboundMessage from "@sluice/core/message/OutboundMessage"
import * as ReadReceipt from "@sluice/core/message/ReadReceipt"
import * as Samples from "../callback/Samples.ts"

/** Samples that are no sends: calls, and templates that are submitted for approval. */
const notSends = /\/(?:calls_|message_templates_create_)/

const placeholderLink = "a placeholder stands where the link would be"

/**
 * Samples that hold a placeholder where a limit wants a value: refused on purpose, with the faults that say so. Everything else
 * that the platform documents has to pass.
 */
const refused: Readonly<Record<string, readonly [reason: string, ...faults: ReadonlyArray<string>]>> = {
  "LimaLb01__endpoint-flow/address_interactive.json": [
    "a placeholder for the country",
    "interactive.action.parameters.country format"
  ],
  "LimaLb01__endpoint-flow/address_interactive_2.json": [
    "words stand for the parameters",
    "interactive.action.parameters type"
  ],
  "LimaLb01__endpoint-flow/copy_code_template.json": [
    "a placeholder with a blank stands in a URL",
    "template.components[1].parameters[0].text format"
  ],
  "LimaLb01__endpoint-flow/location_location.json": [
    "placeholders for the position",
    "location.latitude format",
    "location.longitude format"
  ],
  "LimaLb01__endpoint-flow/preenchimento_automatico_template.json": [
    "a placeholder with a blank stands in a URL",
    "template.components[1].parameters[0].text format"
  ],
  "LimaLb01__endpoint-flow/rea_o_reaction.json": ["a placeholder for the emoji", "reaction.emoji format"],
  "facebook__openapi/messages_send_audio_message_by_url.json": [placeholderLink, "audio.link format"],
  "facebook__openapi/messages_send_document_message_by_url.json": [placeholderLink, "document.link format"],
  "facebook__openapi/messages_send_image_message_by_url.json": [placeholderLink, "image.link format"],
  "facebook__openapi/messages_send_message_template_interactive.json": [
    placeholderLink,
    "template.components[0].parameters[0].image.link format"
  ],
  "facebook__openapi/messages_send_message_template_media.json": [
    placeholderLink,
    "template.components[0].parameters[0].image.link format"
  ],
  "facebook__openapi/messages_send_multi_product_message.json": [
    "a placeholder for the header's type, and a header is words only",
    "interactive.header.type not-allowed"
  ],
  "facebook__openapi/messages_send_reply_to_audio_message_by_url.json": [placeholderLink, "audio.link format"],
  "facebook__openapi/messages_send_reply_to_document_message_by_url.json": [placeholderLink, "document.link format"],
  "facebook__openapi/messages_send_reply_to_image_message_by_url.json": [placeholderLink, "image.link format"],
  "facebook__openapi/messages_send_reply_to_sticker_message_by_url.json": [placeholderLink, "sticker.link format"],
  "facebook__openapi/messages_send_reply_to_video_message_by_url.json": [placeholderLink, "video.link format"],
  "facebook__openapi/messages_send_sample_issue_resolution_template.json": [
    "the words yes and no were turned into true and false",
    "template.components[1].parameters[0].text type",
    "template.components[2].parameters[0].text type"
  ],
  "facebook__openapi/messages_send_sticker_message_by_url.json": [placeholderLink, "sticker.link format"],
  "facebook__openapi/messages_send_video_message_by_url.json": [placeholderLink, "video.link format"],
  "sipsyai__whatsapp-builder/address_messages_interactive.json": [
    "a placeholder for the country",
    "interactive.action.parameters.country format"
  ],
  "sipsyai__whatsapp-builder/address_messages_interactive_2.json": [
    "words stand for the parameters",
    "interactive.action.parameters type"
  ],
  "sipsyai__whatsapp-builder/location_messages_location.json": [
    "placeholders for the position",
    "location.latitude format",
    "location.longitude format"
  ],
  "sipsyai__whatsapp-builder/reaction_messages_reaction.json": ["a placeholder for the emoji", "reaction.emoji format"]
}

const isReceipt = (sample: unknown): boolean => typeof sample === "object" && sample !== null && "status" in sample

/** Faults as `path code`, so that a list of them reads well. */
const faults = (path: string): ReadonlyArray<string> => {
  const sample = Samples.json(path)
  const read = {
    onLeft: (issues: ReadonlyArray<Issue>) => issues.map((issue) => `${issue.path} ${issue.code}`),
    onRight: () => []
  }
  return isReceipt(sample)
    ? Either.match(ReadReceipt.decode(sample), read)
    : Either.match(OutboundMessage.decode(sample), read)
}

describe.skipIf(!Samples.present)("OutboundMessage against the platform's samples", () => {
  const sends = Samples.paths("requests").filter((path) => !notSends.test(path))

  it("SF-05: all sends among the samples are looked at", () => {
    expect(sends.length).toBeGreaterThan(100)
    const names = new Set(sends.map((path) => path.replace("requests/", "")))
    expect(Object.keys(refused).filter((name) => !names.has(name))).toEqual([])
  })

  it.each(sends)("SF-05: %s passes, or is refused for its placeholder alone", (path) => {
    const [, ...expected] = refused[path.replace("requests/", "")] ?? [""]
    expect(faults(path)).toEqual(expected)
  })
})
