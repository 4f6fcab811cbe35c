/**
 * The certificate of a closing: what was destroyed, what was not, the counts, and the platform's own statement, signed
 * with the authority's key, whose fingerprint was printed on the letters. Anyone checks it with `verify certificate`.
 */

import {
  fromBase64Url,
  ProtocolError,
  type PurgeStatement,
  parseSignedStatement,
  type SignedStatement,
} from '@cloison/protocol/public';
import * as v from 'valibot';
import { type PurgeTimes, readPurge } from '../hosts/purge-statement.ts';
import { OUTCOMES } from '../keys/destroy-file.ts';
import { fingerprintOf } from '../keys/key-store.ts';
import { isSameFingerprint, replacedKeysSchema, statementSignedBy } from '../keys/signed-by.ts';

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** Wide: the words of an operator (1,000 characters) or a path stand inside sentences of ours. */
const text = v.pipe(v.string(), v.maxLength(10_000));
const localised = v.strictObject({ fr: text, en: text });
const instant = v.pipe(v.string(), v.isoTimestamp());

const certificateSchema = v.strictObject({
  v: v.literal(1),
  kind: v.literal('closing'),
  campaign: text,
  title: localised,
  year: count,
  rehearsal: v.boolean(),
  at: instant,
  /** Fingerprints are SHA-256 in groups of four hexadecimal digits. */
  authorityKey: text,
  /** Keys that were the authority's while the campaign ran, and were replaced. */
  replacedKeys: replacedKeysSchema,
  platform: v.strictObject({ address: text, key: text }),
  counts: v.strictObject({
    codes: v.array(
      v.strictObject({
        kind: v.picklist(['pupil', 'staff']),
        issued: count,
        live: count,
        reserve: count,
        revoked: count,
        used: v.nullable(v.strictObject({ live: count, reserve: count, revoked: count })),
      }),
    ),
    sequences: v.array(
      v.strictObject({
        sequence: text,
        expected: count,
        final: count,
        unfinished: count,
        absent: count,
        neverBegun: count,
        left: count,
      }),
    ),
    received: v.strictObject({ records: count, counted: count, apart: count, quarantined: count }),
    holders: count,
  }),
  /** The platform's signed statement, whole. Null: it gave none that is valid, and the closing went on (`unstated`). */
  purge: v.nullable(v.unknown()),
  /** Who closed without a valid statement, why, and what was wrong with the last one. Only where `purge` is null. */
  unstated: v.exactOptional(v.strictObject({ by: text, reason: text, refused: text })),
  /** Other hosts that had sealed parts of it (`hosts/`); `purge` is their own signed statement, null while there is none. */
  places: v.optional(
    v.array(
      v.strictObject({
        kind: v.picklist(['platform', 'relay']),
        label: text,
        key: text,
        since: instant,
        purge: v.nullable(v.unknown()),
      }),
    ),
    [],
  ),
  destroyed: v.strictObject({
    identityKey: text,
    copies: v.array(
      v.strictObject({
        path: text,
        registeredAt: instant,
        destroyedAt: v.nullable(instant),
        outcome: v.picklist(OUTCOMES),
      }),
    ),
    /** Rows of the vault erased after the key. */
    rows: count,
  }),
  notDestroyed: v.array(v.strictObject({ code: text, what: localised, until: localised })),
  research: v.strictObject({
    rows: count,
    key: v.nullable(text),
    /** Pupils of each level who are alone by their answers, before anything is anonymised. Older certificates have none. */
    answers: v.exactOptional(
      v.array(
        v.strictObject({
          level: text,
          rows: count,
          vectors: count,
          unique: count,
          uniqueWithBackground: count,
          uniqueWithSeconds: count,
        }),
      ),
    ),
  }),
  journal: v.strictObject({ lines: count, head: text }),
});
type Parsed = v.InferOutput<typeof certificateSchema>;
export type Certificate = Omit<Parsed, 'purge' | 'places'> & {
  readonly purge: SignedStatement | null;
  readonly places: readonly CertifiedHost[];
};
export type CertifiedHost = Omit<Parsed['places'][number], 'purge'> & {
  readonly purge: SignedStatement | null;
};

export interface VerifiedCertificate {
  readonly certificate: Certificate;
  /** Null: none that is valid (`unstated`). */
  readonly purge: PurgeStatement | null;
  /** In the order of the certificate's places; null where there is no statement. */
  readonly placePurges: readonly (PurgeStatement | null)[];
  /** Fingerprint of the key that signed. */
  readonly key: string;
}

/**
 * The certificate if it was signed by the key of that fingerprint (spaces and case ignored) and holds a purge statement
 * of the same campaign signed by the platform that it names. Throws `StatementKeyError` when another key signed, and
 * `ProtocolError` otherwise.
 */
export async function readCertificate(
  signed: unknown,
  fingerprint: string | null,
): Promise<VerifiedCertificate> {
  const { statement, key } = await statementSignedBy(signed, fingerprint);
  const parsed = v.safeParse(certificateSchema, statement);
  if (!parsed.success) {
    throw new ProtocolError('message-invalid', v.getDotPath(parsed.issues[0]) ?? 'certificate');
  }
  const certificate: Certificate = {
    ...parsed.output,
    purge: parsed.output.purge === null ? null : parseSignedStatement(parsed.output.purge),
    places: parsed.output.places.map((place) => ({
      ...place,
      purge: place.purge === null ? null : parseSignedStatement(place.purge),
    })),
  };
  if (!isSameFingerprint(certificate.authorityKey, key)) {
    throw new ProtocolError('message-invalid', 'authorityKey');
  }
  // Either a statement, or who went on without one: never neither, never both.
  if ((certificate.purge === null) !== (certificate.unstated !== undefined)) {
    throw new ProtocolError('message-invalid', 'unstated');
  }
  const untilMs = Date.parse(certificate.at);
  if (!Number.isFinite(untilMs)) throw new ProtocolError('message-invalid', 'at');
  const times = { fromMs: Number.NEGATIVE_INFINITY, untilMs };
  const purge =
    certificate.purge === null ? null : await platformPurge(certificate, certificate.purge, times);
  const placePurges: (PurgeStatement | null)[] = [];
  for (const host of certificate.places) placePurges.push(await hostPurge(host, certificate.campaign));
  return { certificate, purge, placePurges, key };
}

async function platformPurge(
  { platform, campaign }: Certificate,
  signed: SignedStatement,
  times: PurgeTimes,
): Promise<PurgeStatement> {
  const platformKey = fromBase64Url(signed.publicKey);
  if (!isSameFingerprint(fingerprintOf(platformKey), platform.key)) {
    throw new ProtocolError('message-invalid', 'purge statement of another platform');
  }
  return readPurge(signed, platformKey, campaign, times);
}

async function hostPurge({ key, purge }: CertifiedHost, campaign: string): Promise<PurgeStatement | null> {
  if (purge === null) return null;
  const signer = fromBase64Url(purge.publicKey);
  if (!isSameFingerprint(fingerprintOf(signer), key)) {
    throw new ProtocolError('message-invalid', 'purge statement of another place');
  }
  return readPurge(purge, signer, campaign);
}
