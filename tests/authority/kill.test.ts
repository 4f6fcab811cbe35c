/**
 * Commands killed with SIGKILL at ten points each, then run again: the same end state as one that was left alone. They go on
 * in one copy of the beginning, killed later and later, until a run gets to its end before its point; then in a fresh one.
 */

import { execFile } from 'node:child_process';
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { temporaryFolder } from '@cloison/dev-env/platform/temporary-folder.ts';
import { startPlatform } from '@cloison/platform';
import { open, openHolder, openSignedDocument } from '@cloison/protocol';
import { bearer } from '@cloison/protocol/public';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { closingCertificate } from '../../apps/authority/src/close/close-campaign.ts';
import { holderRoot } from '../../apps/authority/src/codes/holder-secret.ts';
import { signerFor } from '../../apps/authority/src/documents/seal-document.ts';
import { journalLinesOf } from '../../apps/authority/src/journal/journal.ts';
import { openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { readSittings } from '../../apps/authority/src/score/sittings.ts';
import type { DocumentRow, HolderRow, ResearchRow } from '../../apps/authority/src/vault/rows.ts';
import { Sealer } from '../../apps/authority/src/vault/sealer.ts';
import { readVault } from '../../apps/authority/src/vault/vault.ts';
import { verifyJournal } from '../../apps/authority/src/verify/verify-journal.ts';
import { groupOf, key, pupilsOf, sit } from './simulated-people.ts';

type Command = 'publish' | 'serve' | 'close' | 'recognise' | 'anonymise' | 'export';
const POINTS = 10;
let small: SmallCampaign;
/** The beginning of each command. */
const beginnings = new Map<Command, string>();

async function run(command: Command, folder: string, url: string, at: number): Promise<number> {
  const script = join(import.meta.dirname, 'killed-command.ts');
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  execFile(process.execPath, [script, command, folder, url, String(at)], (error, stdout, stderr) => {
    if (error === null) resolve(Number(stdout));
    else if (error.signal === 'SIGKILL') resolve(-1);
    else reject(new Error(stderr));
  });
  return promise;
}

/** Runs `work` on a copy of a beginning, with the platform on its own copy. */
async function inCopy<T>(from: string, work: (folder: string, url: string) => Promise<T>): Promise<T> {
  const folder = temporaryFolder('kill');
  cpSync(from, folder, { recursive: true });
  const platform = await startPlatform({ dataDir: join(folder, 'platform') });
  try {
    return await work(folder, platform.url);
  } finally {
    await platform.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function keepAs(command: Command): Promise<void> {
  const to = join(dirname(small.folder), `${small.folder.split('/').at(-1)}-${command}`);
  small.release();
  await small.stopPlatform();
  cpSync(small.folder, to, { recursive: true });
  beginnings.set(command, to);
  await small.restartPlatform();
  await small.reopen();
}

/** From one beginning to the next, without a kill. */
async function advance(from: Command, to: Command): Promise<void> {
  const folder = temporaryFolder('kill');
  cpSync(beginnings.get(from) ?? '', folder, { recursive: true });
  const platform = await startPlatform({ dataDir: join(folder, 'platform') });
  await run(from, folder, platform.url, 0);
  await platform.close();
  beginnings.set(to, folder);
}

beforeAll(async () => {
  small = await startSmallCampaign();
  await keepAs('publish');
  await run('publish', await released(), small.platform.url, 0);
  await small.reopen();
  const pupils = await pupilsOf(small);
  await sit(small, pupils.get('Anna')!, { m1: 'B', m2: 'A', m3: '12', m4: 'chat' });
  await sit(small, pupils.get('Bilal')!, { m1: 'B' });
  await sit(small, pupils.get('Chloé')!, { m1: 'B' }, false);
  const cp = await groupOf(small, 'cp');
  for (const name of ['Gaël', 'Hana'])
    await key(small, cp.class, pupils.get(name)!, { l1: 'A', l2: 'B', l3: 'A', l4: 'B' });
  await keepAs('serve');
  await advance('serve', 'close');
  await advance('close', 'anonymise');
  await advance('anonymise', 'export');
  restoredBeforeClosing();
});

/** The vault of before the closing beside the keys of after it, with the certificate; and the identity key, put back by somebody. */
function restoredBeforeClosing(): void {
  const folder = temporaryFolder('kill');
  const [before, after] = [beginnings.get('close') ?? '', beginnings.get('anonymise') ?? ''];
  cpSync(after, folder, { recursive: true });
  {
    using closed = readVault(join(after, 'vault'));
    writeFileSync(join(folder, 'certificate.json'), JSON.stringify(closingCertificate(closed, NAME)));
  }
  rmSync(join(folder, 'vault'), { recursive: true });
  cpSync(join(before, 'vault'), join(folder, 'vault'), { recursive: true });
  cpSync(join(before, 'keys', `identity-${NAME}.json`), join(folder, 'keys', `identity-${NAME}.json`));
  beginnings.set('recognise', folder);
}
afterAll(async () => {
  await small.close();
  for (const folder of beginnings.values()) rmSync(folder, { recursive: true, force: true });
});

async function released(): Promise<string> {
  small.release();
  return small.folder;
}

/** What has to be the same. Hashes, times, random ids and orders are left out. */
async function endState(command: Command, folder: string, url: string): Promise<unknown> {
  using vault = readVault(join(folder, 'vault'));
  verifyJournal(vault);
  const keys = openKeyStore(join(folder, 'keys'), PASSPHRASE);
  const actor = { who: 'testeuse', now: () => new Date() };
  switch (command) {
    case 'publish':
    case 'serve': {
      const campaign = await openCampaign(vault, keys, actor, NAME);
      const documents: unknown[] = [];
      for (const row of vault.all<DocumentRow>('SELECT * FROM document ORDER BY holder, name')) {
        const holder = vault.get<HolderRow>('SELECT * FROM holder WHERE holder_id = ?', row.holder)!;
        const opener = await openHolder(holderRoot(campaign, holder), campaign.campaignId);
        const response = await fetch(`${url}/api/1/${NAME}/documents/${row.name}`, {
          headers: { authorization: bearer(opener.access) },
        });
        const bytes = new Uint8Array(await response.arrayBuffer());
        const signer = signerFor(campaign, holder);
        const { header, body } =
          signer === null
            ? await open(opener, bytes, { kind: 'document', name: row.name })
            : await openSignedDocument(opener, bytes, row.name, signer.publicKey);
        documents.push([
          row.name,
          header.version,
          row.version,
          row.pushed,
          row.envelope.length,
          { ...(body as object), at: '' },
        ]);
      }
      return {
        documents,
        holders: vault.all('SELECT pushed, count(*) AS count FROM holder GROUP BY pushed'),
        content: vault.all('SELECT kind, pushed, count(*) AS count FROM content GROUP BY kind, pushed'),
        sittings: vault
          .all<{ id: number }>('SELECT id FROM pupil ORDER BY id')
          .map(({ id }) => readSittings(campaign, id)),
        participation: vault.all('SELECT * FROM participation'),
        left:
          vault.count('SELECT (SELECT count(*) FROM to_open) + (SELECT count(*) FROM to_report)') *
          Number(command === 'serve'),
      };
    }
    case 'close': {
      const statement = JSON.parse(
        Buffer.from(closingCertificate(vault, NAME).statement, 'base64url').toString(),
      );
      return {
        counts: statement.counts,
        rows: statement.destroyed.rows > 0,
        erased: JSON.parse(Buffer.from(statement.purge.statement, 'base64url').toString()).erased,
        state: vault.get('SELECT state FROM campaign'),
        steps: vault.all('SELECT step FROM closing ORDER BY step'),
        holders: vault.count('SELECT count(*) FROM holder'),
        identity: readdirSync(join(folder, 'keys')).filter((file) => file.startsWith('identity')),
        research: await researchRows(vault, keys, 'research'),
      };
    }
    case 'recognise':
      return {
        isOfFile:
          JSON.stringify(closingCertificate(vault, NAME)) ===
          readFileSync(join(folder, 'certificate.json'), 'utf8'),
        state: vault.get('SELECT state FROM campaign'),
        steps: vault.all('SELECT step FROM closing ORDER BY step'),
        holders: vault.count('SELECT count(*) FROM holder'),
        identity: readdirSync(join(folder, 'keys')).filter((file) => file.startsWith('identity')),
        takenOver: [...journalLinesOf(vault, 'campaign.close-recognised')].length,
        left: vault.meta(`closing-certificate:${NAME}`),
      };
    case 'anonymise':
      return await researchRows(vault, keys, 'anonymised');
    case 'export':
      return readdirSync(join(folder, 'recherche'))
        .sort()
        .map((file) => [file, readFileSync(join(folder, 'recherche', file), 'base64')]);
  }
}

/** The rows of the table, without what is drawn at random: the number of a row, and which number a school got. */
async function researchRows(
  vault: ReturnType<typeof readVault>,
  keys: ReturnType<typeof openKeyStore>,
  table: 'research' | 'anonymised',
): Promise<string[]> {
  const rows = vault.all<ResearchRow>(`SELECT * FROM ${table}`);
  const { key: secret } = await keys.openKey('research', NAME);
  const sealer = new Sealer(NAME, secret);
  const opened = rows
    .map(({ id, sealed }) => sealer.open<{ readonly school?: number }>(table, 'sealed', id, sealed))
    .map(({ school, ...row }) => ({ school, text: JSON.stringify({ ...row, id: '' }) }))
    .sort((a, b) => (a.text < b.text ? -1 : a.text > b.text ? 1 : 0));
  const schools = [...new Set(opened.map(({ school }) => school))];
  return opened.map(({ school, text }) => `${schools.indexOf(school)} ${text}`);
}

test.each(['publish', 'serve', 'close', 'recognise', 'anonymise', 'export'] as const)(
  '%s, killed at ten points and run again, ends in the same state',
  async (command) => {
    const from = beginnings.get(command) ?? '';
    const alone = await inCopy(from, async (folder, url) => {
      const steps = await run(command, folder, url, 0);
      return { steps, state: await endState(command, folder, url) };
    });
    expect(alone.steps).toBeGreaterThan(POINTS);
    const points = Array.from({ length: POINTS }, (_, i) =>
      Math.max(1, Math.round(((i + 1) * alone.steps) / (POINTS + 1))),
    );
    while (points.length > 0) {
      await inCopy(from, async (folder, url) => {
        const killed: number[] = [];
        let last = -1;
        for (let at = points[0]; at !== undefined && last === -1; at = points[0]) {
          last = await run(command, folder, url, at);
          if (last === -1) killed.push(points.shift() ?? 0);
        }
        // A fresh copy is killed at least once: a point is never beyond the steps of a whole run.
        expect(killed.length).toBeGreaterThan(0);
        if (last === -1) await run(command, folder, url, 0);
        expect({ killed, state: await endState(command, folder, url) }).toEqual({
          killed,
          state: alone.state,
        });
      });
    }
  },
);
