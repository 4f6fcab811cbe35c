import { documentsTables } from '../tables/documents.ts';
import { itemChangesTables } from '../tables/item-changes.ts';

/** Routing tables that the platform has, and items withdrawn or corrected. */
export const routingAndItemChanges = `${documentsTables.routing_sent}
${itemChangesTables.item_change}`;
