/** Types of the web platform that Node 24 has as globals and `@types/node` 24.13 (July 2026) names only in `node:crypto` and `undici-types`. */
type CryptoKey = import('node:crypto').webcrypto.CryptoKey;
type CryptoKeyPair = import('node:crypto').webcrypto.CryptoKeyPair;
type BodyInit = NonNullable<RequestInit['body']>;
