/** A small campaign that has begun, published through a host that can answer anything. */

import { type SmallCampaign, startSmallCampaign } from '@cloison/dev-env/campaign/small-campaign.ts';
import { holderSecret } from '../../../apps/authority/src/codes/holder-secret.ts';
import { serveCampaign } from '../../../apps/authority/src/collect/serve-campaign.ts';
import { publishCampaign } from '../../../apps/authority/src/publish/publish-campaign.ts';
import type { HolderRow } from '../../../apps/authority/src/vault/rows.ts';
import { groupOf, pupilsOf } from '../../authority/simulated-people.ts';
import { RawHost } from './raw-host.ts';

export class MatrixCampaign {
  readonly small: SmallCampaign;
  readonly host: RawHost;
  /** Codes of pupils online. */
  readonly pupils: readonly string[];
  readonly teacher: string;
  readonly head: string;

  private constructor(
    small: SmallCampaign,
    host: RawHost,
    codes: { readonly pupils: readonly string[]; readonly teacher: string; readonly head: string },
  ) {
    this.small = small;
    this.host = host;
    this.pupils = codes.pupils;
    this.teacher = codes.teacher;
    this.head = codes.head;
  }

  static async start(): Promise<MatrixCampaign> {
    const small = await startSmallCampaign();
    const host = await RawHost.start(() => small.platform.url);
    await publishCampaign(small.campaign, small.keys, { platform: host.url });
    const people = await pupilsOf(small);
    const codeOf = (row: HolderRow) => holderSecret(small.campaign, row).code ?? '';
    const group = await groupOf(small, 'cp');
    const codes = {
      pupils: [...people.values()].flatMap(({ person }) => (person === null ? [] : [codeOf(person.row)])),
      teacher: codeOf(group.teacher.row),
      head: codeOf(group.head.row),
    };
    const { campaign, keys } = small;
    await serveCampaign(campaign, keys, { platform: host.url, once: true, patienceMs: 5_000 });
    return new MatrixCampaign(small, host, codes);
  }

  async close(): Promise<void> {
    await this.host.close();
    await this.small.close();
  }
}
