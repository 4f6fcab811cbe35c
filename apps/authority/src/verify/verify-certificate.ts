/** A certificate file, checked by anyone, without a vault: the key's fingerprint comes from elsewhere (a letter, a site). */
import { readFileSync } from 'node:fs';
import { Refusal } from '@cloison/command/refusal';
import { CertificateKeyError, readCertificate, type VerifiedCertificate } from '../close/certificate.ts';
import { refuseVerify } from './refusals.ts';

/** Throws `certificate-paper`, `certificate-key` or `certificate-invalid`. `fingerprint` null: any key, which proves nothing about who. */
export async function verifyCertificate(
  path: string,
  fingerprint: string | null,
): Promise<VerifiedCertificate> {
  let signed: unknown;
  try {
    const text = readFileSync(path, 'utf8');
    if (text.startsWith('%PDF-')) throw refuseVerify('certificate-paper', { path });
    signed = JSON.parse(text);
  } catch (error) {
    if (error instanceof Refusal) throw error;
    throw refuseVerify('certificate-invalid', { path, detail: (error as Error).message });
  }
  try {
    return await readCertificate(signed, fingerprint);
  } catch (error) {
    if (error instanceof CertificateKeyError) {
      throw refuseVerify('certificate-key', { path, expected: fingerprint ?? '', found: error.found });
    }
    throw refuseVerify('certificate-invalid', { path, detail: (error as Error).message });
  }
}
