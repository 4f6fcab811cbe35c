/**
 * HTTP Message Signatures (RFC 9421) with Ed25519 (RFC 8032), in the one profile that the authority uses:
 *
 *     components  "@method" "@path" "@query" "content-digest" "cloison-sequence", each once, in any order
 *     parameters  created, nonce, keyid; alg may be given and is then "ed25519"
 *     one signature; Content-Digest (RFC 9530) holds sha-256 or sha-512 of the body, the empty one included
 *
 * Written here and not taken from a library, because a verifier should accept only this profile, with the service's own clock
 * and the raw request target. The tests sign with an independent implementation. Everything is checked before the body is read.
 * All failures look the same to the caller.
 */
import { createHash, createPublicKey, type KeyObject, verify } from 'node:crypto';
import { PlatformError } from '../base/platform-error.ts';
import type { SignedCallLog } from '../store/signed-calls.ts';

const COMPONENTS = ['@method', '@path', '@query', 'content-digest', 'cloison-sequence'];
const CREATED_TOLERANCE_MS = 300_000;
const INPUT =
  /^([a-z*][a-z0-9_.*-]{0,30})=(\(("[a-z@-]+"(?: "[a-z@-]+")*)\)((?:;[a-z]+=(?:\d{1,15}|"[ !#-[\]-~]*"))*))$/;
const PARAMETER = /;([a-z]+)=(?:(\d{1,15})|"([ !#-[\]-~]*)")/g;
const SIGNATURE = /^([a-z*][a-z0-9_.*-]{0,30})=:([A-Za-z0-9+/]+={0,2}):$/;
const NONCE_MAX = 100;

export interface SignedRequest {
  readonly method: string;
  /** Path and query, exactly as in the request line. */
  readonly target: string;
  readonly header: (name: string) => string | undefined;
}

export interface VerifiedCall {
  readonly key: string;
  readonly sequence: number;
  readonly nonce: string;
  /** From `Content-Digest`, to compare with the body once it is read. */
  readonly digests: readonly ContentDigest[];
}

export interface ContentDigest {
  readonly algorithm: 'sha256' | 'sha512';
  readonly value: Buffer;
}

export interface AuthorityKey {
  /** base64url of the raw key. The last sequence number is stored under this name. */
  readonly name: string;
  readonly key: KeyObject;
}

/** From the raw 32 bytes of an Ed25519 public key. */
export function authorityKeyOf(raw: Uint8Array): AuthorityKey {
  const x = Buffer.from(raw).toString('base64url');
  return { name: x, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
}

/** Checks the signature and its age; throws `bad-signature`. `acceptOnce` refuses replays. */
export function verifySignedCall(
  request: SignedRequest,
  authority: AuthorityKey,
  nowMs: number,
): VerifiedCall {
  const input = INPUT.exec(request.header('signature-input') ?? '');
  const signature = SIGNATURE.exec(request.header('signature') ?? '');
  if (input === null || signature === null || input[1] !== signature[1]) throw refused();
  const components = input[3]!.split(' ').map((quoted) => quoted.slice(1, -1));
  if ([...components].sort().join() !== [...COMPONENTS].sort().join()) throw refused();
  const { created, nonce } = parametersOf(input[4]!);
  if (Math.abs(nowMs - created * 1000) > CREATED_TOLERANCE_MS) throw refused();
  const lines = components.map((name) => `"${name}": ${componentOf(request, name)}`);
  const base = [...lines, `"@signature-params": ${input[2]}`].join('\n');
  // In latin1 a character above one byte would keep only its last eight bits, so another text would have the same signature.
  if ([...base].some((symbol) => symbol > '\xff')) throw refused();
  const bytes = Buffer.from(signature[2]!, 'base64');
  if (bytes.length !== 64 || !verify(null, Buffer.from(base, 'latin1'), authority.key, bytes))
    throw refused();
  const sequence = request.header('cloison-sequence')!;
  if (!/^[1-9]\d{0,15}$/.test(sequence) || !Number.isSafeInteger(Number(sequence))) throw refused();
  const digests = digestsOf(request.header('content-digest')!);
  return { key: authority.name, sequence: Number(sequence), nonce, digests };
}

/** Records the call durably, or throws `replayed-request`. */
export async function acceptOnce(store: SignedCallLog, call: VerifiedCall, nowMs: number): Promise<void> {
  const { key, sequence, nonce } = call;
  if ((await store.acceptCall({ key, sequence, nonce, nowMs })) === 'replayed') {
    throw new PlatformError('replayed-request');
  }
}

/** The body, if it has the announced digest; throws `hash-mismatch`. */
export function verifyBody(call: VerifiedCall, body: Uint8Array): Uint8Array {
  for (const { algorithm, value } of call.digests) {
    if (!createHash(algorithm).update(body).digest().equals(value)) throw new PlatformError('hash-mismatch');
  }
  return body;
}

function componentOf(request: SignedRequest, name: string): string {
  const question = request.target.indexOf('?');
  switch (name) {
    case '@method':
      return request.method;
    case '@path':
      return question < 0 ? request.target : request.target.slice(0, question);
    case '@query':
      return question < 0 ? '?' : request.target.slice(question);
    default: {
      const value = request.header(name)?.trim();
      if (value === undefined) throw refused();
      return value;
    }
  }
}

function parametersOf(text: string): { readonly created: number; readonly nonce: string } {
  const found = new Map<string, string>();
  for (const [, name, number, string] of text.matchAll(PARAMETER)) {
    if (found.has(name!)) throw refused();
    found.set(name!, number ?? string!);
  }
  const [created, nonce, keyid] = [found.get('created'), found.get('nonce'), found.get('keyid')];
  if (created === undefined || !/^\d{1,11}$/.test(created) || keyid === undefined) throw refused();
  if (nonce === undefined || nonce.length < 8 || nonce.length > NONCE_MAX) throw refused();
  const [alg, expires] = [found.get('alg'), found.get('expires')];
  if ((alg !== undefined && alg !== 'ed25519') || expires !== undefined) throw refused();
  return { created: Number(created), nonce };
}

function digestsOf(header: string): readonly ContentDigest[] {
  const digests = header.split(',').map((part): ContentDigest => {
    const match = /^\s*(sha-256|sha-512)=:([A-Za-z0-9+/]+={0,2}):\s*$/.exec(part);
    if (match === null) throw refused();
    const algorithm = match[1] === 'sha-256' ? 'sha256' : 'sha512';
    return { algorithm, value: Buffer.from(match[2]!, 'base64') };
  });
  return digests;
}

function refused(): PlatformError {
  return new PlatformError('bad-signature');
}
