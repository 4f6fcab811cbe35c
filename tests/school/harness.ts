/**
 * The real platform with the built school app, and a school published the way the authority does it: class, school and
 * staff holders, keyrings, rosters, participation, slips, reports. Everything that `start` opens, `close` closes.
 */

import { HostedCampaign } from '@cloison/dev-env/campaign/hosted-campaign.ts';
import { newAuthorityKey, type TestAuthorityKey } from '@cloison/dev-env/platform/authority-key.ts';
import {
  type AreaKeyring,
  type AreaSchool,
  type ClassReport,
  type DoubleEntryRule,
  type EntryBody,
  entryRecordName,
  type Holder,
  type Keyring,
  type Manifest,
  open,
  parseEntryBody,
  parseManifest,
  type SignDocument,
} from '@cloison/protocol';
import { type Bytes, bearer, toBase64Url } from '@cloison/protocol/public';
import type { SequenceContent } from '@cloison/qti/delivery';
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

export class School {
  readonly classes: readonly SchoolClass[];
  readonly #hosted: HostedCampaign;
  /** Whether documents are signed by the authority. */
  readonly #signed: boolean;
  readonly #manifestHash: string;
  readonly #schoolRoot = random(32);
  /** What staff were given, to be given again under another key of the authority. */
  readonly #keyrings: { readonly holder: Holder; readonly body: Keyring }[] = [];
  #replacement: TestAuthorityKey | null = null;

  private constructor(
    hosted: HostedCampaign,
    signed: boolean,
    manifestHash: string,
    classes: readonly SchoolClass[],
  ) {
    this.#hosted = hosted;
    this.#signed = signed;
    this.#manifestHash = manifestHash;
    this.classes = classes;
  }

  static async start({
    rehearsal = false,
    pupils = 10,
    french = FRENCH_CP,
    signed = true,
    doubleEntry,
  }: SchoolOptions = {}): Promise<School> {
    const hosted = await HostedCampaign.start(CAMPAIGN, { apps: ['school'] });
    const manifestHash = await publishContent(hosted.authority, rehearsal, french, doubleEntry);
    const { campaignId } = hosted;
    const order = orderNumbers();
    const classes = await Promise.all([
      schoolClass('CP A', 'cp', 0, pupils, order, manifestHash, campaignId),
      schoolClass('CP-CE1 B', 'cp', 4, 14, order, manifestHash, campaignId),
      schoolClass('CP-CE1 B', 'ce1', 9, 12, order, manifestHash, campaignId),
      schoolClass('6e 3', '6e', 0, 26, order, manifestHash, campaignId),
    ]);
    const school = new School(hosted, signed, manifestHash, classes);
    await school.#publish();
    return school;
  }

  get url(): string {
    return this.#hosted.url;
  }

  /** Address that staff type. */
  get address(): string {
    return `${this.#hosted.url}/c/${CAMPAIGN}/ecole/`;
  }

  /** A code for a member of staff with these classes. `calendar` 1: its period is over. */
  async addStaff(
    role: Keyring['role'],
    classes: readonly SchoolClass[],
    { calendar = 0, keyring = true, rank = 1 }: { calendar?: 0 | 1; keyring?: boolean; rank?: number } = {},
  ): Promise<string> {
    const { code, holder } = await this.#hosted.mint('staff');
    await this.#hosted.putHolder(holder, 'staff', calendar);
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
      ...(this.#signed ? { authority: this.#hosted.authorityKey } : {}),
    };
    if (keyring) await this.#putDocument(holder, 'keyring', body, null);
    this.#keyrings.push({ holder, body });
    return code;
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
    const { code, holder: person } = await this.#hosted.mint('staff');
    const root = random(32);
    const holder = await this.#hosted.holder(root);
    await this.#hosted.putHolder(person, 'staff');
    await this.#hosted.putHolder(holder, 'group');
    const keyring: AreaKeyring = {
      ...{ v: 1, kind: 'area-keyring' },
      area: isRegion
        ? { code: 'hauts-de-france', kind: 'region', label: 'Région académique Hauts-de-France' }
        : { code: 'lille-3', kind: 'circonscription', label: 'Circonscription de Lille 3' },
      ...{ root: toBase64Url(root), manifest: this.#manifestHash },
      ...(this.#signed ? { authority: this.#hosted.authorityKey } : {}),
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
    return { code, tell, holder };
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
  recordOf({ holder }: SchoolClass, name: string): Promise<Bytes | null> {
    return this.#hosted.record(holder, name);
  }

  /** The authority has another key from now on, with which it signs; keyrings still have the old one. */
  replaceAuthority(): void {
    this.#replacement = newAuthorityKey();
  }

  /** With the key that the authority has now. */
  async publishKeyrings(): Promise<void> {
    for (const { holder, body } of this.#keyrings)
      await this.#putDocument(
        holder,
        'keyring',
        { ...body, authority: this.#replacement?.x ?? this.#hosted.authorityKey },
        null,
      );
  }

  /** The report of the class as whoever has the old key of the authority makes it up. */
  async forgeWithOldKey(schoolClass: SchoolClass, manifest: Manifest): Promise<void> {
    await this.#putDocument(
      schoolClass.holder,
      'report/class',
      { ...reportOf(schoolClass, manifest), notices: [localised('Rapport fabriqué.', 'Made up.')] },
      this.#hosted.sign,
    );
  }

  async publishParticipation(schoolClass: SchoolClass): Promise<void> {
    await this.#putDocument(schoolClass.holder, 'participation', participationOf(schoolClass));
  }

  /** The roster of the class with these pupils more. */
  addPupils(schoolClass: SchoolClass, pupils: SchoolClass['roster']['pupils']): Promise<void> {
    return this.publishPupils(schoolClass, [...schoolClass.roster.pupils, ...pupils]);
  }

  /** The roster of the class with these pupils alone. */
  async publishPupils(
    { roster, holder }: SchoolClass,
    pupils: SchoolClass['roster']['pupils'],
  ): Promise<void> {
    await this.#putDocument(holder, 'roster', { ...roster, pupils });
  }

  /** New codes for everybody, and for a class more of each of these labels. */
  async publishSlips(more: readonly string[] = []): Promise<void> {
    const added = more.flatMap((label) => slipsOf(this.classes.slice(3)).map((one) => ({ ...one, label })));
    const holder = await this.#hosted.holder(this.#schoolRoot);
    for (const [index, body] of [...slipsOf(this.classes), ...added].entries())
      await this.#putDocument(holder, `slips/${index}`, body);
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
    await this.#putDocument(
      schoolClass.holder,
      'report/class',
      forged,
      signed ? newAuthorityKey().sign : null,
    );
  }

  /** What the head sees; `moreComplete`: sittings of each class and sequence that ended since the first time. */
  async publishSchoolParticipation(moreComplete: number): Promise<void> {
    const counts = (schoolClass: SchoolClass, sequence: string) => {
      const { expected, absent, complete } = countsOf(participationOf(schoolClass), sequence);
      const ended = Math.min(expected - absent, complete + moreComplete);
      return { expected, absent, complete: ended, begun: 0, notBegun: expected - absent - ended };
    };
    await this.#putDocument(await this.#hosted.holder(this.#schoolRoot), 'participation', {
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

  close(): Promise<void> {
    return this.#hosted.close();
  }

  async #publish(): Promise<void> {
    const manifest = await this.manifest();
    const schoolHolder = await this.#hosted.holder(this.#schoolRoot);
    await this.#hosted.putHolder(schoolHolder, 'group');
    for (const schoolClass of this.classes) {
      await this.#hosted.putHolder(schoolClass.holder, 'group');
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
    await this.publishSlips();
  }

  #putDocument(
    holder: Holder,
    name: string,
    body: unknown,
    sign: SignDocument | null = this.#signed ? (this.#replacement?.sign ?? this.#hosted.sign) : null,
  ): Promise<void> {
    return this.#hosted.putDocument(holder, name, body, { sign });
  }
}
