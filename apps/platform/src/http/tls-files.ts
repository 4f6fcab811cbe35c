/** The certificate of the public port: read at the start, and on SIGHUP without a restart. */
import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Server } from 'node:https';
import { createSecureContext } from 'node:tls';
import { SetupError } from '../base/setup-error.ts';

export interface TlsFiles {
  readonly certPath: string;
  readonly keyPath: string;
}

export interface TlsMaterial {
  readonly cert: Buffer;
  readonly key: Buffer;
  readonly minVersion: 'TLSv1.2';
}

/** Throws `SetupError` `bad-setting` when the files cannot be read or do not belong together. */
export function readTls({ certPath, keyPath }: TlsFiles): TlsMaterial {
  try {
    const material = {
      cert: readFileSync(certPath),
      key: readFileSync(keyPath),
      minVersion: 'TLSv1.2' as const,
    };
    createSecureContext(material);
    return material;
  } catch {
    throw new SetupError('tls-unreadable', { cert: certPath, key: keyPath });
  }
}

/** New connections get the new certificate; open connections continue. Throws like `readTls`, and then changes nothing. */
export function reloadTls(server: Server, files: TlsFiles): TlsMaterial {
  const material = readTls(files);
  server.setSecureContext(material);
  return material;
}

/** When the first certificate of the chain expires, in milliseconds since 1970. */
export function expiryMsOf({ cert }: Pick<TlsMaterial, 'cert'>): number {
  return Date.parse(new X509Certificate(cert).validTo);
}
