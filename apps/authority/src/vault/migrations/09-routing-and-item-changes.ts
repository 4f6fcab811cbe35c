import { itemChangesTables } from '../tables/item-changes.ts';
import { publishTables } from '../tables/publish.ts';

/** Routing tables that the platform has, and items withdrawn or corrected. */
export const routingAndItemChanges = `${publishTables.routing_sent}
${itemChangesTables.item_change}`;
