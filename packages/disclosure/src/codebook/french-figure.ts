const FORMAT = new Intl.NumberFormat('fr', { maximumSignificantDigits: 6 });
const WHOLE = new Intl.NumberFormat('fr');

/** A figure of a page whose English stands beside its French: a decimal comma, six digits at most where it is not whole. */
export function frenchFigure(value: number): string {
  return (Number.isInteger(value) ? WHOLE : FORMAT).format(value);
}
