/**
 * The real platform with the built school app, and a school published the way the authority does it: class, school and
 * staff holders, keyrings, rosters, participation, slips, reports. Everything that `start` opens, `close` closes.
 */
import { generateKeyPairSync, sign } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import {
  type AreaKeyring,
  type AreaSchool,
  AUTHORITY_DEVICE,
  type ClassReport,
  type DoubleEntryRule,
  type EntryBody,
  entryRecordName,
  type Holder,
  type Keyring,
  type Manifest,
  mintCode,
  NO_PREVIOUS,
  open,
  openHolder,
  parseEntryBody,
  parseManifest,
  rootFromCode,
  type SignDocument,
  seal,
  sealSignedDocument,
} from '@cloison/protocol';
import { argon2id } from '@cloison/protocol/argon2-node';
import {
  accessHash,
  type Bytes,
  bearer,
  campaignIdOf,
  fromBase64Url,
  toBase64Url,
} from '@cloison/protocol/public';
import type { SequenceContent } from '@cloison/qti/delivery';
import { build } from 'vite';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../apps/authority/src/platform-link/platform-client.ts';
import { areaReportOf, areaSchools } from './area-documents.ts';

import {
  comparisonsOf,
  countsOf,
  participationOf,
  progressOf,
  reportOf,
  slipsOf,
} from './class-documents.ts';
import { FRENCH_CP } from './fixture-content.ts';
import { publishContent } from './published-content.ts';
import {
  at,
  CAMPAIGN,
  localised,
  orderNumbers,
  random,
  SCHOOL,
  type SchoolClass,
  schoolClass,
} from './school-class.ts';

export { areaSchools, CAMPAIGN, random, SCHOOL, type SchoolClass };

const APP = join(import.meta.dirname, '../../apps/school');

export interface SchoolOptions {
  readonly rehearsal?: boolean;
  /** Pupils of CP A, default 10. */
  readonly pupils?: number;
  /** Another French sequence of CP, of at least two exercises; its id stays `francais-cp`. */
  readonly french?: SequenceContent;
  /** Whether documents of classes and the school are signed, default true; false: a campaign of before protocol 2. */
  readonly signed?: boolean;
  /** Booklets keyed twice; default none. */
  readonly doubleEntry?: DoubleEntryRule;
}

export interface AreaOptions {
  readonly schools?: readonly AreaSchool[];
  readonly partSize?: number;
  readonly report?: boolean;
  /** The region Hauts-de-France instead of a circonscription of Lille. */
  readonly isRegion?: boolean;
}

interface Signer {
  /** The public key, base64url. */
  readonly authority: string;
  readonly sign: SignDocument;
}

export class School {
  readonly classes: readonly SchoolClass[];
  readonly #platform: RunningPlatform;
  readonly #authority: PlatformClient;
  readonly #signer: Signer | null;
  readonly #dataDir: string;
  readonly #manifestHash: string;
  readonly #campaignId: Bytes;
  readonly #schoolRoot = random(32);
  readonly #versions = new Map<string, { version: number; hash: Bytes }>();

  private constructor(parts: {
    platform: RunningPlatform;
    authority: PlatformClient;
    signer: Signer | null;
    dataDir: string;
    manifestHash: string;
    campaignId: Bytes;
    classes: readonly SchoolClass[];
  }) {
    this.#platform = parts.platform;
    this.#authority = parts.authority;
    this.#signer = parts.signer;
    this.#dataDir = parts.dataDir;
    this.#manifestHash = parts.manifestHash;
    this.#campaignId = parts.campaignId;
    this.classes = parts.classes;
  }

  static async start({
    rehearsal = false,
    pupils = 10,
    french = FRENCH_CP,
    signed = true,
    doubleEntry,
  }: SchoolOptions = {}): Promise<School> {
    if (!existsSync(join(APP, 'dist/index.html'))) await build({ root: APP, logLevel: 'error' });
    const dataDir = mkdtempSync(join(tmpdir(), 'cloison-school-'));
    // A copy: a build that somebody starts meanwhile does not change the pages under the test.
    const pages = join(dataDir, 'pages');
    cpSync(join(APP, 'dist'), pages, { recursive: true });
    const { publicKey, privateKey } = generateKeyPairSync('ed25519');
    const raw = Buffer.from(publicKey.export({ format: 'jwk' }).x!, 'base64url');
    const platform = await startPlatform({ dataDir, authorityKey: raw, apps: { school: pages } });
    let sequence = 0;
    const authority = createPlatformClient({
      platform: platform.url,
      campaign: CAMPAIGN,
      signer: { keyId: toBase64Url(raw), sign: async (bytes) => sign(null, bytes, privateKey) },
      nextSequence: () => ++sequence,
    });
    const manifestHash = await publishContent(authority, rehearsal, french, doubleEntry);
    const campaignId = await campaignIdOf(CAMPAIGN);
    const order = orderNumbers();
    const classes = await Promise.all([
      schoolClass('CP A', 'cp', 0, pupils, order, manifestHash, campaignId),
      schoolClass('CP-CE1 B', 'cp', 4, 14, order, manifestHash, campaignId),
      schoolClass('CP-CE1 B', 'ce1', 9, 12, order, manifestHash, campaignId),
      schoolClass('6e 3', '6e', 0, 26, order, manifestHash, campaignId),
    ]);
    const signer = signed
      ? { authority: toBase64Url(raw), sign: async (message: Bytes) => sign(null, message, privateKey) }
      : null;
    const school = new School({ platform, authority, signer, dataDir, manifestHash, campaignId, classes });
    await school.#publish();
    return school;
  }

  get url(): string {
    return this.#platform.url;
  }

  /** Address that staff type. */
  get address(): string {
    return `${this.#platform.url}/c/${CAMPAIGN}/ecole/`;
  }

  /** A code for a member of staff with these classes. `calendar` 1: its period is over. */
  async addStaff(
    role: Keyring['role'],
    classes: readonly SchoolClass[],
    { calendar = 0, keyring = true, rank = 1 }: { calendar?: 0 | 1; keyring?: boolean; rank?: number } = {},
  ): Promise<string> {
    const code = mintCode('staff', random);
    const holder = await openHolder(await rootFromCode(code, this.#campaignId, argon2id), this.#campaignId);
    await this.#putHolder(holder, 'staff', calendar);
    const body: Keyring = {
      v: 1,
      kind: 'keyring',
      role,
      label: role === 'head' ? 'Direction' : `Enseignant ou enseignante de ${classes[0]?.label}`,
      rank,
      school: SCHOOL,
      manifest: this.#manifestHash,
      classes: classes.map(({ root, label, level }) => ({ root: toBase64Url(root), label, level })),
      schoolRoot: role === 'head' ? toBase64Url(this.#schoolRoot) : null,
      ...(this.#signer === null ? {} : { authority: this.#signer.authority }),
    };
    if (keyring) await this.#putDocument(holder, 'keyring', body, null);
    return code.text;
  }

  /** A code for an inspector, with the schools of the area in parts of `partSize`, and figures if wanted. */
  async addInspector({
    isRegion = false,
    schools = isRegion ? areaSchools(180, ['002', '059', '060', '062', '080']) : areaSchools(42),
    partSize = 20,
    report = true,
  }: AreaOptions = {}): Promise<{
    readonly code: string;
    /** Publishes the schools again. */
    readonly tell: (schools: readonly AreaSchool[]) => Promise<void>;
    readonly holder: Holder;
  }> {
    const code = mintCode('staff', random);
    const person = await openHolder(await rootFromCode(code, this.#campaignId, argon2id), this.#campaignId);
    const root = random(32);
    const holder = await openHolder(root, this.#campaignId);
    await this.#putHolder(person, 'staff', 0);
    await this.#putHolder(holder, 'group', 0);
    const keyring: AreaKeyring = {
      ...{ v: 1, kind: 'area-keyring' },
      area: isRegion
        ? { code: 'hauts-de-france', kind: 'region', label: 'Région académique Hauts-de-France' }
        : { code: 'lille-3', kind: 'circonscription', label: 'Circonscription de Lille 3' },
      ...{ root: toBase64Url(root), manifest: this.#manifestHash },
      ...(this.#signer === null ? {} : { authority: this.#signer.authority }),
    };
    await this.#putDocument(person, 'keyring', keyring, null);
    const tell = async (told: readonly AreaSchool[]) => {
      const of = Math.max(1, Math.ceil(told.length / partSize));
      for (let part = 1; part <= of; part++)
        await this.#putDocument(holder, `participation/${part}`, {
          ...{ v: 1, kind: 'area-participation', at: at(0), part, of, fewest: 5 },
          schools: told.slice((part - 1) * partSize, part * partSize),
        });
    };
    await tell(schools);
    if (report)
      await this.#putDocument(
        holder,
        'report/area',
        areaReportOf(await this.manifest(), isRegion ? ['02', '59', '60', '62', '80'] : []),
      );
    return { code: code.text, tell, holder };
  }

  /** Documents of a class as its holder fetches them: what a platform would put where another's is looked for. */
  headersOf({ holder }: SchoolClass): Record<string, string> {
    return { authorization: bearer(holder.access) };
  }

  /** What the platform holds of a pupil's entry, opened as the authority does. */
  async entryOf(schoolClass: SchoolClass, sequence: string, orderNumber: string): Promise<EntryBody | null> {
    const { holder } = schoolClass;
    const name = await entryRecordName(holder.namesKey, sequence, orderNumber);
    const envelope = await this.recordOf(schoolClass, name);
    if (envelope === null) return null;
    return parseEntryBody((await open(holder, envelope, { kind: 'record-or-final', name })).body);
  }

  /** The envelope that the platform has under that name; null: none. */
  async recordOf({ holder }: SchoolClass, name: string): Promise<Bytes | null> {
    const { records } = await this.#authority.readRecords({
      records: [{ holder: toBase64Url(holder.holderId), name }],
    });
    const envelope = records[0]?.envelope ?? null;
    return envelope === null ? null : fromBase64Url(envelope);
  }

  async publishParticipation(schoolClass: SchoolClass): Promise<void> {
    await this.#putDocument(schoolClass.holder, 'participation', participationOf(schoolClass));
  }

  async publishReport(schoolClass: SchoolClass, manifest: Manifest): Promise<void> {
    await this.#putDocument(schoolClass.holder, 'report/class', reportOf(schoolClass, manifest));
  }

  /**
   * What a colleague who has the class's secret and the host do together: the report of the class with every group
   * changed, sealed rightly as the next version, and stored. Signed with a key of the colleague's own, or not at all.
   */
  async forgeReport(schoolClass: SchoolClass, manifest: Manifest, signed: boolean): Promise<void> {
    const forged: ClassReport = {
      ...reportOf(schoolClass, manifest),
      notices: [localised('Rapport fabriqué.', 'Made up.')],
    };
    const { privateKey } = generateKeyPairSync('ed25519');
    const own: SignDocument = async (message) => sign(null, message, privateKey);
    await this.#putDocument(schoolClass.holder, 'report/class', forged, signed ? own : null);
  }

  /** What the head sees; `moreComplete`: sittings of each class and sequence that ended since the first time. */
  async publishSchoolParticipation(moreComplete: number): Promise<void> {
    const counts = (schoolClass: SchoolClass, sequence: string) => {
      const { expected, absent, complete } = countsOf(participationOf(schoolClass), sequence);
      const ended = Math.min(expected - absent, complete + moreComplete);
      return { expected, absent, complete: ended, begun: 0, notBegun: expected - absent - ended };
    };
    await this.#putDocument(await openHolder(this.#schoolRoot, this.#campaignId), 'participation', {
      v: 1,
      kind: 'school-participation',
      at: at(0),
      classes: this.classes.map((schoolClass) => ({
        label: schoolClass.label,
        level: schoolClass.level,
        sequences: Object.fromEntries(
          schoolClass.roster.sequences.map(({ id }) => [id, counts(schoolClass, id)]),
        ),
      })),
    });
  }

  async manifest(): Promise<Manifest> {
    const response = await fetch(`${this.url}/c/${CAMPAIGN}/content/${this.#manifestHash}`);
    return parseManifest(await response.json());
  }

  async close(): Promise<void> {
    await this.#platform.close();
    rmSync(this.#dataDir, { recursive: true, force: true });
  }

  async #publish(): Promise<void> {
    const manifest = await this.manifest();
    const schoolHolder = await openHolder(this.#schoolRoot, this.#campaignId);
    await this.#putHolder(schoolHolder, 'group', 0);
    for (const schoolClass of this.classes) {
      await this.#putHolder(schoolClass.holder, 'group', 0);
      await this.#putDocument(schoolClass.holder, 'roster', schoolClass.roster);
      await this.publishParticipation(schoolClass);
    }
    for (const index of [0, 3]) await this.publishReport(this.classes[index]!, manifest);
    await this.publishSchoolParticipation(0);
    await this.#putDocument(schoolHolder, 'report/school', {
      v: 1,
      kind: 'school-report',
      at: at(0),
      notices: [
        localised(
          'Restitution rééditée le 12 octobre 2026 à 14 h : les seuils ont changé pour « Rimes ».',
          'Report issued again on 12 October 2026 at 14:00: thresholds have changed for “Rhymes”.',
        ),
      ],
      comparisons: comparisonsOf(manifest),
      progress: {
        ...progressOf(manifest),
        classes: [
          { label: this.classes[0]!.label, level: 'cp', figures: progressOf(manifest).figures },
          { label: this.classes[1]!.label, level: 'cp', figures: {} },
        ],
      },
      classes: [0, 3].map((index) => {
        const { label, level } = this.classes[index]!;
        const report = reportOf(this.classes[index]!, manifest);
        return {
          label,
          level,
          domains: Object.fromEntries(
            report.domains.map(({ id }) => {
              const groups = report.pupils.map((pupil) => pupil.domains[id]?.group ?? 'noResult');
              const count = (group: string) => groups.filter((one) => one === group).length;
              return [
                id,
                {
                  needs: count('needs'),
                  fragile: count('fragile'),
                  satisfactory: count('satisfactory'),
                  noResult: count('noResult'),
                },
              ];
            }),
          ),
        };
      }),
    });
    const slips = slipsOf(this.classes);
    for (const [index, body] of slips.entries())
      await this.#putDocument(schoolHolder, `slips/${index}`, body);
  }

  async #putHolder(holder: Holder, role: 'staff' | 'group', calendar: number): Promise<void> {
    const access = toBase64Url(await accessHash(holder.access));
    await this.#authority.putHolders({
      holders: [{ holder: toBase64Url(holder.holderId), access, calendar, role }],
    });
  }

  async #putDocument(
    holder: Holder,
    name: string,
    body: unknown,
    signDocument: SignDocument | null = this.#signer?.sign ?? null,
  ): Promise<void> {
    const key = `${toBase64Url(holder.holderId)} ${name}`;
    const before = this.#versions.get(key);
    const input = {
      name,
      device: AUTHORITY_DEVICE,
      version: (before?.version ?? 0) + 1,
      previous: before?.hash ?? NO_PREVIOUS,
      body,
      ceiling: 32_768,
      iv: random(12),
    };
    const sealed =
      signDocument === null
        ? await seal(holder, { kind: 'document', ...input })
        : await sealSignedDocument(holder, input, signDocument);
    this.#versions.set(key, { version: sealed.version, hash: sealed.hash });
    const { results } = await this.#authority.putDocuments({ envelopes: [toBase64Url(sealed.bytes)] });
    if (results[0]?.code !== 'ok') throw new Error(`${name} not published: ${results[0]?.code}`);
  }
}
