/**
 * Texts of others as a terminal may have them.
 *
 * Characters that would move the cursor or colour the screen are a replacement: what a file, a platform or a caller says must not
 * speak to the terminal.
 */
export const whole = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}]/gu, "\uFFFD")

const charactersMax = 100

/** The same, cut where it is long. */
export const brief = (text: string): string => {
  const shown = whole(text)
  return shown.length > charactersMax ? `${shown.slice(0, charactersMax - 1)}…` : shown
}
