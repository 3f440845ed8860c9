/** The one function of validator.js that is compared; the package ships no types. */
declare module "validator" {
  const validator: {
    readonly isMobilePhone: (text: string, locale?: string, options?: { readonly strictMode?: boolean }) => boolean
  }
  export default validator
}
