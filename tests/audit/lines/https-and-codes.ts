/** "The secure protocol https", "a code that does not identify", "a code without any link". */
import { spawn } from 'node:child_process';
import { argon2Sync, createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect as connectTls } from 'node:tls';
import { fileURLToPath } from 'node:url';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { freePort } from '@cloison/dev-env/platform/free-ports.ts';
import { mintCode, rootFromCode } from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import { bearer, toBase64Url } from '@cloison/protocol/public';
import { giveReserve } from '../../../apps/authority/src/codes/reserve.ts';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { createSecrets } from '../../../apps/platform/src/base/secrets.ts';
import { randomBytes } from '../../../scripts/demo/simulated-person.ts';
import { NeedleIndex, searchPlain } from '../../leak/canary-search.ts';
import type { AuditLine } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import { isLinked, isOfClasses } from '../independence.ts';
import { codesOf, personalTexts } from '../theft.ts';

const COMMAND = fileURLToPath(new URL('../../../bin/cloison.ts', import.meta.url));

/** What `cloison platform serve` says when it does not start; null when it started. */
async function refusalToServe(host: string): Promise<string | null> {
  const folder = mkdtempSync(join(tmpdir(), 'cloison-plain-'));
  await createSecrets(join(folder, 'secrets'), randomBytes(32));
  const port = String(await freePort());
  const args = [COMMAND, 'platform', 'serve', '--json', '--log', 'none', '--data', folder];
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', ...args, '--host', host, '--port', port],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const first = await new Promise<string>((resolve) => {
    child.stdout.once('data', (line) => resolve(String(line)));
    child.once('exit', () => resolve(''));
  });
  child.kill('SIGKILL');
  await new Promise((resolve) =>
    (child.exitCode ?? child.signalCode) === null ? child.once('exit', resolve) : resolve(null),
  );
  rmSync(folder, { recursive: true, force: true });
  const said = JSON.parse(first.split('\n')[0] || '{}') as { event?: string; code?: string };
  return said.event === 'listening' ? null : (said.code ?? 'no answer');
}

/** The status of a request without TLS, null when there was no answer. */
function plainStatus(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const asked = request(
      { host: '127.0.0.1', port, path: `/api/1/${NAME}/me`, timeout: 3_000 },
      (answer) => {
        answer.resume();
        resolve(answer.statusCode ?? null);
      },
    );
    asked.on('timeout', () => asked.destroy());
    asked.on('error', () => resolve(null));
    asked.end();
  });
}

/** Whether a client that knows nothing newer than this version is let in. */
function speaksTls(port: number, maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3'): Promise<boolean> {
  return new Promise((resolve) => {
    const minVersion = maxVersion === 'TLSv1.1' ? 'TLSv1' : maxVersion;
    // The lowest level of security, so that it is the service that refuses and not this client.
    const options = {
      host: '127.0.0.1',
      port,
      minVersion,
      maxVersion,
      ciphers: 'DEFAULT:@SECLEVEL=0',
    } as const;
    const socket = connectTls({ ...options, rejectUnauthorized: false }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on('error', () => resolve(false));
  });
}

interface Placed {
  readonly holder: number;
  readonly code: string;
  readonly group: number;
}

/** Codes of a kind, in the order of classes and pupils. */
async function codesInOrder(world: AuditWorld, kind: 'pupil' | 'staff'): Promise<readonly Placed[]> {
  const classOf = new Map(
    world.small.vault
      .all<{ id: number; class_level: number }>('SELECT id, class_level FROM pupil')
      .map(({ id, class_level }) => [id, class_level]),
  );
  return (await world.holders())
    .filter(({ row }) => row.kind === kind && row.state === 'assigned')
    .sort((a, b) =>
      kind === 'pupil'
        ? a.row.pupil! - b.row.pupil!
        : (a.row.school ?? 0) - (b.row.school ?? 0) || (a.row.class ?? 0) - (b.row.class ?? 0),
    )
    .map(({ row, code }) => ({
      holder: Buffer.from(row.holder_id).readUInt32BE(0),
      code: code!,
      group: kind === 'pupil' ? classOf.get(row.pupil!)! : (row.school ?? row.class ?? 0),
    }));
}

/** The first eight symbols of a code, as a number. */
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const numberOf = (code: string) =>
  [...code.replaceAll('-', '').slice(0, 8)].reduce((sum, symbol) => sum * 32 + ALPHABET.indexOf(symbol), 0);

/** The root of a code by the protocol’s page and by Node’s own Argon2id, which the program does not use. */
function slowRootOf(code: string, campaignId: Uint8Array): Buffer {
  const symbols = code.replaceAll('-', '').slice(0, -1);
  const salt = createHash('sha256').update('cloison/1/salt\0').update(campaignId).digest().subarray(0, 16);
  const cost = { memory: 19_456, passes: 2, parallelism: 1 };
  return argon2Sync('argon2id', { message: symbols, nonce: salt, tagLength: 32, ...cost });
}

export const HTTPS_AND_CODES: readonly AuditLine[] = [
  {
    id: 'https',
    promise: 'staff',
    title: { fr: 'Refuser le clair', en: 'Refusing clear text' },
    tried: {
      fr: 'Le service est démarré sans TLS sur une adresse publique ; son port est interrogé sans TLS et avec des versions abandonnées ; l’office est envoyé vers une adresse http.',
      en: 'The service is started without TLS on a public address; its port is asked without TLS and with abandoned versions; the office is sent to an http address.',
    },
    stage: 'running',
    async run(world, tally) {
      for (const host of ['0.0.0.0', '::'])
        tally.same(await refusalToServe(host), 'plain-http', `serving on ${host} without TLS`);
      const { port } = world.small.platform;
      tally.same(await plainStatus(port), null, 'an answer without TLS');
      tally.same(await speaksTls(port, 'TLSv1.1'), false, 'TLS 1.1 is accepted');
      tally.same(await speaksTls(port, 'TLSv1.3'), true, 'TLS 1.3 is accepted');
      for (const platform of [
        'http://evaluation.example/',
        'ftp://evaluation.example/',
        'evaluation.example',
      ])
        await tally.refuses(`an office that is sent to ${platform}`, () =>
          connectPlatform(world.small.vault, world.small.keys, NAME, { platform, patienceMs: 0 }),
        );
    },
  },
  {
    id: 'wire',
    promise: 'staff',
    title: { fr: 'Écouter le réseau', en: 'Tapping the wire' },
    tried: {
      fr: 'Tous les octets échangés avec la plateforme sont pris sur le fil et fouillés : noms, codes, jetons d’accès, adresses demandées.',
      en: 'All bytes exchanged with the platform are taken from the wire and searched: names, codes, access tokens, addresses asked for.',
    },
    stage: 'running',
    async run(world, tally) {
      const holders = await world.holders();
      const tokens = holders.map(({ holder }) => bearer(holder.access));
      const plain = [`/api/1/${NAME}/me`, `/authority/1/${NAME}/`, 'authorization: Bearer'];
      const index = new NeedleIndex([...personalTexts(), ...codesOf(holders), ...tokens, ...plain]);
      const wire = Buffer.concat(world.road.wire);
      const hits = searchPlain(wire, index, 'wire');
      tally.add('bytes', wire.length);
      tally.add('needles', index.count);
      for (const { offset, form } of hits) tally.finds(`wire at ${offset}, as ${form}`);
      tally.holds(hits.length === 0, `${hits.length} values were found on the wire`);
      const control = searchPlain(Buffer.concat(world.road.seen), new NeedleIndex(tokens), 'host');
      tally.holds(
        control.length > 0,
        'the host, behind TLS, has not seen one token: the search is of nothing',
      );
    },
  },
  {
    id: 'staff-codes',
    promise: 'staff',
    title: { fr: 'Identifier un professeur', en: 'Identifying a teacher' },
    tried: {
      fr: 'Le code d’un professeur est présenté à la plateforme, qui ne sait en dire que des enveloppes ; la même école, ailleurs, doit recevoir d’autres codes.',
      en: 'A teacher’s code is presented to the platform, which can tell of it envelopes alone; the same school must get other codes elsewhere.',
    },
    stage: 'running',
    async run(world, tally) {
      const own = await codesInOrder(world, 'staff');
      tally.add('people', own.length);
      const schools = new Set(own.map(({ group }) => group)).size;
      tally.holds(schools > 2, `codes of only ${schools} schools`);
      tally.holds(
        own.every(({ code }) => /^(?:[0-9A-HJKMNP-TV-Z]{4}-){4}[0-9A-HJKMNP-TV-Z]{4}$/.test(code)),
        'a code has another form',
      );
      const [teacher] = (await world.holders()).filter(({ row }) => row.role === 'teacher');
      const answer = await fetch(`${world.url}/api/1/${NAME}/me`, {
        headers: { authorization: bearer(teacher!.holder.access) },
      });
      const text = await answer.text();
      const me = JSON.parse(text) as Record<string, unknown>;
      tally.same(
        Object.keys(me).sort(),
        ['documents', 'holder', 'now', 'records', 'windows'],
        'what a code is told',
      );
      const hits = searchPlain(Buffer.from(text), new NeedleIndex(personalTexts()), 'me');
      tally.same(hits.length, 0, 'names or classes in what a code is told');
      const again = (await world.other()).vault.all<{ holder_id: Uint8Array }>(
        `SELECT holder_id FROM holder WHERE kind = 'staff'`,
      );
      const ids = new Set(again.map(({ holder_id }) => toBase64Url(new Uint8Array(holder_id))));
      const same = (await world.holders()).filter(({ row }) => ids.has(toBase64Url(row.holder_id))).length;
      tally.same(same, 0, 'staff who have the same holder in a second campaign');
    },
  },
  {
    id: 'pupil-codes',
    promise: 'codes',
    title: { fr: 'Chercher le lien', en: 'Looking for the link' },
    tried: {
      fr: 'Codes et identifiants publics des élèves sont comparés à l’ordre des listes et aux classes, et à ceux d’une seconde campagne sur les mêmes listes.',
      en: 'Pupils’ codes and public identifiers are compared with the order of the lists and with classes, and with those of a second campaign on the same lists.',
    },
    stage: 'running',
    async run(world, tally) {
      const own = await codesInOrder(world, 'pupil');
      const groups = own.map(({ group }) => group);
      tally.add('people', own.length);
      for (const [what, values] of [
        ['codes', own.map(({ code }) => numberOf(code))],
        ['public identifiers', own.map(({ holder }) => holder)],
      ] as const) {
        tally.holds(!isLinked(values), `${what} follow the order of the list`);
        tally.holds(!isOfClasses(values, groups), `${what} tell classes apart`);
      }
      const again = new Set(
        (await world.other()).vault
          .all<{ holder_id: Uint8Array }>('SELECT holder_id FROM holder')
          .map(({ holder_id }) => toBase64Url(new Uint8Array(holder_id))),
      );
      const same = (await world.holders()).filter(({ row }) => again.has(toBase64Url(row.holder_id))).length;
      tally.same(same, 0, 'holders that a second campaign has too');
    },
  },
  {
    id: 'guessing',
    promise: 'codes',
    title: { fr: 'Deviner un code', en: 'Guessing a code' },
    tried: {
      fr: 'Des codes tirés au hasard, un jeton malformé et un code retiré doivent recevoir la même réponse, mot pour mot ; au-delà d’une centaine par seconde, on attend. Qui aurait volé la plateforme essaierait chez lui : chaque essai doit coûter 19 Mio de mémoire et deux passes, ce que le calcul d’une autre bibliothèque confirme.',
      en: 'Codes drawn at random, a malformed token and a revoked code must get the same answer, word for word; beyond a hundred a second, one waits. Whoever has stolen the platform would try at home: each attempt has to cost 19 MiB of memory and two passes, which another library’s computation confirms.',
    },
    stage: 'running',
    async run(world, tally) {
      const victim = world.fresh();
      giveReserve(world.small.campaign, victim.orderNumber, 'lost');
      await publishCampaign(world.small.campaign, world.small.keys, { platform: world.lying.host.url });
      const me = async (authorization: string | null) => {
        const answer = await fetch(`${world.platform.url}/api/1/${NAME}/me`, {
          headers: authorization === null ? {} : { authorization },
        });
        const kept = [...answer.headers].filter(([name]) => !['date', 'retry-after'].includes(name));
        return JSON.stringify([answer.status, kept, await answer.text()]);
      };
      const revoked = await me(bearer(victim.person!.holder.access));
      tally.holds(revoked.includes('unknown-code'), `a revoked code is answered ${revoked}`);
      for (const [what, authorization] of [
        ['an unknown token', bearer(randomBytes(32))],
        ['a malformed token', 'Bearer never'],
        ['no token', null],
      ] as const)
        tally.same(await me(authorization), revoked, `${what}, against a revoked code`);
      const guesses = 8;
      for (let i = 0; i < guesses; i++) {
        const root = await rootFromCode(
          mintCode('pupil', randomBytes),
          world.small.campaign.campaignId,
          argon2id,
        );
        const known = (await world.holders()).some(({ root: own }) => Buffer.from(own).equals(root));
        tally.holds(!known, 'a random code was one of the campaign’s');
      }
      for (const { root, code } of (await world.holders()).slice(0, 40)) {
        if (code === null) continue;
        tally.holds(
          Buffer.from(root).equals(slowRootOf(code, world.small.campaign.campaignId)),
          'a code is cheaper to try than the protocol says',
        );
      }
      const began = performance.now();
      const crowd = await Promise.all(Array.from({ length: 640 }, () => me(bearer(randomBytes(32)))));
      const waiting = crowd.filter((answer) => answer.startsWith('[503')).length;
      tally.add('requests', crowd.length);
      // A queue of one second, and a hundred a second while the answers came: a slow machine sends no faster than that.
      const allowed = Math.ceil(100 * ((performance.now() - began) / 1000 + 2));
      tally.holds(
        crowd.length - waiting <= allowed,
        `${crowd.length - waiting} unknown codes were looked up where ${allowed} may be`,
      );
      if (crowd.length <= allowed) {
        tally.skips({
          fr: 'plus de cent codes inconnus par seconde : cette machine, trop occupée, n’en a pas envoyé autant',
          en: 'more than a hundred unknown codes a second: this machine was too busy to send as many',
        });
      }
      tally.holds(
        crowd.every((answer) => answer.startsWith('[503') || answer === revoked),
        'an unknown code was answered otherwise',
      );
    },
  },
];
