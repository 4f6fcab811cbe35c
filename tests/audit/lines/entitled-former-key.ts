/**
 * The office's signing key has leaked and was replaced. Whoever has the old one signs with it: calls to the platform, a document
 * for a teacher, a certificate, and the office's own work with the old key put back. A campaign of its own: its key is replaced.
 */
import { randomBytes } from 'node:crypto';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { KeyringAuthority, MemoryStore, platformApi, Session, type SessionOptions } from '@cloison/client';
import { SAMPLE_COST } from '@cloison/dev-env/authority/test-office.ts';
import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { NAME, PASSPHRASE } from '@cloison/dev-env/campaign/small-campaign-name.ts';
import { parseKeyring, parseRoster, type Roster, sealSignedDocument } from '@cloison/protocol';
import { fromBase64Url, signStatement, toBase64Url } from '@cloison/protocol/public';
import { openCampaign } from '../../../apps/authority/src/campaign/open-campaign.ts';
import { closeCampaign } from '../../../apps/authority/src/close/close-campaign.ts';
import { openKeyStore, type SigningKey } from '../../../apps/authority/src/keys/key-store.ts';
import { connectPlatform } from '../../../apps/authority/src/platform-link/connect.ts';
import { createPlatformClient } from '../../../apps/authority/src/platform-link/platform-client.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import { replaceSigningKey } from '../../../apps/authority/src/signing/replace-signing-key.ts';
import { verifyStatementFile } from '../../../apps/authority/src/verify/verify-certificate.ts';
import { replaceAuthorityKey } from '../../../apps/platform/src/base/secrets.ts';
import { groupOf, type Person } from '../../authority/simulated-people.ts';
import type { AuditLine, Tally } from '../audit-line.ts';
import { AUTHORITY_CALLS, answerTo, signedCalls } from './entitled-signed-calls.ts';

const PATIENCE = { patienceMs: 0 };

/** A teacher's page, as the staff's app opens it: by the keyring, whose key may be another one later. */
class TeachersPage {
  readonly #class: Session;
  /** What the host gives instead of the roster; null: the truth. */
  instead: Uint8Array | null = null;

  private constructor(session: Session) {
    this.#class = session;
  }

  static async open(small: SmallCampaign, teacher: Person): Promise<TeachersPage> {
    const page: { current: TeachersPage | null } = { current: null };
    const api = platformApi({ origin: small.platform.url, campaign: NAME, fetch });
    const options: SessionOptions = {
      campaign: NAME,
      api: {
        ...api,
        document: async (access, name, etag) =>
          name === 'roster' && page.current?.instead != null
            ? new Uint8Array(page.current.instead)
            : api.document(access, name, etag),
      },
      store: new MemoryStore((size) => new Uint8Array(randomBytes(size))),
      random: (size) => new Uint8Array(randomBytes(size)),
      sleep: async () => undefined,
    };
    const own = await Session.fromRoot(teacher.root, options);
    const readKeyring = async () => {
      const read = await own.document('keyring', parseKeyring);
      if (read === null) throw new Error('a teacher has no keyring');
      return { version: read.version, authority: read.value.authority, keyring: read.value };
    };
    const { keyring, version, authority } = await readKeyring();
    const signs = new KeyringAuthority(authority ?? '', version, readKeyring);
    const [first] = keyring.classes;
    const session = await Session.fromRoot(fromBase64Url(first!.root), options, signs);
    page.current = new TeachersPage(session);
    return page.current;
  }

  async roster() {
    const read = await this.#class.document('roster', parseRoster);
    if (read === null) throw new Error('a class has no roster');
    return read;
  }
}

/** What the thief has: the key that counted before. */
async function stolenKey({ folder, keysFolder }: SmallCampaign): Promise<SigningKey> {
  cpSync(keysFolder, join(folder, 'stolen'), { recursive: true });
  return openKeyStore(join(folder, 'stolen'), PASSPHRASE, SAMPLE_COST).authority();
}

/** The platform's calls, signed with the key of before: by the thief now, and by the office itself before. */
async function tryCalls(
  small: SmallCampaign,
  tally: Tally,
  { privateKey, publicKey }: SigningKey,
  before: Awaited<ReturnType<typeof signedCalls>>,
): Promise<void> {
  let sequence = Date.now() * 2000;
  const made = await signedCalls((platform) =>
    createPlatformClient({
      ...PATIENCE,
      platform,
      campaign: NAME,
      nextSequence: () => ++sequence,
      signer: {
        keyId: toBase64Url(publicKey),
        sign: async (bytes) =>
          new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
      },
    }),
  );
  tally.same([made.length, before.length], [AUTHORITY_CALLS.length, AUTHORITY_CALLS.length], 'calls to try');
  for (const [who, calls] of [
    ['the thief', made],
    ['the office, before the replacement', before],
  ] as const)
    for (const call of calls) {
      const code = await answerTo(small.platform.url, call);
      tally.add('requests');
      tally.same(code, 'bad-signature', `signed with the former key by ${who}: ${call.method} ${call.path}`);
    }
}

/** A newer roster for the class, whose secret the thief has, signed with the key of before. */
async function forgedRoster(
  small: SmallCampaign,
  { privateKey }: SigningKey,
  truth: Roster,
): Promise<Uint8Array> {
  const { class: group } = await groupOf(small, '6e');
  const sealed = await sealSignedDocument(
    group.holder,
    {
      ...{ device: new Uint8Array(8), previous: new Uint8Array(32), iv: new Uint8Array(randomBytes(12)) },
      ...{ name: 'roster', version: 99, ceiling: 16_384 },
      body: { ...truth, pupils: [] },
    },
    async (bytes) => new Uint8Array(await crypto.subtle.sign('Ed25519', privateKey, new Uint8Array(bytes))),
  );
  return sealed.bytes;
}

async function tryDocuments(
  small: SmallCampaign,
  tally: Tally,
  key: SigningKey,
  opened: TeachersPage,
  teacher: Person,
): Promise<void> {
  const truth = await opened.roster();
  tally.same(truth.refused, null, 'a page that was open goes on with the office’s new documents');
  const forged = await forgedRoster(small, key, truth.value);
  opened.instead = forged;
  const shown = await opened.roster();
  tally.same(
    [shown.refused, shown.value.pupils.length],
    ['envelope-signature', truth.value.pupils.length],
    'a page that was open before, given a roster signed with the former key',
  );
  const later = await TeachersPage.open(small, teacher);
  later.instead = forged;
  await tally.refuses(
    'a page that is opened now, given a roster signed with the former key',
    () => later.roster(),
    'envelope-signature',
  );
  later.instead = null;
  tally.same((await later.roster()).value.pupils.length, truth.value.pupils.length, 'the true roster');
  // The same bytes but for the key: what is refused above is refused for its signature.
  later.instead = await forgedRoster(small, await small.keys.authority(), truth.value);
  tally.same((await later.roster()).refused, null, 'a roster signed with the new key');
}

async function tryCertificates(small: SmallCampaign, tally: Tally, stolen: SigningKey): Promise<void> {
  const { vault, keys, actor, folder, platform } = small;
  const { certificate } = await closeCampaign(vault, keys, actor, NAME, { platform: platform.url });
  const { fingerprint } = keys.authorityPublic();
  const written = (signed: unknown) => {
    const path = join(folder, 'certificate.json');
    writeFileSync(path, JSON.stringify(signed));
    return path;
  };
  const true_ = await verifyStatementFile(written(certificate), fingerprint);
  tally.same(true_.kind, 'closing', 'the office’s certificate');
  await tally.refuses(
    'the office’s certificate, by the former fingerprint',
    () => verifyStatementFile(written(certificate), stolen.fingerprint),
    'certificate-key-replaced',
  );
  const { replacedKeys: _replaced, ...statement } = JSON.parse(
    Buffer.from(certificate.statement, 'base64url').toString('utf8'),
  ) as Record<string, unknown>;
  for (const authorityKey of [stolen.fingerprint, fingerprint]) {
    const forged = await signStatement(
      { ...statement, authorityKey },
      stolen.privateKey,
      stolen.publicKey as Uint8Array<ArrayBuffer>,
    );
    await tally.refuses(
      'a certificate signed with the former key, by the new fingerprint',
      () => verifyStatementFile(written(forged), fingerprint),
      'certificate-key',
    );
  }
}

export const FORMER_KEY: AuditLine = {
  id: 'former-key',
  promise: 'entitled',
  title: { fr: 'Signer avec une clé remplacée', en: 'Signing with a replaced key' },
  tried: {
    fr: 'La clé de signature de l’office a fui ; l’office la remplace, et l’exploitant inscrit la nouvelle. Le voleur signe avec l’ancienne les onze appels de l’office, et rejoue ceux que l’office avait signés ; il fabrique, avec le secret de la classe, une liste d’élèves que l’hébergeur montre à une page déjà ouverte et à une nouvelle ; il signe un certificat de fermeture, et remet l’ancienne clé à sa place.',
    en: 'The office’s signing key has leaked; the office replaces it, and the operator registers the new one. The thief signs the office’s eleven calls with the old one, and replays those that the office had signed; makes, with the class’s secret, a list of pupils that the host shows to a page already open and to a new one; signs a certificate of closing, and puts the old key back in its place.',
  },
  stage: 'running',
  async run(_world, tally) {
    const small = await startSmallCampaign();
    try {
      const publish = () => publishCampaign(small.campaign, small.keys, { platform: small.platform.url });
      await publish();
      const { teacher } = await groupOf(small, '6e');
      const stolen = await stolenKey(small);
      const before = await signedCalls((platform) =>
        connectPlatform(small.vault, small.keys, NAME, { platform, ...PATIENCE }),
      );
      const opened = await TeachersPage.open(small, teacher);
      await opened.roster();

      await replaceSigningKey(small.vault, small.keys, small.actor, { why: 'leaked' });
      await replaceAuthorityKey(
        join(small.platformFolder, 'secrets'),
        small.keys.authorityPublic().publicKey,
      );
      await small.restartPlatform();
      await small.reopen();

      await tryCalls(small, tally, stolen, before);
      await tally.refuses(
        'the office’s work with the former key in its place',
        () =>
          openCampaign(
            small.vault,
            openKeyStore(join(small.folder, 'stolen'), PASSPHRASE, SAMPLE_COST),
            small.actor,
            NAME,
          ),
        'signing-key-replaced',
      );
      // With the new key it goes on: what was refused was refused for its key.
      await publish();
      await tryDocuments(small, tally, stolen, opened, teacher);
      await tryCertificates(small, tally, stolen);
    } finally {
      await small.close();
    }
  },
};
