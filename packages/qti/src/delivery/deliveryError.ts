export type DeliveryErrorCode =
  | 'QTI_DELIVERY_JSON'
  | 'QTI_DELIVERY_TOO_LARGE'
  | 'QTI_DELIVERY_TOO_DEEP'
  | 'QTI_DELIVERY_SHAPE'
  | 'QTI_DELIVERY_ELEMENT'
  | 'QTI_DELIVERY_INCONSISTENT';

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
