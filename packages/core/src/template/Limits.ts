/** Lengths of a template's parts, in Unicode code points; they hold for the text that is submitted and for the hydrated one (CLOUD_API 3.7). */
export const headerCharactersMax = 60
export const bodyCharactersMax = 1_024
export const footerCharactersMax = 60
export const labelCharactersMax = 25
export const urlCharactersMax = 2_000
export const phoneCharactersMax = 20
export const codeCharactersMax = 20

/** How many buttons a template has, and how many of the kinds that are limited. */
export const buttonsMax = 10
export const buttonsOfKindMax: Readonly<Partial<Record<string, number>>> = { URL: 2, PHONE_NUMBER: 1, COPY_CODE: 1 }

/** Variables in a header. */
export const headerVariablesMax = 1
