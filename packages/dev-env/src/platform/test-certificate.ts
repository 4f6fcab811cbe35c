/**
 * For tests: a certificate for loopback, made here (X.509, RFC 5280; ECDSA on P-256 with SHA-256), and trust in it for this
 * process. No program of the system is needed.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import tls from 'node:tls';

export interface TestCertificate {
  readonly cert: string;
  readonly key: string;
  readonly certPath: string;
  readonly keyPath: string;
}

const DAY_MS = 86_400_000;

/** DER: tag, length, content. */
function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(parts);
  const { length } = content;
  const bytes = length < 128 ? [length] : length < 256 ? [0x81, length] : [0x82, length >> 8, length & 255];
  return Buffer.concat([Uint8Array.of(tag, ...bytes), content]);
}
const sequence = (...parts: readonly Uint8Array[]) => der(0x30, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (ms: number) =>
  der(0x17, Buffer.from(`${new Date(ms).toISOString().slice(2, 19).replace(/[-:T]/g, '')}Z`, 'latin1'));
const extension = (id: string, value: Uint8Array, ...critical: readonly Uint8Array[]) =>
  sequence(oid(id), ...critical, der(0x04, value));

/** Good for two days, for `localhost` and 127.0.0.1; written into the folder as `platform.crt` and `platform.key`. */
export function makeTestCertificate(folder: string, nowMs: number): TestCertificate {
  const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const ecdsaWithSha256 = sequence(oid('2a8648ce3d040302'));
  const name = sequence(
    der(0x31, sequence(oid('550403'), der(0x0c, Buffer.from('Cloison, essai sur cette machine')))),
  );
  const serial = randomBytes(12);
  serial[0] = 0x40;
  const names = sequence(der(0x82, Buffer.from('localhost')), der(0x87, Uint8Array.of(127, 0, 0, 1)));
  const isCritical = der(0x01, Uint8Array.of(0xff));
  const toSign = sequence(
    der(0xa0, der(0x02, Uint8Array.of(2))),
    der(0x02, serial),
    ecdsaWithSha256,
    name,
    sequence(utcTime(nowMs - DAY_MS), utcTime(nowMs + DAY_MS)),
    name,
    pair.publicKey.export({ type: 'spki', format: 'der' }),
    der(
      0xa3,
      sequence(
        // basicConstraints: its own authority; subjectAltName.
        extension('551d13', sequence(der(0x01, Uint8Array.of(0xff))), isCritical),
        extension('551d11', names),
      ),
    ),
  );
  const signature = sign('sha256', toSign, pair.privateKey);
  const bytes = sequence(toSign, ecdsaWithSha256, der(0x03, Uint8Array.of(0), signature));
  const lines = bytes.toString('base64').replace(/.{64}(?=.)/g, '$&\n');
  const cert = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
  const key = pair.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;
  const [certPath, keyPath] = [join(folder, 'platform.crt'), join(folder, 'platform.key')];
  writeFileSync(certPath, cert);
  writeFileSync(keyPath, key, { mode: 0o600 });
  return { cert, key, certPath, keyPath };
}

/** From now on this process trusts it, beside what it trusts already. */
export function trustCertificate({ cert }: TestCertificate): void {
  tls.setDefaultCACertificates([...tls.getCACertificates('default'), cert]);
}
