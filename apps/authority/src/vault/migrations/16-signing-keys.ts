import { keysTables } from '../tables/keys.ts';

/** The vault knows the office's signing key, which may be replaced. */
export const signingKeys = keysTables.signing_key;
