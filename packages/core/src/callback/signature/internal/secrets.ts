/**
 * The position of the first secret that fits, else -1.
 *
 * Several secrets are valid at once while one is being replaced. All of them are tried, whichever fits, so that the time tells nothing. An
 * empty one never fits: an account without a secret trusts nobody.
 */
export const indexOfFitting = (secrets: ReadonlyArray<string>, fits: (secret: string) => boolean): number => {
  let fitting = -1
  for (let index = secrets.length - 1; index >= 0; index--) {
    const secret = secrets[index] ?? ""
    if (fits(secret) && secret !== "") fitting = index
  }
  return fitting
}
