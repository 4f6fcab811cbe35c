/** "A technical platform and no more": a host that forges, swaps, replays, rolls back, forks, drops, substitutes, lies about time. */

import { randomBytes } from 'node:crypto';
import { fixedAuthority, loadContent, Session } from '@cloison/client';
import { NAME } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { newStatementKey } from '@cloison/dev-env/platform/statement-key.ts';
import {
  type Holder,
  open,
  openHolder,
  parseClassParticipation,
  parseClassReport,
  parseTicket,
  SIGNATURE_BYTES,
  seal,
  sealSignedDocument,
} from '@cloison/protocol';
import { signStatement, toBase64Url } from '@cloison/protocol/public';
import { createPlatformClient } from '../../../apps/authority/src/platform-link/platform-client.ts';
import { groupOf, type Pupil, pupilBody } from '../../authority/simulated-people.ts';
import { entryOf, forgedFrom, type Sealing } from '../../liar/lying-campaign.ts';
import type { AuditLine, Tally } from '../audit-line.ts';
import type { AuditWorld } from '../audit-world.ts';
import type { Deceit, Passing } from '../tapped-road.ts';

const GOOD = { m1: 'B', m2: 'A', m3: '12', m4: 'chat' };
const POOR = { m1: 'C', m2: 'C' };

/** Sealed by the pupil's own browser, sent to the honest platform, and collected. */
async function collected(
  { lying }: AuditWorld,
  pupil: Pupil,
  answers: Readonly<Record<string, string>>,
  how: Sealing,
) {
  const person = lying.person(pupil.firstName);
  const sealed = await lying.seal(person, pupilBody(lying.small, answers, how.final === true), how);
  const status = await lying.send(person, sealed.bytes);
  if (status !== 204) throw new Error(`an honest save was answered ${status}`);
  await lying.serve();
  return { person, sealed, counts: lying.sitting(pupil.firstName) };
}

/** One pass of the office with this host; what it named, by incident. Honest again afterwards. */
async function pass({ lying }: AuditWorld, lies: AuditWorld['lying']['host']['lies']) {
  const before = lying.incidents();
  lying.host.lies = lies;
  const outcome = await lying.serve();
  lying.honest();
  const named = Object.fromEntries(
    Object.entries(lying.incidents())
      .map(([code, count]) => [code, count - (before[code as keyof typeof before] ?? 0)] as const)
      .filter(([, count]) => count > 0),
  );
  return { ...outcome, named };
}

const addToFeed =
  (...entries: readonly ReturnType<typeof entryOf>[]) =>
  // biome-ignore lint/suspicious/noExplicitAny: a liar alters whatever JSON there is
  (page: any) => ({ ...page, entries: [...page.entries, ...entries] });

/** What is kept of this pupil is what was collected, and counts the same. */
function keptAsItWas(
  { lying }: AuditWorld,
  tally: Tally,
  pupil: Pupil,
  before: Awaited<ReturnType<typeof collected>>,
): void {
  tally.same(lying.sitting(pupil.firstName), before.counts, 'what counts of the sitting');
  tally.same(
    lying.kept(before.person).hash,
    toBase64Url(before.sealed.hash),
    'the envelope that the office keeps',
  );
}

/** While `work` runs, the host answers browsers so. */
async function deceiving<T>({ road }: AuditWorld, deceit: Deceit, work: () => Promise<T>): Promise<T> {
  road.deceit = deceit;
  try {
    return await work();
  } finally {
    road.deceit = null;
  }
}

/** Instead of this document or content, these bytes. */
const instead =
  (path: string, bytes: Uint8Array): Deceit =>
  async (request, ask) =>
    request.path.includes(path) ? { ...(await ask()), status: 200, body: Buffer.from(bytes) } : null;

async function documentOf(world: AuditWorld, pupil: Pupil, name: string): Promise<Uint8Array> {
  const { access } = pupil.person!.holder;
  const bytes = await world.computer().options.api.document(access, name, null);
  if (bytes === null) throw new Error(`no ${name}`);
  return bytes;
}

/** What every document's header has. */
const DOCUMENT = { device: new Uint8Array(8), previous: new Uint8Array(32), ceiling: 16_384 };

/** The key that a keyring brings, by which class documents are verified. */
const authorityOf = ({ small }: AuditWorld) =>
  fixedAuthority(toBase64Url(small.keys.authorityPublic().publicKey));

const signIn = (world: AuditWorld, pupil: Pupil) =>
  Session.fromRoot(pupil.person!.root, world.computer().options);

export const TECHNICAL_PLATFORM: readonly AuditLine[] = [
  {
    id: 'forge',
    promise: 'platform',
    title: { fr: 'Fabriquer', en: 'Forging' },
    tried: {
      fr: 'L’hébergeur fabrique une copie plus récente (en-tête juste, contenu au hasard), une autre avec l’aide d’un élève, un document scellé avec une clé à lui, et, avec quelqu’un qui a le secret de la classe, une restitution.',
      en: 'The host makes a newer copy (right header, random body), another with a pupil’s help, a document sealed under a key of its own, and, with somebody who has the class’s secret, a report.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      const before = await collected(world, pupil, GOOD, { version: 1, final: true, saves: { 1: 1 } });
      const random = await pass(world, { feed: addToFeed(entryOf(forgedFrom(before.sealed.bytes, 2))) });
      tally.same(random.named, { 'unreadable-head': 1 }, 'a head of random bytes is named');
      keptAsItWas(world, tally, pupil, before);

      const second = world.fresh();
      const unfinished = await collected(world, second, GOOD, { version: 1, saves: { 1: 1 } });
      const nonsense = { ...pupilBody(world.small, GOOD, false), manifest: 'f'.repeat(64) };
      const how = { version: 2, previous: unfinished.sealed.hash, saves: { 1: 2 } };
      const accomplice = await world.lying.seal(unfinished.person, nonsense, how);
      const helped = await pass(world, { feed: addToFeed(entryOf(accomplice.bytes)) });
      tally.same(helped.named, { 'unreadable-head': 1 }, 'a head that opens to nothing possible is named');
      keptAsItWas(world, tally, second, unfinished);

      const real = await documentOf(world, second, 'ticket');
      const stranger = await openHolder(randomBytes(32), second.person!.holder.campaignId);
      const own: Holder = { ...second.person!.holder, sealKey: stranger.sealKey };
      const { body } = await open(second.person!.holder, real, { kind: 'document', name: 'ticket' });
      const forged = await seal(own, {
        ...DOCUMENT,
        kind: 'document',
        name: 'ticket',
        version: 99,
        body,
        iv: randomBytes(12),
      });
      for (const bytes of [forged.bytes, forgedFrom(real, 99)]) {
        await deceiving(world, instead('documents/ticket', bytes), () =>
          tally.refuses(
            'a browser that is given a forged ticket',
            async () => (await signIn(world, second)).document('ticket', parseTicket),
            'envelope-sealed',
          ),
        );
      }
      const { class: group } = await groupOf(world.small, '6e');
      const readAsStaff = async () =>
        (await Session.fromRoot(group.root, world.computer().options, authorityOf(world))).document(
          'report/class',
          parseClassReport,
        );
      const report = await readAsStaff();
      if (report === null) throw new Error('the class has no report');
      const insider = await sealSignedDocument(
        group.holder,
        { ...DOCUMENT, name: 'report/class', version: 99, body: report.value, iv: randomBytes(12) },
        async () => randomBytes(SIGNATURE_BYTES),
      );
      await deceiving(world, instead('documents/report/class', insider.bytes), () =>
        tally.refuses(
          'a teacher who is given a report that a colleague made',
          readAsStaff,
          'envelope-signature',
        ),
      );
    },
  },
  {
    id: 'swap',
    promise: 'platform',
    title: { fr: 'Échanger', en: 'Swapping' },
    tried: {
      fr: 'Les copies de deux élèves sont échangées dans une réponse à l’office ; un élève reçoit le document d’un autre, sa propre copie à la place d’un document, ou la page d’un autre titulaire ; un professeur, un document de sa classe à la place d’un autre.',
      en: 'Two pupils’ copies are swapped in an answer to the office; a pupil is given another’s document, the pupil’s own record instead of a document, or another holder’s page; a teacher, one document of the class instead of another.',
    },
    stage: 'running',
    async run(world, tally) {
      const [a, b] = [world.fresh(), world.fresh()];
      const how = { version: 1, final: true, saves: { 1: 1 } };
      const [first, second] = [await collected(world, a, GOOD, how), await collected(world, b, POOR, how)];
      const ids = [a, b].map(({ person }) => toBase64Url(person!.row.holder_id));
      const swapped = await pass(world, {
        records: ({ records }) => {
          const [x, y] = ids.map((id) => records.find(({ holder }: { holder: string }) => holder === id));
          if (x === undefined || y === undefined) return { records };
          const told = new Map([
            [x, y.envelope],
            [y, x.envelope],
          ]);
          return {
            records: records.map((one: object) =>
              told.has(one) ? { ...one, envelope: told.get(one) } : one,
            ),
          };
        },
      });
      tally.same(swapped.named, { 'audit-swapped': 2 }, 'two swapped records are named');
      keptAsItWas(world, tally, a, first);
      keptAsItWas(world, tally, b, second);
      const renamed = await pass(world, {
        feed: addToFeed({ ...entryOf(first.sealed.bytes), holder: ids[1]! }),
      });
      tally.same(renamed.quarantined, 1, 'an envelope under another holder is set apart');
      keptAsItWas(world, tally, b, second);

      const others = await documentOf(world, b, 'ticket');
      await deceiving(world, instead('documents/ticket', others), () =>
        tally.refuses(
          'a browser that is given another pupil’s ticket',
          async () => (await signIn(world, a)).document('ticket', parseTicket),
          'envelope-address',
        ),
      );
      await deceiving(world, instead('documents/ticket', first.sealed.bytes), () =>
        tally.refuses(
          'a browser that is given a record for a ticket',
          async () => (await signIn(world, a)).document('ticket', parseTicket),
          'envelope-address',
        ),
      );
      const { class: group } = await groupOf(world.small, '6e');
      const readAsStaff = async () =>
        (await Session.fromRoot(group.root, world.computer().options, authorityOf(world))).document(
          'report/class',
          parseClassReport,
        );
      const { access } = group.holder;
      const participation = await world.computer().options.api.document(access, 'participation', null);
      await deceiving(world, instead('documents/report/class', participation!), () =>
        tally.refuses(
          'a teacher who is given the participation for the report',
          readAsStaff,
          'envelope-address',
        ),
      );
      const otherMe = Buffer.from(
        JSON.stringify(await world.computer().options.api.me(b.person!.holder.access)),
      );
      await deceiving(world, instead('/me', otherMe), () =>
        tally.refuses('a browser that is answered for another holder', async () =>
          (await signIn(world, a)).me(),
        ),
      );
    },
  },
  {
    id: 'replay',
    promise: 'platform',
    title: { fr: 'Rejouer', en: 'Replaying' },
    tried: {
      fr: 'Des appels signés de l’office, saisis au passage, sont renvoyés octet pour octet ; une copie ancienne est renvoyée à la plateforme ; la liste des nouveautés est redite.',
      en: 'Signed calls of the office, taken from the wire, are sent again byte for byte; an old copy is sent to the platform again; the feed is told again.',
    },
    stage: 'running',
    async run(world, tally) {
      const calls: Passing[] = [];
      const record: Deceit = (request) => {
        if (request.path.startsWith('/authority/')) calls.push(request);
        return null;
      };
      const pupil = world.fresh();
      const person = world.lying.person(pupil.firstName);
      const first = await world.lying.seal(person, pupilBody(world.small, POOR, false), {
        version: 1,
        saves: { 1: 1 },
      });
      const second = await world.lying.seal(person, pupilBody(world.small, GOOD, false), {
        version: 2,
        previous: first.hash,
        saves: { 1: 2 },
      });
      for (const { bytes } of [first, second]) await world.lying.send(person, bytes);
      await deceiving(world, record, () => world.lying.serve());
      tally.holds(calls.length > 2, 'no signed call was seen');
      for (const { method, path, headers, body } of calls) {
        const answer = await fetch(new URL(path, world.platform.url), {
          method,
          headers,
          ...(body.length === 0 ? {} : { body: new Uint8Array(body) }),
        });
        const code = ((await answer.json()) as { code?: string }).code ?? 'accepted';
        tally.same([answer.status, code], [401, 'replayed-request'], `${method} ${path.split('?')[0]} again`);
      }
      tally.same(await world.lying.send(person, first.bytes), 204, 'an old save that is sent again');
      const head = await world.computer().options.api.record(person.holder.access, 'maths');
      tally.holds(
        head !== null && Buffer.from(head).equals(second.bytes),
        'the head went back to the old save',
      );
      const again = await pass(world, { feed: addToFeed(entryOf(second.bytes), entryOf(second.bytes)) });
      tally.same([again.received, again.named], [0, {}], 'a feed that is told again');
    },
  },
  {
    id: 'roll-back',
    promise: 'platform',
    title: { fr: 'Revenir en arrière', en: 'Rolling back' },
    tried: {
      fr: 'L’hébergeur montre à l’office une copie plus ancienne, ou plus rien ; à une classe, un document plus ancien que celui qu’elle a lu.',
      en: 'The host shows the office an older copy, or none; and a class an older document than the one it has read.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      const first = await collected(world, pupil, GOOD, { version: 1, saves: { 1: 1 } });
      const how = { version: 2, previous: first.sealed.hash, saves: { 1: 2 } };
      const second = await collected(world, pupil, POOR, how);
      const shown = await pass(world, { feed: addToFeed(entryOf(first.sealed.bytes)) });
      tally.same(shown.rollbacks, 1, 'an older head is named');
      keptAsItWas(world, tally, pupil, second);
      await pass(world, { feed: addToFeed(entryOf(first.sealed.bytes, 'branch')) });
      keptAsItWas(world, tally, pupil, second);

      const { class: classPerson } = await groupOf(world.small, '6e');
      const computer = world.computer();
      const session = await Session.fromRoot(classPerson.root, computer.options, authorityOf(world));
      const old = await computer.options.api.document(classPerson.holder.access, 'participation', null);
      await session.document('participation', parseClassParticipation);
      // Somebody finishes, so that there is a newer one.
      const { classLabel } = world.invented(pupil);
      const mate = [...world.lying.pupils.values()].find(
        (one) =>
          one.person !== null &&
          world.invented(one).classLabel === '6e Quartz' &&
          world.lying.sitting(one.firstName) === null,
      );
      if (mate !== undefined) await world.sit(mate);
      await world.lying.serve();
      const newer = await session.document('participation', parseClassParticipation);
      const given = await deceiving(world, instead('documents/participation', old!), () =>
        session.document('participation', parseClassParticipation),
      );
      tally.holds((newer?.version ?? 0) > 1, `no newer document was there (${classLabel})`);
      tally.same(
        given?.version,
        newer?.version,
        'the document that a browser uses when it is given an older one',
      );
    },
  },
  {
    id: 'fork',
    promise: 'platform',
    title: { fr: 'Bifurquer', en: 'Forking' },
    tried: {
      fr: 'L’hébergeur présente une autre histoire de la copie ; avec l’élève, une meilleure copie finale après la finale, à la place ou à côté.',
      en: 'The host presents another history of the copy; with the pupil, a better final copy after the final one, instead of it or beside it.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      const before = await collected(world, pupil, GOOD, { version: 1, saves: { 1: 2 } });
      const other = await world.lying.seal(before.person, pupilBody(world.small, POOR, false), {
        version: 3,
        previous: new Uint8Array(32).fill(9),
        device: 2,
        saves: { 2: 3 },
      });
      const forked = await pass(world, { feed: addToFeed(entryOf(other.bytes)) });
      tally.same(forked.named, { fork: 1 }, 'another history is named');
      keptAsItWas(world, tally, pupil, before);

      const second = world.fresh();
      const final = await collected(world, second, POOR, { version: 1, final: true, saves: { 1: 1 } });
      const better = await world.lying.seal(final.person, pupilBody(world.small, GOOD, true), {
        version: 2,
        previous: final.sealed.hash,
        final: true,
        saves: { 1: 2 },
      });
      const replaced = await pass(world, { feed: addToFeed(entryOf(better.bytes)) });
      tally.same(replaced.named, { 'after-final': 1 }, 'a final after the final is named');
      keptAsItWas(world, tally, second, final);
      const beside = await world.lying.seal(final.person, pupilBody(world.small, GOOD, true), {
        version: 1,
        final: true,
        saves: { 1: 1 },
      });
      await pass(world, { feed: addToFeed(entryOf(beside.bytes, 'branch')) });
      keptAsItWas(world, tally, second, final);
    },
  },
  {
    id: 'drop',
    promise: 'platform',
    title: { fr: 'Retirer', en: 'Dropping' },
    tried: {
      fr: 'L’hébergeur se tait quand l’office relit une copie, cache une nouveauté, ou accuse réception d’un enregistrement et le jette : le même ordinateur le rapporte.',
      en: 'The host is silent when the office reads a copy again, hides a newer one, or acknowledges a save and throws it away: the same computer brings it back.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      const before = await collected(world, pupil, POOR, { version: 1, saves: { 1: 1 } });
      const id = toBase64Url(before.person.row.holder_id);
      const silent = await pass(world, {
        records: ({ records }) => ({
          records: records.filter(({ holder }: { holder: string }) => holder !== id),
        }),
      });
      tally.same(silent.named, { 'audit-silent': 1 }, 'silence about one record is named');
      keptAsItWas(world, tally, pupil, before);
      const how = { version: 2, previous: before.sealed.hash, saves: { 1: 2 } };
      const newer = await world.lying.seal(before.person, pupilBody(world.small, GOOD, false), how);
      await world.lying.send(before.person, newer.bytes);
      const hidden = await pass(world, { feed: (page) => ({ ...page, entries: [], next: '' }) });
      tally.same(hidden.named, { 'newer-missing': 1 }, 'a version that the feed hides is named');
      tally.same(
        world.lying.kept(before.person).hash,
        toBase64Url(newer.hash),
        'the hidden version is taken',
      );

      const victim = world.fresh();
      const computer = world.computer();
      const throwAway: Deceit = (request) =>
        request.method === 'PUT' && request.path.includes('/records/')
          ? { status: 204, headers: {}, body: Buffer.alloc(0) }
          : null;
      await deceiving(world, throwAway, () => world.sit(victim, false, computer));
      await world.lying.serve();
      tally.same(world.lying.sitting(victim.firstName), null, 'what was thrown away reached the office');
      await world.sit(victim, true, computer);
      await world.lying.serve();
      tally.same(
        world.lying.sitting(victim.firstName)?.state,
        'complete',
        'the sitting whose saves were thrown away, once its computer came back',
      );
    },
  },
  {
    id: 'substitute',
    promise: 'platform',
    title: { fr: 'Substituer', en: 'Substituting' },
    tried: {
      fr: 'Chaque fichier du test est altéré d’un octet en chemin ; une autre machine répond à la place de la plateforme.',
      en: 'Each file of the test is altered by one byte on its way; another machine answers instead of the platform.',
    },
    stage: 'running',
    async run(world, tally) {
      const pupil = world.fresh();
      const { manifestHash, manifest } = world.small.campaign;
      const load = async () => {
        const { options } = world.computer();
        const content = await loadContent(manifestHash, options.api, options.store);
        for (const path of Object.keys(manifest.files)) await content.file(path);
      };
      await load();
      const flip: (hash: string) => Deceit = (hash) => async (request, ask) => {
        if (!request.path.endsWith(hash)) return null;
        const truth = await ask();
        const body = Buffer.from(truth.body);
        body[body.length >> 1]! ^= 1;
        return { ...truth, body };
      };
      for (const hash of [manifestHash, ...Object.values(manifest.files).map((file) => file.hash)]) {
        await deceiving(world, flip(hash), () =>
          tally.refuses('a browser that is given altered content', load, 'hash-mismatch'),
        );
      }
      const impostor = await newStatementKey();
      await world.sit(pupil);
      const asked = world.lying.host.asked.length;
      const proves = (query: URLSearchParams) =>
        signStatement(
          { v: 1, kind: 'key-proof', campaign: NAME, host: query.get('host'), nonce: query.get('nonce') },
          impostor.privateKey,
          impostor.publicKey,
        );
      // With a key of its own, proven; and with the platform's, which anybody may know, unproven.
      world.lying.host.lies = {
        key: async (_truth, { query }) => ({
          v: 1,
          publicKey: toBase64Url(impostor.publicKey),
          proof: await proves(query),
        }),
      };
      await tally.refuses(
        'an office before another machine',
        () => world.lying.serve(),
        'platform-key-changed',
      );
      world.lying.host.lies = {
        key: async (truth, { query }) => ({ ...truth, proof: await proves(query) }),
      };
      await tally.refuses(
        'an office before a machine that shows the platform’s key and does not have it',
        () => world.lying.serve(),
        'platform-key-unproven',
      );
      world.lying.honest();
      tally.same(
        [...new Set(world.lying.host.asked.slice(asked).map(({ what }) => what))],
        ['key'],
        'what the office sent to the other machine',
      );
      await world.lying.serve();
    },
  },
  {
    id: 'time',
    promise: 'platform',
    title: { fr: 'Mentir sur l’heure', en: 'Lying about time' },
    tried: {
      fr: 'L’hébergeur date des copies d’un jour qui n’existe pas, d’avant la campagne ou du futur ; un appel signé trop vieux est présenté.',
      en: 'The host dates copies on a day that does not exist, before the campaign or in the future; a signed call that is too old is presented.',
    },
    stage: 'running',
    async run(world, tally) {
      for (const at of ['2026-02-31T10:00Z', '2001-01-01T00:00Z', '2126-01-01T00:00Z']) {
        const pupil = world.fresh();
        const person = world.lying.person(pupil.firstName);
        const id = toBase64Url(person.row.holder_id);
        const sealed = await world.lying.seal(person, pupilBody(world.small, GOOD, true), {
          version: 1,
          final: true,
        });
        await world.lying.send(person, sealed.bytes);
        const told = await pass(world, {
          feed: (page) => ({
            ...page,
            entries: page.entries.map((entry: { holder: string }) =>
              entry.holder === id ? { ...entry, at } : entry,
            ),
          }),
        });
        tally.same(told.named, { 'impossible-time': 1 }, `receipt at ${at}`);
        const kept = world.small.vault.get<{ at: string }>(
          'SELECT at FROM record WHERE holder = ?',
          person.row.holder_id,
        );
        const driftMs = Math.abs(Date.now() - Date.parse(kept?.at ?? ''));
        tally.holds(driftMs < 3_600_000, `the stated time ${at} is kept`);
      }
      const { privateKey, publicKey } = await world.small.keys.authority();
      for (const shiftMs of [-600_000, 600_000]) {
        const client = createPlatformClient({
          platform: world.platform.url,
          campaign: NAME,
          patienceMs: 0,
          now: () => Date.now() + shiftMs,
          nextSequence: () => world.small.vault.nextNumber('platform-sequence', Date.now() * 1000),
          signer: {
            keyId: toBase64Url(publicKey),
            sign: async (bytes) =>
              new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
          },
        });
        await tally.refuses(`a call that was signed ${shiftMs / 60_000} minutes from now`, () =>
          client.readKey(),
        );
      }
    },
  },
];
