/** A signed statement of the authority in a file, checked by anyone, without a vault: the key's fingerprint comes from elsewhere (a letter, a site). */
import { readFileSync } from 'node:fs';
import { jsonPlace } from '@cloison/command/json-place';
import type { Refusal } from '@cloison/command/refusal';
import {
  fromBase64Url,
  fromUtf8,
  parseSignedStatement,
  type SignedStatement,
} from '@cloison/protocol/public';
import { readCertificate, type VerifiedCertificate } from '../close/certificate.ts';
import { isCohortEnd, readCohortEnd, type VerifiedCohortEnd } from '../cohort/end-statement.ts';
import { replacementIn, StatementKeyError, statementFault } from '../keys/signed-by.ts';
import { refuseVerify } from './refusals.ts';

export type VerifiedStatement = (
  | ({ readonly kind: 'closing' } & VerifiedCertificate)
  | ({ readonly kind: 'cohort-end' } & VerifiedCohortEnd)
) & {
  /** As it is in the file. */
  readonly signed: SignedStatement;
};

/**
 * A certificate of closing, or a cohort's end. Throws `certificate-paper`, `certificate-form`, `certificate-key`, `certificate-key-replaced`
 * or `certificate-invalid`.
 * `fingerprint` null: any key, which proves nothing about who.
 */
export async function verifyStatementFile(
  path: string,
  fingerprint: string | null,
): Promise<VerifiedStatement> {
  let signed: unknown;
  const text = readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  if (text.startsWith('%PDF-')) throw refuseVerify('certificate-paper', { path });
  try {
    signed = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw refuseVerify('certificate-form', { path: jsonPlace(path, text) });
  }
  try {
    return await read(signed, fingerprint);
  } catch (error) {
    if (error instanceof StatementKeyError)
      throw await otherKey(path, signed, fingerprint ?? '', error.found);
    throw refuseVerify('certificate-invalid', { path, detail: statementFault(error) });
  }
}

async function read(value: unknown, fingerprint: string | null): Promise<VerifiedStatement> {
  const signed = parseSignedStatement(value);
  return saysCohortEnd(signed)
    ? { kind: 'cohort-end', signed, ...(await readCohortEnd(signed, fingerprint)) }
    : { kind: 'closing', signed, ...(await readCertificate(signed, fingerprint)) };
}

const WHY = {
  lost: { whyFr: 'perdue', whyEn: 'lost' },
  leaked: { whyFr: 'divulguée', whyEn: 'leaked' },
} as const;

/** Whoever has the fingerprint of a key that was replaced since is told so, where the statement itself says it. */
async function otherKey(path: string, signed: unknown, expected: string, found: string): Promise<Refusal> {
  const verified = await read(signed, null).catch(() => null);
  const said = verified === null ? null : verified.kind === 'closing' ? verified.certificate : verified.end;
  const replaced = said === null ? null : replacementIn(said, expected);
  if (replaced === null) return refuseVerify('certificate-key', { path, expected, found });
  const { at, why } = replaced;
  return refuseVerify('certificate-key-replaced', {
    ...{ path, expected, found },
    ...{ at: at.slice(0, 10), ...WHY[why] },
  });
}

/** By the statement's own word, before anything is verified: it says only what to verify it as. */
function saysCohortEnd({ statement }: SignedStatement): boolean {
  return isCohortEnd(JSON.parse(fromUtf8(fromBase64Url(statement))));
}

/**
 * The journal's head that a certificate of closing, or the statement of a cohort's end, states, whoever signed it. Throws as
 * `verifyStatementFile`; what is no hash is never shown.
 */
export async function journalHeadIn(path: string): Promise<string> {
  const read = await verifyStatementFile(path, null);
  const { head } = (read.kind === 'closing' ? read.certificate : read.end).journal;
  if (!/^[0-9a-f]{64}$/.test(head))
    throw refuseVerify('certificate-invalid', { path, detail: 'journal.head' });
  return head;
}

/** As `verifyStatementFile`, of a certificate of closing alone. */
export async function verifyCertificate(
  path: string,
  fingerprint: string | null,
): Promise<VerifiedCertificate & Pick<VerifiedStatement, 'signed'>> {
  const verified = await verifyStatementFile(path, fingerprint);
  if (verified.kind === 'closing') return verified;
  throw refuseVerify('certificate-invalid', { path, detail: 'kind' });
}
