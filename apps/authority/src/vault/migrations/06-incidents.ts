import { recordsTables } from '../tables/records.ts';

/** What a platform did that no honest one does. */
export const incidents = recordsTables.incident;
