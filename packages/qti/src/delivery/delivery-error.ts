export const deliveryErrorCodes = {
  QTI_DELIVERY_JSON: 'not JSON',
  QTI_DELIVERY_TOO_LARGE: 'more characters, values or nodes than is read',
  QTI_DELIVERY_TOO_DEEP: 'nested deeper than is read',
  QTI_DELIVERY_SHAPE: 'a field is missing, unknown, or of the wrong type',
  QTI_DELIVERY_ELEMENT: 'an element has an attribute or content that it may not have',
  QTI_DELIVERY_INCONSISTENT: 'its parts do not fit each other',
} as const;

export type DeliveryErrorCode = keyof typeof deliveryErrorCodes;

/** A delivery file that is not one. The message names the place, never the content. */
export class DeliveryError extends Error {
  override readonly name = 'DeliveryError';
  readonly code: DeliveryErrorCode;
  /** Where in the JSON, e.g. `items.3.body.0.name`; empty for the whole. */
  readonly place: string;

  constructor(code: DeliveryErrorCode, place: string, message: string) {
    super(`${code} at ${place === '' ? 'the top' : place}: ${message}`);
    this.code = code;
    this.place = place;
  }
}
