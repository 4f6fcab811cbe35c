/**
 * WebCrypto as far as the project uses it, computed at once on this thread, with the same results. The real one answers
 * from other threads, in an order that no seed can fix. Only the simulator installs it.
 */
import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  type KeyObject,
  sign,
  verify,
} from 'node:crypto';

/** PKCS #8 of an Ed25519 private key, before its 32 bytes (RFC 8410). */
const PKCS8_ED25519 = Buffer.from('302e020100300506032b657004220420', 'hex');
const TAG_BYTES = 16;

interface Key {
  readonly algorithm: string;
  readonly object: KeyObject | null;
}

interface GcmParameters {
  readonly iv: Uint8Array;
  readonly additionalData?: Uint8Array;
}

export function ed25519Pkcs8(secret: Uint8Array): Buffer {
  return Buffer.concat([PKCS8_ED25519, secret]);
}

const nameOf = (algorithm: string | { readonly name: string }) =>
  typeof algorithm === 'string' ? algorithm : algorithm.name;
const bufferOf = (bytes: Uint8Array | ArrayBuffer) =>
  bytes instanceof Uint8Array
    ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    : Buffer.from(bytes);
const bytesOf = (buffer: Uint8Array) => new Uint8Array(buffer).buffer;

function secretOf({ object }: Key): KeyObject {
  if (object === null) throw new Error('no key');
  return object;
}

export function deterministicSubtle(random: (length: number) => Uint8Array) {
  return {
    async digest(algorithm: string | { readonly name: string }, bytes: Uint8Array) {
      const name = nameOf(algorithm) === 'SHA-512' ? 'sha512' : 'sha256';
      return bytesOf(createHash(name).update(bytes).digest());
    },
    async importKey(
      format: string,
      key: Uint8Array,
      algorithm: string | { readonly name: string },
    ): Promise<Key> {
      const name = nameOf(algorithm);
      if (name !== 'Ed25519') return { algorithm: name, object: createSecretKey(Buffer.from(key)) };
      const object =
        format === 'pkcs8'
          ? createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })
          : createPublicKey({
              key: { kty: 'OKP', crv: 'Ed25519', x: Buffer.from(key).toString('base64url') },
              format: 'jwk',
            });
      return { algorithm: name, object };
    },
    async exportKey(format: string, { object }: Key) {
      if (object === null) throw new Error('not exported by the simulator');
      if (format === 'pkcs8') return bytesOf(object.export({ format: 'der', type: 'pkcs8' }) as Buffer);
      return bytesOf(Buffer.from(object.export({ format: 'jwk' }).x ?? '', 'base64url'));
    },
    async generateKey(): Promise<{ privateKey: Key; publicKey: Key }> {
      const object = createPrivateKey({ key: ed25519Pkcs8(random(32)), format: 'der', type: 'pkcs8' });
      const algorithm = 'Ed25519';
      return {
        privateKey: { algorithm, object },
        publicKey: { algorithm, object: createPublicKey(object) },
      };
    },
    async sign(algorithm: string | { readonly name: string }, key: Key, bytes: Uint8Array) {
      if (nameOf(algorithm) === 'HMAC') {
        return bytesOf(createHmac('sha256', secretOf(key)).update(bytes).digest());
      }
      if (key.object === null) throw new Error('no signing key');
      return bytesOf(sign(null, bufferOf(bytes), key.object));
    },
    async verify(_algorithm: string, key: Key, signature: Uint8Array, bytes: Uint8Array): Promise<boolean> {
      if (key.object === null) throw new Error('no verifying key');
      return verify(null, bufferOf(bytes), key.object, bufferOf(signature));
    },
    async encrypt({ iv, additionalData }: GcmParameters, key: Key, bytes: Uint8Array) {
      const cipher = createCipheriv('aes-256-gcm', secretOf(key), iv);
      if (additionalData !== undefined) cipher.setAAD(additionalData);
      return bytesOf(Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]));
    },
    async decrypt({ iv, additionalData }: GcmParameters, key: Key, bytes: Uint8Array) {
      const sealed = bufferOf(bytes);
      if (sealed.length < TAG_BYTES) throw new Error('too short');
      const decipher = createDecipheriv('aes-256-gcm', secretOf(key), iv, {
        authTagLength: TAG_BYTES,
      });
      if (additionalData !== undefined) decipher.setAAD(additionalData);
      decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
      return bytesOf(Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]));
    },
  };
}
