/** `@cloison/qti`: QTI 3.0 items, tests and packages, for those who may see the keys. */
export type { DeliveryItem } from './delivery/deliveryItem.ts';
