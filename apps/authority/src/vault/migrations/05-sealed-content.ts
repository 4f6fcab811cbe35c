import { sealedContentTables } from '../tables/sealed-content.ts';

/** Keys of content that is fetched ahead, and to which calendars they were released. */
export const sealedContent = `${sealedContentTables.content_key}
${sealedContentTables.content_release}`;
