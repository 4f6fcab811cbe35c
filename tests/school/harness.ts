/**
 * The real platform with the built school app, and a school published the way the authority does it: class, school and
 * staff holders, keyrings, rosters, participation, slips, reports. Everything that `start` opens, `close` closes.
 */
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningPlatform, startPlatform } from '@cloison/platform';
import {
  type AreaKeyring,
  type AreaProgress,
  type AreaReport,
  type AreaSchool,
  AUTHORITY_DEVICE,
  type ClassParticipation,
  type ClassReport,
  type Comparison,
  ceilingFor,
  type DoubleEntryRule,
  type EntryBody,
  entryRecordName,
  type Group,
  type Holder,
  type Keyring,
  type Manifest,
  mintCode,
  NO_PREVIOUS,
  open,
  openHolder,
  parseEntryBody,
  parseManifest,
  type Roster,
  rootFromCode,
  type SignDocument,
  type SittingState,
  type Slips,
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
  sha256,
  toBase64Url,
  toHex,
  utf8,
} from '@cloison/protocol/public';
import { parseSequenceContent, type SequenceContent } from '@cloison/qti/delivery';
import { build } from 'vite';
import {
  createPlatformClient,
  type PlatformClient,
} from '../../apps/authority/src/platform-link/platform-client.ts';
import {
  FIRST_NAMES,
  FRENCH_6E,
  FRENCH_CE1,
  FRENCH_CP,
  LAST_NAMES,
  MATHS_CP,
  PAGES,
} from './fixture-content.ts';

export const CAMPAIGN = '2026-ecole';
export const SCHOOL = { uai: '0750001A', name: 'École élémentaire des Tilleuls' };
const HOUR = 3_600_000;
const APP = join(import.meta.dirname, '../../apps/school');
export const random = (length: number): Bytes => new Uint8Array(randomBytes(length));

export interface SchoolClass {
  readonly label: string;
  readonly level: string;
  readonly root: Bytes;
  readonly holder: Holder;
  readonly roster: Roster;
}

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
}

interface Signer {
  /** The public key, base64url. */
  readonly authority: string;
  readonly sign: SignDocument;
}

const localised = (fr: string, en: string) => ({ fr, en });
const at = (ms: number) => new Date(Date.now() + ms).toISOString();
const OPEN = { opens: at(-48 * HOUR), closes: at(240 * HOUR) };
const SOON = { opens: at(120 * HOUR), closes: at(240 * HOUR) };
const OVER = { opens: at(-400 * HOUR), closes: at(-200 * HOUR) };

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
    { calendar = 0, keyring = true }: { calendar?: 0 | 1; keyring?: boolean } = {},
  ): Promise<string> {
    const code = mintCode('staff', random);
    const holder = await openHolder(await rootFromCode(code, this.#campaignId, argon2id), this.#campaignId);
    await this.#putHolder(holder, 'staff', calendar);
    const body: Keyring = {
      v: 1,
      kind: 'keyring',
      role,
      label: role === 'head' ? 'Direction' : `Enseignant ou enseignante de ${classes[0]?.label}`,
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
  async addInspector({ schools = areaSchools(42), partSize = 20, report = true }: AreaOptions = {}): Promise<{
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
      area: { code: 'lille-3', kind: 'circonscription', label: 'Circonscription de Lille 3' },
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
    if (report) await this.#putDocument(holder, 'report/area', areaReportOf(await this.manifest()));
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
    await this.#putDocument(schoolHolder, 'participation', {
      v: 1,
      kind: 'school-participation',
      at: at(0),
      classes: this.classes.map((schoolClass) => ({
        label: schoolClass.label,
        level: schoolClass.level,
        sequences: Object.fromEntries(
          schoolClass.roster.sequences.map(({ id }) => [id, countsOf(participationOf(schoolClass), id)]),
        ),
      })),
    });
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

function orderNumbers(): () => string {
  let last = 4_100_000;
  return () => {
    last += 1_237;
    return String(last);
  };
}

async function schoolClass(
  label: string,
  level: string,
  offset: number,
  count: number,
  order: () => string,
  manifest: string,
  campaignId: Bytes,
): Promise<SchoolClass> {
  const root = random(32);
  const sequences: Record<string, Roster['sequences']> = {
    cp: [
      { id: 'francais-cp', ...OPEN },
      { id: 'maths-cp', ...SOON },
    ],
    ce1: [{ id: 'francais-ce1', ...OPEN }],
    '6e': [{ id: 'francais-6e', ...OPEN }],
  };
  const pupils = Array.from({ length: count }, (_, i) => ({
    orderNumber: order(),
    firstName: FIRST_NAMES[(i * 7 + offset) % FIRST_NAMES.length]!,
    lastName: LAST_NAMES[(i + offset) % LAST_NAMES.length]!,
    accommodations: [],
    left: false,
  }));
  if (label === 'CP A') pupils.push({ ...pupils[0]!, orderNumber: order(), lastName: 'Parti', left: true });
  const roster: Roster = {
    v: 1,
    kind: 'roster',
    label,
    level,
    school: SCHOOL,
    manifest,
    pupils,
    sequences: sequences[level]!,
  };
  return { label, level, root, holder: await openHolder(root, campaignId), roster };
}

const present = ({ roster }: SchoolClass) => roster.pupils.filter(({ left }) => !left);

function participationOf(schoolClass: SchoolClass): ClassParticipation {
  const states: readonly SittingState[] = ['complete', 'complete', 'complete', 'begun', 'notBegun', 'absent'];
  return {
    v: 1,
    kind: 'class-participation',
    at: at(0),
    pupils: present(schoolClass).map(({ orderNumber }, i) => ({
      orderNumber,
      sequences: Object.fromEntries(
        schoolClass.roster.sequences.map(({ id }) => {
          const state = states[(i * 5) % states.length]!;
          const answered = state === 'complete' ? 6 : state === 'begun' ? 2 : 0;
          return [id, { state, answered, expected: 6, receipt: state === 'complete' ? 'K7M2QX' : null }];
        }),
      ),
    })),
  };
}

function countsOf({ pupils }: ClassParticipation, sequence: string) {
  const states = pupils.map((pupil) => pupil.sequences[sequence]?.state ?? 'notBegun');
  const count = (state: SittingState) => states.filter((one) => one === state).length;
  return {
    expected: pupils.length,
    notBegun: count('notBegun'),
    begun: count('begun'),
    complete: count('complete'),
    absent: count('absent'),
  };
}

/** The whole country for every domain; the département and schools of the kind for the first of each level only. */
function comparisonsOf(manifest: Manifest): Comparison[] {
  return manifest.domains.flatMap(({ id, level }) => {
    const first = manifest.domains.find((domain) => domain.level === level)!.id === id;
    const nation = {
      domain: id,
      with: 'nation',
      label: localised('France', 'France'),
      counts: { needs: 180_000, fragile: 240_000, satisfactory: 400_000 },
    } as const;
    if (!first) return [nation];
    return [
      nation,
      {
        domain: id,
        with: 'departement',
        label: localised('Département 75', 'Département 75'),
        counts: { needs: 3000, fragile: 5000, satisfactory: 12_000 },
      },
      {
        domain: id,
        with: 'kind',
        label: localised('public, hors éducation prioritaire', 'public, outside priority networks'),
        counts: { needs: 90_000, fragile: 130_000, satisfactory: 280_000 },
      },
    ];
  });
}

function reportOf(schoolClass: SchoolClass, manifest: Manifest): ClassReport {
  const domains = manifest.domains.filter(({ level }) => level === schoolClass.level);
  return {
    v: 1,
    kind: 'class-report',
    at: at(0),
    level: schoolClass.level,
    comparisons: comparisonsOf(manifest).filter(({ domain }) => domains.some(({ id }) => id === domain)),
    notices: [
      localised('L’item 3 des rimes ne compte plus : son image était floue.', 'Item 3 is withdrawn.'),
    ],
    domains: domains.map(({ id, items }) => ({
      id,
      maxScore: id === 'fluence' ? 60 : items.length,
      thresholds:
        id === 'fluence' ? [15, 30] : [Math.ceil(items.length / 3), Math.ceil((2 * items.length) / 3)],
    })),
    pupils: present(schoolClass).map(({ orderNumber }, i) => {
      const absent = i % 9 === 8;
      const state: SittingState = absent ? 'absent' : i % 9 === 5 ? 'begun' : 'complete';
      return {
        orderNumber,
        sequences: Object.fromEntries(
          schoolClass.roster.sequences.map(({ id }) => [id, { state, receipt: null }]),
        ),
        domains: Object.fromEntries(
          domains.map(({ id, items }, d) => {
            if (state !== 'complete') return [id, null];
            if (id === 'fluence') {
              const words = (i * 17 + 8) % 61;
              return [
                id,
                { score: words, group: words < 15 ? 'needs' : words < 30 ? 'fragile' : 'satisfactory' },
              ];
            }
            const score = (i * 3 + d * 2 + 1) % (items.length + 1);
            const group: Group =
              score < Math.ceil(items.length / 3)
                ? 'needs'
                : score < Math.ceil((2 * items.length) / 3)
                  ? 'fragile'
                  : 'satisfactory';
            return [id, { score, group }];
          }),
        ),
        items: Object.fromEntries(
          domains
            .filter(({ testSpecific }) => testSpecific)
            .flatMap(({ items }) =>
              items.map((item, n) => {
                const right = (i + n) % 3 !== 0;
                const state = absent ? 'absent' : (i + n) % 7 === 0 ? 'noAnswer' : 'answered';
                return [
                  item,
                  {
                    response: state === 'answered' ? 'choix1' : null,
                    score: state === 'answered' && right ? 1 : 0,
                    maxScore: 1,
                    state,
                  },
                ] as const;
              }),
            ),
        ),
      };
    }),
  };
}

function slipsOf(classes: readonly SchoolClass[]): readonly Slips[] {
  const address = `https://evaluation.example/c/${CAMPAIGN}/`;
  return [...Map.groupBy(classes, ({ label }) => label)].map(([label, levels]) => ({
    v: 1,
    kind: 'slips',
    label,
    levels: levels.map(({ level }) => level),
    address,
    teachers: [{ label: `Enseignant ou enseignante de ${label}`, code: mintCode('staff', random).text }],
    pupils: levels.flatMap((schoolClass) =>
      present(schoolClass).map(({ orderNumber, firstName, lastName }) => ({
        orderNumber,
        firstName,
        lastName,
        level: schoolClass.level,
        code: schoolClass.level === '6e' ? mintCode('pupil', random).text : null,
      })),
    ),
  }));
}

/** Publishes content, card and calendars; returns the manifest's hash. */
async function publishContent(
  authority: PlatformClient,
  rehearsal: boolean,
  french: SequenceContent,
  doubleEntry?: DoubleEntryRule,
): Promise<string> {
  const files: Manifest['files'] = {};
  const uploads: { readonly hash: string; readonly bytes: Bytes; readonly type: string }[] = [];
  const put = async (path: string, bytes: Bytes, type: string) => {
    const hash = toHex(await sha256(bytes));
    uploads.push({ hash, bytes, type });
    files[path] = { hash, bytes: bytes.length, type };
    return hash;
  };
  const contents = [french, MATHS_CP, FRENCH_CE1, FRENCH_6E];
  for (const content of contents) {
    const checked = parseSequenceContent(structuredClone(content));
    await put(`sequences/${content.id}.json`, utf8(JSON.stringify(checked)), 'application/json');
  }
  for (const [path, svg] of Object.entries(PAGES)) await put(path, utf8(svg), 'image/svg+xml');
  const title = localised('Évaluations de CP, CE1 et sixième', 'CP, CE1 and Year 6 assessments');
  const sequence = (content: SequenceContent, level: string, fr: string, en: string) => ({
    id: content.id,
    level,
    title: localised(fr, en),
    minutes: null,
    instructions: null,
    content: `sequences/${content.id}.json`,
    items: content.items.map(({ id }) => id),
  });
  const domain = (
    id: string,
    level: string,
    sequenceId: string,
    titles: readonly [string, string],
    sentence: string,
    items: readonly string[],
    testSpecific = false,
    guidance?: Manifest['domains'][number]['guidance'],
  ) => ({
    id,
    level,
    sequence: sequenceId,
    title: localised(...titles),
    sentence: localised(sentence, sentence),
    items: [...items],
    testSpecific,
    ...(guidance === undefined ? {} : { guidance }),
  });
  const letters = french.exercises![0]!.items;
  const rhymes = french.exercises![1]!.items;
  const online = FRENCH_6E.items.map(({ id }) => id);
  const manifest: Manifest = {
    v: 1,
    campaign: CAMPAIGN,
    title,
    year: 2026,
    rehearsal,
    address: 'https://evaluation.example/',
    levels: [
      { id: 'cp', title: localised('CP', 'CP'), mode: 'entry' },
      { id: 'ce1', title: localised('CE1', 'CE1'), mode: 'entry' },
      { id: '6e', title: localised('Sixième', 'Year 6'), mode: 'online' },
    ],
    sequences: [
      sequence(french, 'cp', 'Français', 'French'),
      sequence(MATHS_CP, 'cp', 'Mathématiques', 'Mathematics'),
      sequence(FRENCH_CE1, 'ce1', 'Français', 'French'),
      sequence(FRENCH_6E, '6e', 'Français', 'French'),
    ],
    domains: [
      domain(
        'lettres',
        'cp',
        'francais-cp',
        ['Reconnaître les lettres', 'Letters'],
        'Reconnaître une lettre parmi des lettres qui lui ressemblent.',
        letters,
        true,
      ),
      domain(
        'phonemes',
        'cp',
        'francais-cp',
        ['Manipuler des phonèmes', 'Phonemes'],
        'Distinguer les sons à l’intérieur d’un mot et trouver ceux qui se répètent.',
        rhymes,
        true,
        {
          needs: localised(
            'Frapper les syllabes, puis chercher la rime à l’oral.',
            'Clap, then rhyme aloud.',
          ),
          fragile: localised('Reprendre les rimes avec des images.', 'Rhyme again with pictures.'),
          satisfactory: localised('Faire inventer des comptines.', 'Have pupils make up rhymes.'),
        },
      ),
      domain(
        'fluence',
        'cp',
        'francais-cp',
        ['Lire à voix haute', 'Reading aloud'],
        'Lire des mots connus sans s’arrêter, en une minute.',
        french.items.slice(-1).map(({ id }) => id),
      ),
      domain(
        'nombres',
        'cp',
        'maths-cp',
        ['Écrire des nombres', 'Writing numbers'],
        'Écrire en chiffres un nombre entendu.',
        ['n1', 'n2', 'n3', 'n4'],
      ),
      domain(
        'lecture',
        '6e',
        'francais-6e',
        ['Comprendre un texte', 'Understanding a text'],
        'Trouver dans un texte ce qui y est écrit, et ce qui se devine.',
        online.slice(0, 3),
      ),
      domain(
        'langue',
        '6e',
        'francais-6e',
        ['Étude de la langue', 'Language'],
        'Accorder, conjuguer, choisir le mot juste.',
        online.slice(3),
      ),
    ],
    ceilings: {
      entry: ceilingFor(french.items.length > 50 ? 24_000 : 6_000),
      keyring: 32_768,
      roster: 32_768,
      ...(doubleEntry === undefined ? {} : { desk: 32_768 }),
    },
    ...(doubleEntry === undefined ? {} : { doubleEntry }),
    files,
  };
  const manifestHash = await put(
    'manifest.json',
    utf8(JSON.stringify(parseManifest(manifest))),
    'application/json',
  );
  const names = ['entry', 'desk', 'keyring', 'roster', 'slips', 'participation', 'report'];
  await authority.putCampaign({
    v: 1,
    card: { v: 1, campaign: CAMPAIGN, title, rehearsal, manifest: manifestHash, online: true },
    calendars: [
      Object.fromEntries(names.map((name) => [name, OPEN])),
      Object.fromEntries(names.map((name) => [name, OVER])),
    ],
  });
  for (const { hash, bytes, type } of uploads) await authority.putContent(hash, bytes, type);
  return manifestHash;
}

const TOWNS = ['Lille', 'Lambersart', 'La Madeleine', 'Marcq-en-Barœul', 'Saint-André-lez-Lille'];
const NAMES = [
  'Jean-Moulin',
  'Les Mûriers',
  'Voltaire',
  'Marie-Curie',
  'Jules-Ferry',
  'Le Petit Prince',
  'Jeanne-Barret',
];

/** Schools of an area in every state: one in seven has not begun, one in four is done, a few are too small. */
export function areaSchools(count: number): AreaSchool[] {
  const told = (expected: number, i: number): AreaProgress => {
    const whole = {
      done: expected,
      left: 0,
      few: null,
      complete: expected,
      absent: 0,
      begun: 0,
      notBegun: 0,
    };
    if (i % 7 === 0)
      return { ...whole, state: 'notBegun', done: 0, left: expected, complete: 0, notBegun: expected };
    if (i % 4 === 0) return { ...whole, state: 'done', complete: null, absent: null };
    if (i % 5 === 0)
      return {
        ...{ state: 'underWay', done: null, left: null, few: 'left' },
        ...{ complete: null, absent: null, begun: null, notBegun: null },
      };
    const done = Math.floor(expected / 2);
    return {
      ...{ state: 'underWay', done, left: expected - done, few: null, complete: done, absent: 0 },
      ...{ begun: expected - done, notBegun: 0 },
    };
  };
  return Array.from({ length: count }, (_, i): AreaSchool => {
    const cp = i % 11 === 10 ? null : 12 + ((i * 7) % 19);
    return {
      uai: `059${String(1000 + i)}A`,
      name: `École ${NAMES[i % NAMES.length]}${i < NAMES.length ? '' : ` n° ${Math.floor(i / NAMES.length) + 1}`}`,
      town: TOWNS[i % TOWNS.length]!,
      levels: [
        {
          ...{ level: 'cp', expected: cp },
          sequences: cp === null ? {} : { 'francais-cp': told(cp, i), 'maths-cp': told(cp, 7 * i) },
        },
        { level: 'ce1', expected: 24, sequences: { 'francais-ce1': told(24, i + 1) } },
      ],
    };
  });
}

function areaReportOf(manifest: Manifest): AreaReport {
  const figures = (needs: number, fragile: number, satisfactory: number, mean: number | null) => ({
    ...{ needs, fragile, satisfactory, pupils: needs + fragile + satisfactory, mean },
  });
  return {
    ...{ v: 1, kind: 'area-report', at: at(0) },
    domains: manifest.domains
      .filter(({ level }) => level !== '6e')
      .map(({ id }, i) => ({
        ...{ domain: id, released: at(-HOUR), maxScore: 12 },
        own:
          i === 1
            ? { needs: null, fragile: null, satisfactory: null, pupils: null, mean: null }
            : i === 2
              ? { needs: null, fragile: 210, satisfactory: null, pupils: 980, mean: 7.4 }
              : figures(142 + i, 251, 611, 8.25),
        beside: [
          { label: localised('France', 'France'), figures: figures(120_400, 201_300, 508_200, 8.6) },
          {
            label: localised('Académie : Lille', 'Académie : Lille'),
            figures: figures(9800, 15_400, 31_000, 8.1),
          },
          { label: localised('Nord (59)', 'Nord (59)'), figures: figures(6100, 9700, 19_900, 8.2) },
        ],
        kinds: [],
      })),
  };
}
