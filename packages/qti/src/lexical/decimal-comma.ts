/** Languages whose readers write a comma before decimals. */
const commaLanguages = /^(?:fr|de|es|it|pt|nl|pl|ru|da|sv|nb|nn|fi|cs|sk|hu|ro|tr|el|ca|eu|gl|br|oc|co)\b/i;

/** Of a BCP 47 tag. */
export function hasDecimalComma(language: string): boolean {
  return commaLanguages.test(language);
}
