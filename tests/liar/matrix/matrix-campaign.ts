/** A small campaign that has begun, published through a host that can answer anything. */
import {
  type SmallCampaign,
  type SmallOptions,
  startSmallCampaign,
} from '@cloison/dev-env/campaign/small-campaign.ts';
import { PUPILS } from '@cloison/dev-env/campaign/small-campaign-folder.ts';
import { assignAreas } from '../../../apps/authority/src/codes/assign-areas.ts';
import { holderSecret } from '../../../apps/authority/src/codes/holder-secret.ts';
import { inspectorsOf } from '../../../apps/authority/src/codes/holders.ts';
import { giveReserve } from '../../../apps/authority/src/codes/reserve.ts';
import { serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { groupOf, pupilsOf, tell } from '../../authority/simulated-people.ts';
import { RawHost } from './raw-host.ts';

/**
 * `staged`: adaptive, and its content is fetched ahead; `stages`: the same, with many pupils. `reserves`: with many codes in
 * reserve.
 */
export type CampaignKind = 'plain' | 'staged' | 'stages' | 'reserves';

/** A first module, then m3 for who has less than two points, m4 for the others. */
const staged = (yaml: string) =>
  `${yaml
    .replace(
      'package: maths, items: [m1, m2, m3, m4] }',
      `package: maths, modules: [
      { id: depart, items: [m1, m2], next: [facile, difficile], route: { from: [2], fallback: facile } },
      { id: facile, items: [m3] },
      { id: difficile, items: [m4] } ] }`,
    )
    .replace(
      'items: [m1, m2, m3]\n    thresholds: [1, 3]',
      'items: [m1, m2, m3, m4]\n    thresholds: { facile: [2, 3], difficile: [1, 3] }',
    )
    .replace(/ {2}- id: mots\n(?: {4}.*\n)+/, '')}content: { ahead: true }\n`;

/** Of the class that sits online. */
function morePupils(count: number): string[][] {
  return Array.from({ length: count }, (_, i) => {
    const ine = `${100_000_021 + i}AA`;
    return ['0770002', '6e A', '6e', ine, 'Nombreux', `Élève ${i}`, '2015-01-15', 'F', ''];
  });
}

const KINDS: Readonly<Record<CampaignKind, SmallOptions>> = {
  plain: {},
  staged: { campaign: staged },
  stages: { campaign: staged, pupils: [...PUPILS, ...morePupils(32)] },
  reserves: { campaign: (yaml) => yaml.replace('reservePerSchool: 2', 'reservePerSchool: 64') },
};

export interface MatrixCampaignOptions extends SmallOptions {
  readonly kind?: CampaignKind;
}

export class MatrixCampaign {
  readonly kind: CampaignKind;
  readonly small: SmallCampaign;
  readonly host: RawHost;
  /** Codes of pupils online. */
  readonly pupils: readonly string[];
  readonly teacher: string;
  readonly head: string;
  /** Of the département in which the school is. */
  readonly inspector: string;

  private constructor(
    kind: CampaignKind,
    small: SmallCampaign,
    host: RawHost,
    codes: Pick<MatrixCampaign, 'pupils' | 'teacher' | 'head' | 'inspector'>,
  ) {
    this.kind = kind;
    this.small = small;
    this.host = host;
    this.pupils = codes.pupils;
    this.teacher = codes.teacher;
    this.head = codes.head;
    this.inspector = codes.inspector;
  }

  static async start({ kind = 'plain', ...options }: MatrixCampaignOptions = {}): Promise<MatrixCampaign> {
    const small = await startSmallCampaign({ ...KINDS[kind], ...options });
    const { campaign, keys } = small;
    await assignAreas(campaign, { areas: ['dep-75'] });
    const host = await RawHost.start(() => small.platform.url);
    const here = { platform: host.url };
    await publishCampaign(campaign, keys, here);
    const group = await groupOf(small, 'cp');
    // So that there is a code that was replaced, and a desk that was answered.
    giveReserve(campaign, (await pupilsOf(small)).get('David')?.orderNumber ?? '', 'lost');
    await tell(small, group.school, {
      'i-1': { kind: 'incident', orderNumbers: [], sequence: null, minute: 0, note: '', withdrawn: false },
    });
    const people = await pupilsOf(small);
    const codeOf = (row: HolderRow | undefined) =>
      row === undefined ? '' : (holderSecret(campaign, row).code ?? '');
    const codes = {
      pupils: [...people.values()].flatMap(({ person }) => (person === null ? [] : [codeOf(person.row)])),
      teacher: codeOf(group.teacher.row),
      head: codeOf(group.head.row),
      inspector: codeOf(inspectorsOf(campaign)[0]),
    };
    await publishCampaign(campaign, keys, here);
    await serveCampaign(campaign, keys, { ...here, once: true, patienceMs: 5_000 });
    return new MatrixCampaign(kind, small, host, codes);
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.small.close();
  }
}
