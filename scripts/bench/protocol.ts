/** The protocol against the bare primitives on the same bytes: sealing, opening, minting a code with its root. */
import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { mintCode, NO_PREVIOUS, open, openHolder, rootFromCode, seal } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { type Bytes, campaignIdOf } from '@cloison/protocol/public';
import { hashRaw } from '@node-rs/argon2';
import { type PairedResult, pairedRuns } from './paired-runs.ts';

const random = (length: number) => crypto.getRandomValues(new Uint8Array(length)) as Bytes;

/** A sitting of 12 items, as a browser seals it, padded to 1.5 KB. */
function sitting(): unknown {
  const items = Array.from({ length: 12 }, (_, i): [string, unknown] => [
    `fr-recit-${i}`,
    { responses: { RESPONSE: `choix-${(i * 7) % 5}` }, ms: 21_000 + i * 977, visits: 1 + (i % 2) },
  ]);
  return {
    v: 1,
    items: Object.fromEntries(items),
    position: 11,
    elapsedMs: 412_345,
    seed: 1234,
    route: [],
    routed: null,
    manifest: '0'.repeat(64),
    app: 'bench',
    final: false,
  };
}

export async function benchProtocol(): Promise<readonly PairedResult[]> {
  const campaignId = await campaignIdOf('2026-6e');
  const root = random(32);
  const holder = await openHolder(root, campaignId);
  const key = Buffer.from(hkdfSync('sha256', root, Buffer.alloc(0), 'cloison/1/seal', 32));
  const body = sitting();
  const input = {
    kind: 'record',
    name: 'francais',
    device: random(8),
    version: 1,
    previous: NO_PREVIOUS,
    body,
    ceiling: 1536,
  } as const;
  const { bytes } = await seal(holder, { ...input, iv: random(12) });
  const [header, sealed] = [bytes.subarray(0, -1552), bytes.subarray(-1552)];
  const plain = Buffer.alloc(1536);
  const bareSeal = () => {
    const cipher = createCipheriv('aes-256-gcm', key, random(12)).setAAD(header);
    return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
  };
  const bareOpen = () => {
    const decipher = createDecipheriv('aes-256-gcm', key, header.subarray(-12)).setAAD(header);
    decipher.setAuthTag(sealed.subarray(-16));
    return Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  };
  const address = { kind: 'record', name: 'francais' } as const;
  const mint = async () =>
    openHolder(await rootFromCode(mintCode('pupil', random), campaignId, argon2id), campaignId);
  const bareArgon = () =>
    hashRaw('0123456789ABC', {
      algorithm: 2,
      version: 1,
      salt: campaignId,
      memoryCost: 19_456,
      timeCost: 2,
      parallelism: 1,
      outputLen: 32,
    });
  return [
    await pairedRuns(
      {
        name: 'seal (JSON, deflate, pad, AES-GCM, hash)',
        run: () => seal(holder, { ...input, iv: random(12) }),
      },
      { name: 'AES-256-GCM alone', run: bareSeal },
      { operations: 2_000 },
    ),
    await pairedRuns(
      { name: 'open (AES-GCM, unpad, inflate, JSON, hash)', run: () => open(holder, bytes, address) },
      { name: 'AES-256-GCM alone', run: bareOpen },
      { operations: 2_000 },
    ),
    await pairedRuns(
      { name: 'mint (code, root, holder)', run: mint },
      { name: 'Argon2id alone', run: bareArgon },
      { operations: 40, runs: 5 },
    ),
  ];
}
