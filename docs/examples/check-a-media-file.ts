/**
 * As what may a file go, and what would the platform refuse it for? The facts come from the file's bytes, by whatever reads them.
 */
import * as MediaCheck from "@sluice/core/media/MediaCheck"
import * as MediaFacts from "@sluice/core/media/MediaFacts"
import { guide } from "@sluice/core/policy/guide"

const megabyte = 1024 * 1024

const picture = (mimeType: string, bytes: number): MediaFacts.MediaFacts => ({
  bytes,
  claims: MediaFacts.noClaims,
  isWhole: true,
  content: { _tag: "Image", mimeType, width: 1_200, height: 900, bitsPerChannel: 8, colour: "rgb", frames: 1 }
})

const clip: MediaFacts.MediaFacts = {
  bytes: 4 * megabyte,
  claims: { name: "clip.mp4", mimeType: "video/mp4" },
  isWhole: true,
  content: {
    _tag: "Video",
    mimeType: "video/mp4",
    seconds: 42,
    video: [{ codec: "h264", profile: "main", hasBFrames: false, width: 720, height: 1_280 }],
    audio: [{ codec: "aac", channels: 2 }],
    isIndexFirst: true
  }
}

for (const facts of [
  picture("image/jpeg", megabyte),
  picture("image/png", 4 * megabyte),
  picture("image/bmp", 9),
  clip
]) {
  const decision = MediaCheck.decide(guide.media, facts)
  console.log(`${facts.content.mimeType}, ${facts.bytes} bytes: ${decision._tag}`)
  for (const { code, message, remedy, severity } of decision.findings) {
    console.log(`  ${severity} ${code}: ${message}; ${remedy}`)
  }
}
