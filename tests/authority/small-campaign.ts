/**
 * A whole campaign in small: one level online (6e: four items, two domains), one by entry (cp: four items, one domain), a
 * collège and a school, their vault, and a real platform on loopback. Every key stands below, so that scores can be
 * written by hand.
 */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SAMPLE_COST } from '@cloison/dev-env/authority/sample-office.ts';
import { type PlatformOptions, type RunningPlatform, startPlatform } from '@cloison/platform';
import { type OpenCampaign, openCampaign } from '../../apps/authority/src/campaign/open-campaign.ts';
import { assignCodes } from '../../apps/authority/src/codes/assign.ts';
import { mintCodes } from '../../apps/authority/src/codes/mint.ts';
import { codesNeeded } from '../../apps/authority/src/codes/needs.ts';
import type { Actor } from '../../apps/authority/src/journal/journal.ts';
import { type KeyStore, openKeyStore } from '../../apps/authority/src/keys/key-store.ts';
import { importRoster } from '../../apps/authority/src/roster/import-roster.ts';
import { createCampaign } from '../../apps/authority/src/specify/create-campaign.ts';
import { createVault, openVault, type Vault } from '../../apps/authority/src/vault/vault.ts';
import { NAME, PASSPHRASE } from './small-campaign-name.ts';

export { NAME, PASSPHRASE };
/** Names that must not be found where they should not be. */
export const CANARIES = ['Zébulon', 'Quetzalcoatl', 'Xanthippe', 'Wolframite'];

const item = (id: string, declaration: string, body: string) => `<?xml version="1.0" encoding="UTF-8"?>
<qti-assessment-item xmlns="http://www.imsglobal.org/xsd/imsqtiasi_v3p0" identifier="${id}" title="Item ${id}"
    adaptive="false" time-dependent="false" xml:lang="fr">
  ${declaration}
  <qti-outcome-declaration identifier="SCORE" cardinality="single" base-type="float" normal-maximum="1"/>
  <qti-item-body>${body}</qti-item-body>
  <qti-response-processing template="https://purl.imsglobal.org/spec/qti/v3p0/rptemplates/match_correct.xml"/>
</qti-assessment-item>
`;

const declare = (type: string, correct: string) =>
  `<qti-response-declaration identifier="RESPONSE" cardinality="single" base-type="${type}">
    <qti-correct-response><qti-value>${correct}</qti-value></qti-correct-response></qti-response-declaration>`;

const choice = (id: string, correct: string) =>
  item(
    id,
    declare('identifier', correct),
    `<qti-choice-interaction response-identifier="RESPONSE" max-choices="1"><qti-prompt>Choisis.</qti-prompt>
     <qti-simple-choice identifier="A">un</qti-simple-choice><qti-simple-choice identifier="B">deux</qti-simple-choice>
     <qti-simple-choice identifier="C">trois</qti-simple-choice></qti-choice-interaction>`,
  );

const typed = (id: string, type: string, correct: string) =>
  item(
    id,
    declare(type, correct),
    `<p>Écris : <qti-text-entry-interaction response-identifier="RESPONSE" expected-length="10"/></p>`,
  );

/** Keys: m1 = B, m2 = A, m3 = 12, m4 = chat; l1 = A, l2 = B, l3 = A, l4 = B. One point each. */
const PACKAGES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  maths: {
    m1: choice('m1', 'B'),
    m2: choice('m2', 'A'),
    m3: typed('m3', 'integer', '12'),
    m4: typed('m4', 'string', 'chat'),
  },
  lettres: {
    l1: choice('l1', 'A'),
    l2: choice('l2', 'B'),
    l3: choice('l3', 'A'),
    l4: choice('l4', 'B'),
  },
};

/** calcul (m1, m2, m3): < 1 needs, < 3 fragile. mots (m4): < 1 needs. lettres (l1 … l4): < 2 needs, < 4 fragile. */
const CAMPAIGN = (minutes: string) => `campaign: ${NAME}
title: { fr: "Petite campagne", en: "Small campaign" }
year: 2026
rehearsal: false
address: https://evaluation.example/
levels:
  - { id: "6e", title: { fr: 6e, en: "Year 7" }, mode: online }
  - { id: cp, title: { fr: CP, en: "Year 2" }, mode: entry }
sequences:
  - { id: maths, level: "6e", title: { fr: Mathématiques, en: Mathematics }, package: maths, ${minutes}items: [m1, m2, m3, m4] }
  - id: lettres
    level: cp
    title: { fr: Lettres, en: Letters }
    package: lettres
    exercises:
      - { id: ex1, title: { fr: "Les lettres", en: "Letters" }, items: [l1, l2, l3, l4] }
domains:
  - id: calcul
    level: "6e"
    sequence: maths
    title: { fr: Calculer, en: Calculating }
    sentence: { fr: "Calculer.", en: "Calculating." }
    items: [m1, m2, m3]
    thresholds: [1, 3]
    testSpecific: true
  - id: mots
    level: "6e"
    sequence: maths
    title: { fr: Écrire, en: Writing }
    sentence: { fr: "Écrire.", en: "Writing." }
    items: [m4]
    thresholds: [1, 1]
  - id: lettres
    level: cp
    sequence: lettres
    title: { fr: Lettres, en: Letters }
    sentence: { fr: "Lire.", en: "Reading." }
    items: [l1, l2, l3, l4]
    thresholds: [2, 4]
accommodations:
  - { id: tiers-temps, title: { fr: "Tiers temps", en: "Extra time" }, time: 1.3333 }
doubleEntry: { perClass: 1, seed: 7 }
codes: { reservePerSchool: 2, teachersPerClass: 1 }
reports: continuous
`;

const CALENDAR = `areas:
  - { id: 0, zone: Europe/Paris, title: { fr: Métropole, en: Mainland France }, departements: ["*"] }
sequences:
  maths: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }
  lettres: { opens: 2026-01-05T08:00, closes: 2035-06-30T18:00 }
documents:
  ticket: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  keyring: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  roster: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  slips: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  participation: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
  report: { opens: 2026-01-05T08:00, closes: 2035-07-31T18:00 }
`;

const manifest = (ids: readonly string[]) => `<?xml version="1.0" encoding="UTF-8"?>
<manifest xmlns="http://www.imsglobal.org/xsd/qti/qtiv3p0/imscp_v1p1" identifier="PACKAGE">
  <metadata><schema>QTI Package</schema><schemaversion>3.0.0</schemaversion></metadata>
  <organizations/>
  <resources>
    ${ids
      .map(
        (id) =>
          `<resource identifier="R-${id}" type="imsqti_item_xmlv3p0" href="items/${id}.xml"><file href="items/${id}.xml"/></resource>`,
      )
      .join('\n    ')}
  </resources>
</manifest>
`;

const SCHOOLS = `uai,nom,commune,secteur,ep
0750001${letter('0750001')},École des Tilleuls,Paris,PU,HEP
0770002${letter('0770002')},Collège du Parc,Melun,PU,REP
`;

/** Six pupils of 6e A at the collège, five of CP A at the school; one of 6e has extra time. */
export const PUPILS = [
  ['0770002', '6e A', '6e', '100000001AA', 'Zébulon', 'Anna', '2015-02-10', 'F', ''],
  ['0770002', '6e A', '6e', '100000002AA', 'Quetzalcoatl', 'Bilal', '2015-03-11', 'M', 'tiers-temps'],
  ['0770002', '6e A', '6e', '100000003AA', 'Xanthippe', 'Chloé', '2015-01-12', 'F', ''],
  ['0770002', '6e A', '6e', '100000004AA', 'Wolframite', 'David', '2015-02-13', 'M', ''],
  ['0770002', '6e A', '6e', '100000005AA', 'Érable', 'Emma', '2015-03-14', 'F', ''],
  ['0770002', '6e A', '6e', '100000006AA', 'Fougère', 'Farid', '2015-01-15', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000011AA', 'Genêt', 'Gaël', '2020-04-16', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000012AA', 'Houx', 'Hana', '2020-05-17', 'F', ''],
  ['0750001', 'CP A', 'cp', '100000013AA', 'If', 'Inès', '2020-06-18', 'F', ''],
  ['0750001', 'CP A', 'cp', '100000014AA', 'Jasmin', 'Jules', '2020-04-19', 'M', ''],
  ['0750001', 'CP A', 'cp', '100000015AA', 'Kiwi', 'Karim', '2020-05-20', 'M', ''],
] as const;

function letter(digits: string): string {
  return 'ABCDEFGHJKLMNPRSTUVWXYZ'[Number(digits) % 23] ?? '';
}

/** `pupils.csv` of these rows. */
export function pupilsCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(([digits = '', ...rest]) => `${digits}${letter(digits)},${rest.join(',')}`);
  return `uai,classe,niveau,ine,nom,prenom,naissance,sexe,amenagements\n${lines.join('\n')}\n`;
}

/**
 * In memory where the system offers it: these tests kill processes, not machines, and a shared disk is slow to promise
 * that it has written.
 */
export function temporaryFolder(what: string): string {
  return mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), `cloison-${what}-`));
}

export interface SmallCampaign {
  readonly folder: string;
  readonly actor: Actor;
  readonly keys: KeyStore;
  readonly vault: Vault;
  readonly campaign: OpenCampaign;
  readonly platform: RunningPlatform;
  /** What the platform keeps on disk. */
  readonly platformFolder: string;
  readonly vaultFolder: string;
  readonly keysFolder: string;
  /** The vault closed and opened again, as another process would. */
  reopen(): Promise<void>;
  /** Releases the vault, for another process; `reopen` takes it back. */
  release(): void;
  /** Stops the platform; `change` may touch its files meanwhile; starts it again on the same port. */
  restartPlatform(change?: () => void): Promise<void>;
  stopPlatform(): Promise<void>;
  close(): Promise<void>;
}

export interface SmallOptions {
  /** Time limit of the online sequence. */
  readonly minutes?: number;
  readonly campaign?: (yaml: string) => string;
  readonly calendar?: (yaml: string) => string;
  readonly pupils?: readonly (readonly string[])[];
  /** Further items of the online sequence, by identifier. */
  readonly maths?: Readonly<Record<string, string>>;
  /** Of the authority and of the platform; the real one by default. */
  readonly clock?: () => number;
  /** Where the platform keeps its campaigns; its own folder by default. */
  readonly store?: string;
  /** Minted beyond what the roster needs, for areas. */
  readonly moreStaffCodes?: number;
  /** `schools.csv`; a school and a collège by default. */
  readonly schools?: string;
  /** Starts the platform; in this process by default. */
  readonly platform?: (settings: PlatformOptions) => Promise<RunningPlatform>;
}

export function writeCampaignFolder(folder: string, options: SmallOptions = {}): void {
  const minutes = options.minutes === undefined ? '' : `minutes: ${options.minutes}, `;
  const same = (yaml: string) => yaml;
  writeFileSync(join(folder, 'campaign.yaml'), (options.campaign ?? same)(CAMPAIGN(minutes)));
  writeFileSync(join(folder, 'calendar.yaml'), (options.calendar ?? same)(CALENDAR));
  for (const [name, own] of Object.entries(PACKAGES)) {
    const items = name === 'maths' ? { ...own, ...options.maths } : own;
    mkdirSync(join(folder, name, 'items'), { recursive: true });
    writeFileSync(join(folder, name, 'imsmanifest.xml'), manifest(Object.keys(items)));
    for (const [id, xml] of Object.entries(items))
      writeFileSync(join(folder, name, 'items', `${id}.xml`), xml);
  }
  writeFileSync(join(folder, 'schools.csv'), options.schools ?? SCHOOLS);
  writeFileSync(join(folder, 'pupils.csv'), pupilsCsv(options.pupils ?? PUPILS));
}

/** Created, imported, coded; nothing published yet. */
export async function startSmallCampaign(options: SmallOptions = {}): Promise<SmallCampaign> {
  const clock = options.clock ?? Date.now;
  const folder = temporaryFolder('authority');
  const [vaultFolder, keysFolder, platformFolder] = ['vault', 'keys', 'platform'].map((name) =>
    join(folder, name),
  ) as [string, string, string];
  const source = join(folder, 'campaign');
  mkdirSync(source);
  writeCampaignFolder(source, options);
  const actor: Actor = { who: 'testeuse', now: () => new Date(clock()) };
  const keys = openKeyStore(keysFolder, PASSPHRASE, SAMPLE_COST);
  const { publicKey } = await keys.initialise();
  let vault = createVault(vaultFolder);
  await createCampaign(vault, keys, actor, source);
  let campaign = await openCampaign(vault, keys, actor, NAME);
  await importRoster(campaign, {
    schools: join(source, 'schools.csv'),
    pupils: join(source, 'pupils.csv'),
  });
  const { pupil, staff } = codesNeeded(campaign);
  await mintCodes(campaign, { threads: 1, stock: { pupil, staff: staff + (options.moreStaffCodes ?? 0) } });
  await assignCodes(campaign);
  const settings = {
    dataDir: platformFolder,
    authorityKey: publicKey,
    clock,
    ...(options.store === undefined ? {} : { store: options.store }),
  };
  const start = options.platform ?? startPlatform;
  let platform = await start(settings);
  let isOpen = true;
  const release = () => {
    if (isOpen) vault.close();
    isOpen = false;
  };
  return {
    folder,
    actor,
    keys,
    platformFolder,
    vaultFolder,
    keysFolder,
    get vault() {
      return vault;
    },
    get campaign() {
      return campaign;
    },
    get platform() {
      return platform;
    },
    release,
    async reopen() {
      release();
      vault = openVault(vaultFolder);
      isOpen = true;
      campaign = await openCampaign(vault, keys, actor, NAME);
    },
    async restartPlatform(change = () => {}) {
      const { port } = platform;
      await platform.close();
      change();
      platform = await start({ ...settings, port });
    },
    stopPlatform: () => platform.close(),
    async close() {
      release();
      await platform.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
