/** A platform that lies in its statement of erasure: the certificate is read before anything is destroyed. */
import { createPrivateKey, sign } from 'node:crypto';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { type PurgeStatement, parsePublicCard, signStatement, toBase64Url } from '@cloison/protocol/public';
import { describe, expect, test } from 'vitest';
import { readCertificate } from '../../apps/authority/src/close/certificate.ts';
import { certificatePage } from '../../apps/authority/src/close/certificate-page.ts';
import { certificatePaper } from '../../apps/authority/src/close/certificate-paper.ts';
import { closeCampaign } from '../../apps/authority/src/close/close-campaign.ts';
import { appendJournal, journalLines } from '../../apps/authority/src/journal/journal.ts';
import { publishCampaign } from '../../apps/authority/src/publish/publish-campaign.ts';
import { approve } from '../../apps/authority/src/roles/approvals.ts';
import { giveRole } from '../../apps/authority/src/roles/roles.ts';
import { verifyJournal, verifyJournalLines } from '../../apps/authority/src/verify/verify-journal.ts';
import { pupilBody } from '../authority/simulated-people.ts';
import { entryOf, type LyingCampaign } from './lying-campaign.ts';
import { startForTest } from './start-for-test.ts';

const close = ({ small: { vault, keys, actor }, host }: LyingCampaign) =>
  closeCampaign(vault, keys, actor, NAME, { platform: host.url, patienceMs: 0 });

/** A platform that signs whatever it likes with the key that it registered. */
async function stating(change: (truth: PurgeStatement) => PurgeStatement): Promise<LyingCampaign> {
  const key = new LiarsKey();
  // With a key of its own, which it proves to have when it is asked.
  const one = await startForTest(
    {},
    {
      key: (_truth, { query }) => ({
        v: 1,
        publicKey: key.publicKey,
        proof: key.sign({
          v: 1,
          kind: 'key-proof',
          campaign: NAME,
          host: query.get('host'),
          nonce: query.get('nonce'),
        }),
      }),
    },
  );
  one.host.lies = {
    ...one.host.lies,
    purge: ({ statement }) =>
      key.sign(change(JSON.parse(Buffer.from(statement, 'base64url').toString('utf8')) as PurgeStatement)),
  };
  const anna = one.person('Anna');
  const how = { version: 1, final: true };
  await one.send(anna, (await one.seal(anna, pupilBody(one.small, { m1: 'B' }, true), how)).bytes);
  return one;
}

class LiarsKey {
  readonly #key;
  readonly publicKey: string;

  constructor(seed = 7) {
    const key = Buffer.concat([
      Buffer.from('302e020100300506032b657004220420', 'hex'),
      Buffer.alloc(32, seed),
    ]);
    this.#key = createPrivateKey({ key, format: 'der', type: 'pkcs8' });
    this.publicKey = this.#key.export({ format: 'jwk' }).x ?? '';
  }

  sign(statement: object) {
    const bytes = Buffer.from(JSON.stringify(statement));
    const signature = toBase64Url(new Uint8Array(sign(null, bytes, this.#key)));
    return { statement: toBase64Url(new Uint8Array(bytes)), publicKey: this.publicKey, signature };
  }
}

test('a last collection ends, though an accomplice of the host has a new version in each of its passes', async () => {
  // Each pass had brought something: the closing never ended, and two persons could not go on without the collection either.
  const one = await startForTest();
  const bilal = one.person('Bilal');
  let version = 0;
  one.host.lies = {
    feed: async (page) => {
      version += 1;
      const how = { version, saves: { 1: version } };
      const { bytes } = await one.seal(bilal, pupilBody(one.small, { m1: 'C' }, false), how);
      return {
        ...page,
        entries: version > 60 ? [] : [entryOf(bytes)],
        next: 'x',
        more: true,
        rewound: false,
      };
    },
  };
  await expect(close(one)).rejects.toMatchObject({ code: 'closing-feed' });
  expect(version).toBeLessThan(60);
  expect(one.incidents()).toMatchObject({ 'feed-endless': 1 });
  one.honest();
  expect((await close(one)).counts.received).toMatchObject({ records: 1, counted: 1 });
});

describe('a statement of erasure', () => {
  test('with an honest operator’s thousand characters stands in a certificate that verifies', async () => {
    // From 960 on, the certificate was never valid: the sentence around it took it over its bound, and the key was gone.
    const one = await stating((truth) => ({ ...truth, notErased: 'x'.repeat(1000) }));
    const { certificate } = await close(one);
    const read = await readCertificate(certificate, one.small.keys.authorityPublic().fingerprint);
    expect(read.purge?.notErased).toHaveLength(1000);
  });

  test('in symbols that no page can show stands in a certificate that verifies, as a page and on paper', async () => {
    const notErased = '\ud800\u0000\u001b[31m\u202e\u2066\u2028\ufffe😀<script>&amp;ﷺ';
    const one = await stating((truth) => ({
      ...truth,
      notErased,
      erased: { ...truth.erased, versions: Number.MAX_SAFE_INTEGER },
    }));
    const { certificate } = await close(one);
    const read = await readCertificate(certificate, one.small.keys.authorityPublic().fingerprint);
    expect(read.purge?.notErased).toBe(notErased);
    expect(certificatePage(read)).not.toContain('<script>&amp;');
    expect(Buffer.from(await certificatePaper(certificate, read)).toString('latin1', 0, 5)).toBe('%PDF-');
  });

  test.each([
    ['of an impossible day', { at: '2026-02-31T10:00Z' }],
    ['of an impossible month', { at: '2026-99-01T10:00Z' }],
    ['of a year before the campaign', { at: '2001-01-01T10:00Z' }],
    ['of a year after it', { at: '2126-01-01T10:00Z' }],
    ['with a reason that is too long', { notErased: 'x'.repeat(1001) }],
    ['with a field too many', { praise: 'well done' }],
  ])('%s is refused, and the key is still there', async (_title, change) => {
    const one = await stating((truth) => ({ ...truth, ...change }));
    await expect(close(one)).rejects.toMatchObject({ code: 'closing-purge' });
    expect(one.small.keys.has('identity', NAME)).toBe(true);
  });

  test.each([
    ['by another key than the platform’s', async (truth: PurgeStatement) => new LiarsKey(8).sign(truth)],
    ['on another campaign', null],
  ])('%s is refused as a statement, and can be given again', async (_title, otherwise) => {
    const one = await stating((truth) => (otherwise === null ? { ...truth, campaign: 'autre-2026' } : truth));
    const honest = one.host.lies.purge;
    if (otherwise !== null) {
      one.host.lies = {
        ...one.host.lies,
        purge: ({ statement }) => otherwise(JSON.parse(Buffer.from(statement, 'base64url').toString('utf8'))),
      };
    }
    await expect(close(one)).rejects.toMatchObject({ code: 'closing-purge' });
    expect(one.small.keys.has('identity', NAME)).toBe(true);
    if (otherwise === null) return;
    one.host.lies = { ...one.host.lies, purge: honest! };
    await close(one);
    expect(one.small.keys.has('identity', NAME)).toBe(false);
  });

  test('that is never valid is done without by two persons, who are named with their reason', async () => {
    const one = await stating((truth) => ({ ...truth, at: '2001-01-01T10:00Z' }));
    const { vault, keys, actor } = one.small;
    const withoutStatement = 'hébergeur disparu, courrier du 3 novembre';
    const again = (reason?: string) =>
      closeCampaign(vault, keys, actor, NAME, {
        platform: one.host.url,
        patienceMs: 0,
        ...(reason === undefined ? {} : { withoutStatement: reason }),
      });
    giveRole(vault, actor, 'dépositaire', 'custodian');
    giveRole(vault, actor, actor.who, 'agent');
    const other = { ...actor, who: 'dépositaire' };
    approve(vault, other, 'close', NAME);
    approve(vault, actor, 'close-unstated', NAME);
    for (const [reason, code] of [
      [undefined, 'closing-purge'],
      ['  ', 'closing-purge'],
      ['x'.repeat(1001), 'closing-purge'],
      // Approved by the same person, and by the other for a closing with a statement.
      [withoutStatement, 'approval-missing'],
    ] as const) {
      await expect(again(reason)).rejects.toMatchObject({ code });
      expect(keys.has('identity', NAME)).toBe(true);
    }
    approve(vault, other, 'close-unstated', NAME);
    const { certificate: signed } = await again(withoutStatement);
    expect(keys.has('identity', NAME)).toBe(false);
    const read = await readCertificate(signed, keys.authorityPublic().fingerprint);
    expect(read.purge).toBeNull();
    const { unstated, notDestroyed } = read.certificate;
    expect(unstated).toMatchObject({ by: actor.who, reason: withoutStatement });
    expect(unstated?.refused).toContain('time outside the campaign');
    expect(notDestroyed.map(({ code }) => code)).toContain('platform-unstated');
    expect(notDestroyed.map(({ code }) => code)).not.toContain('platform-backups');
    expect(certificatePage(read)).toContain('aucune attestation d’effacement valable');
    expect(one.journaled('campaign.close-unstated')).toEqual([
      { reason: withoutStatement, refused: unstated?.refused },
    ]);
    // With a statement that is valid the option does nothing, and a certificate never has both or neither.
    const { privateKey, publicKey } = await keys.authority();
    const { unstated: _gone, ...neither } = read.certificate;
    await expect(readCertificate(await signStatement(neither, privateKey, publicKey), null)).rejects.toThrow(
      'unstated',
    );
  });

  test('signed over marks of direction and of terminals shows them in the certificate as what they are', async () => {
    const one = await stating((truth) => ({ ...truth, notErased: 'rien\u202e\u001b[31m\u0000 <b>gpj.exe' }));
    const { certificate } = await close(one);
    const page = certificatePage(await readCertificate(certificate, null));
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are looked for
    expect(page).not.toMatch(/[\u0000-\u0008\u001b\u202a-\u202e\u2066-\u2069]/);
    expect(page).toContain('rien\\u{202e}');
    expect(page).not.toContain('<b>gpj');
  });

  test('that counts less than was published and collected is named in the certificate and the journal', async () => {
    const one = await stating((truth) => ({ ...truth, erased: { ...truth.erased, holders: 0, records: 0 } }));
    const { certificate: signed, counts } = await close(one);
    const { certificate } = await readCertificate(signed, null);
    const named = certificate.notDestroyed.find(({ code }) => code === 'platform-counts');
    expect(named?.what.en).toContain(`holders 0 < ${counts.holders}; records 0 < 1`);
    expect(one.journaled('campaign.purge-differs')).toEqual([
      { holders: `0 < ${counts.holders}`, records: '0 < 1' },
    ]);
  });
});

test('a platform that erases more records than it has ever shown is named with what was never collected', async () => {
  // It withheld a final from every call, and told the truth at the end: nobody compared the two.
  const one = await startForTest();
  const anna = one.person('Anna');
  const how = { version: 1, final: true };
  await one.send(anna, (await one.seal(anna, pupilBody(one.small, { m1: 'B' }, true), how)).bytes);
  one.host.lies = { feed: (page) => ({ ...page, entries: [] }), records: () => ({ records: [] }) };
  const { certificate: signed } = await close(one);
  const { certificate } = await readCertificate(signed, null);
  const named = certificate.notDestroyed.find(({ code }) => code === 'platform-uncollected');
  expect(named?.what.en).toContain('1 record more than it has ever shown');
  expect(one.journaled('campaign.purge-uncollected')).toEqual([{ erased: 1, collected: 0 }]);
});

describe('a platform that is gone', () => {
  const withoutStatement = 'hébergeur en liquidation, courrier du 3 novembre';
  const gone = { feed: () => ({}), records: () => ({ records: [] }) };

  /** One record collected, one never; the roles of two persons. */
  async function abandoned() {
    const one = await startForTest();
    const { vault, actor } = one.small;
    const send = async (name: string) => {
      const person = one.person(name);
      const body = pupilBody(one.small, { m1: 'B' }, true);
      await one.send(person, (await one.seal(person, body, { version: 1, final: true })).bytes);
    };
    await send('Anna');
    await one.serve();
    await send('Bilal');
    giveRole(vault, actor, 'dépositaire', 'custodian');
    giveRole(vault, actor, actor.who, 'agent');
    const other = { ...actor, who: 'dépositaire' };
    approve(vault, other, 'close', NAME);
    return { one, other };
  }
  const again = ({ small }: LyingCampaign, platform: string, options: object) =>
    closeCampaign(small.vault, small.keys, small.actor, NAME, { platform, patienceMs: 0, ...options });

  test.each([
    ['nothing listens', 'platform-unreachable', ({ host }: LyingCampaign) => host.close()],
    [
      'its feed can’t be read',
      'closing-feed',
      ({ host }: LyingCampaign) => {
        host.lies = gone;
      },
    ],
  ])('is closed by two persons where %s, and what it kept is said', async (_title, code, leave) => {
    const { one, other } = await abandoned();
    const { vault, keys } = one.small;
    const { url } = one.host;
    await leave(one);
    for (const [options, refused] of [
      [{}, code],
      [{ withoutStatement }, code],
      [{ withoutCollection: true }, code],
      [{ withoutStatement, withoutCollection: true }, 'approval-missing'],
    ] as const) {
      await expect(again(one, url, options)).rejects.toMatchObject({ code: refused });
      expect(keys.has('identity', NAME)).toBe(true);
    }
    approve(vault, other, 'close-unstated', NAME);
    const { certificate: signed } = await again(one, url, { withoutStatement, withoutCollection: true });
    expect(keys.has('identity', NAME)).toBe(false);
    const read = await readCertificate(signed, keys.authorityPublic().fingerprint);
    const { counts, notDestroyed } = read.certificate;
    expect(counts.received.records).toBe(1);
    expect(notDestroyed.map((left) => left.code)).toContain('not-collected');
    expect(certificatePage(read)).toContain('la dernière collecte n’a pas pu être faite');
    expect(one.journaled('campaign.close-uncollected')).toMatchObject([{ reason: withoutStatement }]);
  });

  test('and comes back is collected and erased as any other, whatever was said of it', async () => {
    const { one, other } = await abandoned();
    approve(one.small.vault, other, 'close-unstated', NAME);
    const { certificate: signed } = await again(one, one.host.url, {
      withoutStatement,
      withoutCollection: true,
    });
    const { certificate, purge } = await readCertificate(signed, null);
    expect(purge).not.toBeNull();
    expect(certificate.counts.received.records).toBe(2);
    expect(certificate.notDestroyed.map((left) => left.code)).not.toContain('not-collected');
  });
});

test('a platform that refuses every document keeps no campaign open: the closing takes them all back', async () => {
  // The last collection ended with it each time, and going on without a collection was refused: no closing ever came.
  const one = await startForTest();
  const anna = one.person('Anna');
  const sealed = await one.seal(anna, pupilBody(one.small, { m1: 'B' }, true), { version: 1, final: true });
  expect(await one.send(anna, sealed.bytes)).toBe(204);
  one.host.lies = {
    documents: ({ results }: { results: readonly unknown[] }) => ({
      results: results.map(() => ({ code: 'too-large' })),
    }),
  };
  const { counts } = await close(one);
  expect(counts.sequences[0]).toMatchObject({ sequence: 'maths', final: 1 });
  expect(one.journaled('campaign.closing-unsent')).toContainEqual({ document: 'too-large' });
});

test('a certificate that would not verify is found before the key goes', async () => {
  const one = await startForTest();
  const { vault, keys, actor } = one.small;
  const counts = () =>
    vault.get<{ detail: string }>(`SELECT detail FROM closing WHERE step = 'counted'`)?.detail ?? '';
  const keep = (detail: string) => vault.run(`UPDATE closing SET detail = ? WHERE step = 'counted'`, detail);
  let truth = '';
  const spoil = (step: string) => {
    if (step !== 'purged' || truth !== '') return;
    truth = counts();
    keep(JSON.stringify({ ...JSON.parse(truth), holders: -1 }));
  };
  const options = { platform: one.host.url, patienceMs: 0 };
  await expect(closeCampaign(vault, keys, actor, NAME, { ...options, onStep: spoil })).rejects.toMatchObject({
    code: 'closing-certificate',
    // The place, and no library's words.
    message: expect.stringContaining('not be valid (counts.holders).'),
  });
  expect(keys.has('identity', NAME)).toBe(true);
  keep(truth);
  await closeCampaign(vault, keys, actor, NAME, options);
  expect(keys.has('identity', NAME)).toBe(false);
});

test('a platform whose feed does not end is not closed over: nothing is destroyed, the campaign is open', async () => {
  const one = await startForTest();
  one.host.lies = { feed: (page) => ({ ...page, entries: [], next: '', more: true }) };
  await expect(close(one)).rejects.toMatchObject({ code: 'closing-feed' });
  expect(one.small.vault.get('SELECT state FROM campaign')).toEqual({ state: 'open' });
  expect(one.small.keys.has('identity', NAME)).toBe(true);
  one.honest();
  expect((await close(one)).counts.holders).toBeGreaterThan(0);
});

test('a journal that lacks its very last line, that of the closing, shows against the certificate', async () => {
  // The certificate stated the head before that line: without it everything was “intact”.
  const one = await startForTest();
  const { certificate: signed } = await close(one);
  const { certificate } = await readCertificate(signed, null);
  const hash = certificate.journal.head;
  const lines = [...journalLines(one.small.vault)];
  expect(lines).toHaveLength(certificate.journal.lines);
  expect(lines.at(-1)).toContain('campaign.close.certified');
  verifyJournalLines(lines, { hash });
  expect(() => verifyJournalLines(lines.slice(0, -1), { hash })).toThrow('expected line');
});

test('a journal that is cut or written anew shows against the card of a publication and the certificate', async () => {
  const one = await startForTest();
  const { vault, campaign, actor, keys, platform } = one.small;
  await publishCampaign(campaign, keys, { platform: platform.url });
  const card = parsePublicCard(await (await fetch(`${platform.url}/c/${NAME}/campaign.json`)).json());
  const { certificate: signed } = await close(one);
  const { certificate } = await readCertificate(signed, null);
  const anchors = [card.journal?.head ?? '', certificate.journal.head];
  for (const hash of anchors) verifyJournal(vault, { hash });
  const lines = [...journalLines(vault)];
  expect(lines[(card.journal?.lines ?? 0) - 1]).toContain('"campaign":"petite-2026"');
  const cut = lines.slice(0, (card.journal?.lines ?? 0) - 1);
  expect(verifyJournalLines(cut).lines).toBe(cut.length);
  vault.run('DELETE FROM journal');
  for (const _line of lines) appendJournal(vault, { ...actor, who: 'faussaire' }, 'codes.mint', NAME);
  expect(verifyJournal(vault).lines).toBe(lines.length);
  for (const hash of anchors) {
    expect(() => verifyJournalLines(cut, { hash })).toThrow('expected line');
    expect(() => verifyJournal(vault, { hash })).toThrow('expected line');
  }
});
