/**
 * The globals of the web platform that pure packages may use: Web Crypto (https://www.w3.org/TR/WebCryptoAPI/) and
 * the Encoding Standard (https://encoding.spec.whatwg.org/). Browsers and Node 20 have all of them. Whatever is not
 * declared here (`fetch`, timers, `performance`, `document`, `process`, random bytes) does not compile in a package
 * under `pure.json`.
 */

/** A key inside Web Crypto. Its secret stays there unless `extractable`. */
interface CryptoKey {
  readonly type: 'private' | 'public' | 'secret';
  readonly extractable: boolean;
  readonly algorithm: { readonly name: string };
  readonly usages: WebCryptoUsage[];
}

type WebCryptoUsage =
  | 'encrypt'
  | 'decrypt'
  | 'sign'
  | 'verify'
  | 'deriveKey'
  | 'deriveBits'
  | 'wrapKey'
  | 'unwrapKey';

type WebCryptoBytes = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

interface WebCryptoAesGcm {
  readonly name: 'AES-GCM' | (string & {});
  readonly iv: WebCryptoBytes;
  readonly additionalData?: WebCryptoBytes;
}

interface WebCryptoHkdf {
  readonly name: 'HKDF' | (string & {});
  readonly hash: string;
  readonly salt: WebCryptoBytes;
  readonly info: WebCryptoBytes;
}

declare const crypto: {
  readonly subtle: {
    decrypt(algorithm: WebCryptoAesGcm, key: CryptoKey, data: WebCryptoBytes): Promise<ArrayBuffer>;
    deriveKey(
      algorithm: WebCryptoHkdf,
      baseKey: CryptoKey,
      derivedKey: { readonly name: string; readonly length: number },
      extractable: boolean,
      usages: readonly WebCryptoUsage[],
    ): Promise<CryptoKey>;
    digest(algorithm: 'SHA-256' | 'SHA-512', data: WebCryptoBytes): Promise<ArrayBuffer>;
    encrypt(algorithm: WebCryptoAesGcm, key: CryptoKey, data: WebCryptoBytes): Promise<ArrayBuffer>;
    importKey(
      format: 'raw',
      keyData: WebCryptoBytes,
      algorithm: string | { readonly name: string; readonly hash: string },
      extractable: boolean,
      usages: readonly WebCryptoUsage[],
    ): Promise<CryptoKey>;
    sign(algorithm: string, key: CryptoKey, data: WebCryptoBytes): Promise<ArrayBuffer>;
    verify(
      algorithm: string,
      key: CryptoKey,
      signature: WebCryptoBytes,
      data: WebCryptoBytes,
    ): Promise<boolean>;
  };
};

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { readonly fatal?: boolean; readonly ignoreBOM?: boolean });
  decode(input?: WebCryptoBytes | Uint8Array): string;
}
