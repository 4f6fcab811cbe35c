import { execFileSync } from 'node:child_process';
import { inflateSync } from 'node:zlib';
import { type SignedStatement, signStatement } from '@cloison/protocol/public';
import { beforeAll, describe, expect, test } from 'vitest';
import { readPurge } from '../hosts/purge-statement.ts';
import { fingerprintOf } from '../keys/key-store.ts';
import { type Certificate, readCertificate } from './certificate.ts';
import { certificatePage } from './certificate-page.ts';
import { ATTACHED, certificatePaper, certificateText } from './certificate-paper.ts';
import { notDestroyed } from './not-destroyed.ts';

interface Signer {
  readonly privateKey: CryptoKey;
  readonly publicKey: Uint8Array;
}
let authority: Signer;
let platform: Signer;

async function signer(): Promise<Signer> {
  const pair = (await crypto.subtle.generateKey('Ed25519', true, ['sign', 'verify'])) as CryptoKeyPair;
  const publicKey = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey));
  return { privateKey: pair.privateKey, publicKey };
}
const sign = (value: unknown, by: Signer) => signStatement(value, by.privateKey, by.publicKey);

const purgeOf = (campaign: string) => ({
  v: 1,
  kind: 'purge',
  campaign,
  at: '2026-10-31T08:00:00Z',
  erased: { holders: 1, documents: 2, records: 3, versions: 4, branches: 0, contentFiles: 5, routing: 0 },
  notErased: 'Sauvegardes <b>jusqu’au</b> 30 novembre.',
});

const certificate = (purge: SignedStatement, change: Partial<Certificate> = {}): Certificate => ({
  v: 1,
  kind: 'closing',
  campaign: '2026-6e',
  title: { fr: 'Sixième', en: 'Year 7' },
  year: 2026,
  rehearsal: false,
  at: '2026-10-31T09:00:00.000Z',
  authorityKey: fingerprintOf(authority.publicKey),
  platform: { address: 'https://evaluation.example/', key: fingerprintOf(platform.publicKey) },
  counts: {
    codes: [],
    sequences: [],
    received: { records: 0, counted: 0, apart: 0, quarantined: 0 },
    holders: 1,
  },
  purge,
  places: [],
  destroyed: { identityKey: 'a'.repeat(16), copies: [], rows: 9 },
  notDestroyed: [],
  research: { rows: 0, key: null },
  journal: { lines: 1, head: 'b'.repeat(64) },
  ...change,
});

beforeAll(async () => {
  [authority, platform] = await Promise.all([signer(), signer()]);
});

describe('a certificate', () => {
  test('verifies with its key, whatever the spaces and case of the fingerprint', async () => {
    const signed = await sign(certificate(await sign(purgeOf('2026-6e'), platform)), authority);
    const key = fingerprintOf(authority.publicKey);
    const read = await readCertificate(signed, ` ${key.toLowerCase().replaceAll(' ', ':')}`);
    expect(read.purge?.erased.records).toBe(3);
    expect(read.key).toBe(key);
  });

  test('is refused when another key signed it', async () => {
    const signed = await sign(certificate(await sign(purgeOf('2026-6e'), platform)), authority);
    await expect(readCertificate(signed, fingerprintOf(platform.publicKey))).rejects.toThrow('signed by');
  });

  test('is refused when it names another authority than the one that signed', async () => {
    const purge = await sign(purgeOf('2026-6e'), platform);
    const signed = await sign(
      certificate(purge, { authorityKey: fingerprintOf(platform.publicKey) }),
      authority,
    );
    await expect(readCertificate(signed, null)).rejects.toThrow('authorityKey');
  });

  test('is refused with the statement of another platform, or of another campaign', async () => {
    const forged = await sign(purgeOf('2026-6e'), authority);
    await expect(readCertificate(await sign(certificate(forged), authority), null)).rejects.toThrow(
      'platform',
    );
    const other = await sign(purgeOf('2026-cp'), platform);
    await expect(readCertificate(await sign(certificate(other), authority), null)).rejects.toThrow(
      'campaign',
    );
    await expect(readPurge(other, authority.publicKey, '2026-cp')).rejects.toThrow('another key');
  });

  test('is refused with a statement of a day that its month does not have', async () => {
    const never = await sign({ ...purgeOf('2026-6e'), at: '2026-09-31T10:00:00.000Z' }, platform);
    await expect(readPurge(never, platform.publicKey, '2026-6e')).rejects.toThrow('impossible time');
    await expect(readCertificate(await sign(certificate(never), authority), null)).rejects.toThrow(
      'impossible time',
    );
  });

  test('counts other places, each by its own statement or as not erased', async () => {
    const laptop = await signer();
    const since = '2026-09-01T08:00:00.000Z';
    const one = {
      kind: 'relay' as const,
      label: 'portable 3 <b>',
      key: fingerprintOf(laptop.publicKey),
      since,
      purge: await sign({ ...purgeOf('2026-6e'), notErased: 'Rien d’autre.' }, laptop),
    };
    const former = {
      kind: 'platform' as const,
      label: 'https://ancien.example/',
      key: 'AAAA',
      since,
      purge: null,
    };
    const purge = await sign(purgeOf('2026-6e'), platform);
    const places = [one, former];
    const whole = certificate(purge, { places, notDestroyed: notDestroyed(purge, [], places) });
    const read = await readCertificate(await sign(whole, authority), null);
    expect(read.placePurges.map((stated) => stated?.erased.records ?? null)).toEqual([3, null]);
    const codes = read.certificate.notDestroyed.map(({ code }) => code);
    expect(codes).toContain('place-backups');
    expect(codes).toContain('place-not-purged');
    const page = certificatePage(read);
    // Readable on a telephone: as wide as the screen, tables scrolled one by one, with keys too.
    expect(page).toContain('<meta name="viewport"');
    expect(page.match(/<div class="wide" tabindex="0"><table>/g)).toHaveLength(
      page.split('<table>').length - 1,
    );
    expect(page).toContain('portable 3 &lt;b&gt;');
    expect(page).toContain('aucune attestation d’effacement');
    // A statement of somebody else is none of that place.
    const forged = { ...one, purge: await sign(purgeOf('2026-6e'), platform) };
    await expect(
      readCertificate(await sign(certificate(purge, { places: [forged] }), authority), null),
    ).rejects.toThrow('another place');
    // One made before places were counted has none.
    const { places: _none, ...before } = certificate(purge);
    expect((await readCertificate(await sign(before, authority), null)).certificate.places).toEqual([]);
  });

  test('is refused with a field too many or too few', async () => {
    const whole = certificate(await sign(purgeOf('2026-6e'), platform));
    const more = await sign({ ...whole, praise: 'well done' }, authority);
    await expect(readCertificate(more, null)).rejects.toThrow();
    const { journal: _journal, ...less } = whole;
    await expect(readCertificate(await sign(less, authority), null)).rejects.toThrow();
  });
});

describe('what was not destroyed', () => {
  test('names copies out of reach and copies that were not there', async () => {
    const purge = await sign(purgeOf('2026-6e'), platform);
    const at = '2026-09-01T08:00:00.000Z';
    const left = notDestroyed(purge, [
      { path: '/a', registeredAt: at, destroyedAt: at, outcome: 'destroyed' },
      { path: '/b', registeredAt: at, destroyedAt: null, outcome: 'unreachable' },
      { path: '/c', registeredAt: at, destroyedAt: at, outcome: 'absent' },
    ]);
    expect(left.slice(0, 3).map(({ code }) => code)).toEqual([
      'key-copy',
      'key-copy-absent',
      'unregistered-copies',
    ]);
    expect(JSON.stringify(left)).not.toContain('/a');
  });

  test('names figures that schools were sent, where there are any', async () => {
    const purge = await sign(purgeOf('2026-6e'), platform);
    const codes = (releases: number) =>
      notDestroyed(purge, [], [], undefined, 0, releases).map(({ code }) => code);
    expect(codes(3)).toContain('figures');
    expect(codes(0)).not.toContain('figures');
  });

  test('shows times in words, of the zone that they name, in both languages', async () => {
    // They were instants of a machine, in UTC, to the millisecond.
    const at = '2026-12-01T13:44:17.715Z';
    const purge = await sign(purgeOf('2026-6e'), platform);
    const whole = certificate(purge, {
      at,
      destroyed: {
        identityKey: 'k',
        copies: [
          { path: '/a', registeredAt: at, destroyedAt: at, outcome: 'destroyed' },
          { path: '/b', registeredAt: at, destroyedAt: null, outcome: 'unreachable' },
        ],
        rows: 1,
      },
    });
    const page = certificatePage(await readCertificate(await sign(whole, authority), null), 'Europe/Paris');
    const seen = page.replace(/<[^>]*>/g, ' ');
    expect(seen).toContain('1er décembre 2026 à 14\u00A0h\u00A044 (heure normale d’Europe centrale)');
    expect(seen).toContain('1 December 2026 at 14:44 (Central European Standard Time)');
    expect(seen).not.toContain('2026-12-01T');
    expect(page).toContain(`datetime="${at}"`);
    expect(seen).toContain('NON DÉTRUITE / NOT DESTROYED');
    // “What was destroyed: the key …” stood alone above it.
    expect(seen).toContain('1 copie enregistrée sur 2 n’est pas détruite, ou son sort n’est pas connu.');
  });

  test('is a tagged PDF too, the same bytes each time, which carries the signed statement as it is', async () => {
    const purge = await sign(purgeOf('2026-6e'), platform);
    const places = [
      {
        kind: 'platform' as const,
        label: 'https://ancien.example/',
        key: 'AAAA',
        since: '2026-09-01T08:00:00.000Z',
        purge: null,
      },
    ];
    // Long enough for several pages.
    const sequences = Array.from({ length: 25 }, (_, i) => ({
      sequence: `séquence-${i}`,
      ...{ expected: 9, final: 8, unfinished: 1, absent: 0, neverBegun: 0, left: 0 },
    }));
    const whole = certificate(purge, { places, notDestroyed: notDestroyed(purge, [], places) });
    const signed = await sign({ ...whole, counts: { ...whole.counts, sequences } }, authority);
    const read = await readCertificate(signed, null);
    const [one, again] = [
      await certificatePaper(signed, read, 'Europe/Paris'),
      await certificatePaper(signed, read, 'Europe/Paris'),
    ];
    expect(Buffer.from(one).equals(Buffer.from(again))).toBe(true);
    const pdf = Buffer.from(one).toString('latin1');
    expect(pdf.startsWith('%PDF-1.7')).toBe(true);
    expect(pdf).toMatch(/\/MarkInfo/);
    expect(pdf.match(/\/Type \/Page\b/g)!.length).toBeGreaterThan(1);
    // The attachment, unpacked, verifies like the file that `campaign certificate` writes.
    const embedded = /\/Type \/EmbeddedFile[\s\S]*?\/Length (\d+)[\s\S]*?stream\n/.exec(pdf)!;
    const at = embedded.index + embedded[0].length;
    const text = inflateSync(one.subarray(at, at + Number(embedded[1]))).toString('utf8');
    expect(text).toBe(certificateText(signed));
    const key = fingerprintOf(authority.publicKey);
    expect((await readCertificate(JSON.parse(text), key)).certificate).toEqual(read.certificate);
    expect(pdf).toContain(ATTACHED);
  });

  test('has every line of every cell on paper', async () => {
    // With one copy of the key a row stood where PDFKit dropped its English line.
    const copy = {
      path: '/media/cle/cle.json',
      registeredAt: '2026-09-01T08:00:00.000Z',
      destroyedAt: '2026-10-31T08:30:00.000Z',
      outcome: 'destroyed' as const,
    };
    const purge = await sign(purgeOf('2026-6e'), platform);
    const destroyed = { identityKey: 'a'.repeat(16), copies: [copy], rows: 9 };
    const signed = await sign(certificate(purge, { destroyed }), authority);
    const pdf = await certificatePaper(signed, await readCertificate(signed, null), 'Europe/Paris');
    const text = execFileSync('pdftotext', ['-layout', '-', '-'], { input: pdf, encoding: 'utf8' });
    for (const words of ['documents scellés', 'sealed documents', 'sealed records', 'routing tables'])
      expect(text).toContain(words);
  });

  test('shows on the page, where the platform’s words are words and never markup', async () => {
    const purge = await sign(purgeOf('2026-6e'), platform);
    const whole = certificate(purge, { notDestroyed: notDestroyed(purge, []) });
    const page = certificatePage(await readCertificate(await sign(whole, authority), null));
    expect(page).toContain('Sauvegardes &lt;b&gt;jusqu’au&lt;/b&gt; 30 novembre.');
    expect(page).not.toContain('<b>jusqu');
  });
});
