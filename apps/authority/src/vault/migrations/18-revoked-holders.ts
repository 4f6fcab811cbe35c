import { codesTables } from '../tables/codes.ts';

/** Holders whose revocation the platform has, and of which something may still come, are found by an index. */
export const revokedHolders = codesTables.holder_revoked;
